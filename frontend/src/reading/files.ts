/** What reading fetches besides the worker's own script. The service worker keeps all of it once it travelled. */
import detector from '@models/det.onnx?url';
import recogniser from '@models/rec_latin.onnx?url';
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import codes from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { ReadingFailed } from './protocol.ts';

export const readingFiles = { detector, recogniser, runtime, codes } as const;

/** Throws ReadingFailed "absent" where the file is neither on this device nor to be had. */
export async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new ReadingFailed('absent', `${url}: ${error}`);
  });
  if (!response.ok) throw new ReadingFailed('absent', `${url}: ${response.status}`);
  return response;
}

/** Whether every file is in a cache of this origin. */
export async function keptHere(): Promise<boolean> {
  if (!('caches' in globalThis)) return false;
  const found = await Promise.all(Object.values(readingFiles).map((url) => caches.match(url, { ignoreVary: true })));
  return found.every((response) => response !== undefined);
}
