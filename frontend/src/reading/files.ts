/**
 * What reading fetches besides the worker's own script. The service worker keeps all of it once it travelled; the head for
 * Chinese and Japanese is kept only where a person asked for it. A model is checked against the hash of its build.
 */

import detector from '@models/det.onnx?url';
import devanagari from '@models/devanagari_head.onnx?url';
import easternCharset from '@models/eastern_charset.json?url';
import easternHead from '@models/eastern_head.onnx?url';
import hashes from '@models/hashes.json';
import recogniser from '@models/rec_latin.onnx?url';
import runtime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import codes from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { ReadingFailed } from './protocol.ts';

export const readingFiles = { detector, recogniser, devanagari, runtime, codes } as const;
export const easternFiles = { head: easternHead, charset: easternCharset } as const;

const BUILT: Readonly<Record<string, string>> = {
  [detector]: 'det.onnx',
  [recogniser]: 'rec_latin.onnx',
  [devanagari]: 'devanagari_head.onnx',
  [easternHead]: 'eastern_head.onnx',
  [easternCharset]: 'eastern_charset.json',
};

/** Throws ReadingFailed "absent" where the file is neither on this device nor to be had. */
export async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new ReadingFailed('absent', `${url}: ${error}`);
  });
  if (!response.ok) throw new ReadingFailed('absent', `${url}: ${response.status}`);
  return response;
}

/** A model's bytes. What is not what was built is forgotten, so that the next try fetches it anew. */
export async function fetchModel(url: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await (await fetchFile(url)).arrayBuffer());
  if (await isAsBuilt(url, bytes)) return bytes;
  await forget(url);
  throw new ReadingFailed('absent', `${url}: not the file that was built`);
}

async function isAsBuilt(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const wanted = hashes[BUILT[url] ?? ''];
  if (!wanted || bytes.length !== wanted.bytes) return false;
  if (!globalThis.crypto?.subtle) return true; // no secure context: then nothing was kept here either
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return wanted.sha256 === Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function forget(url: string): Promise<void> {
  if (!('caches' in globalThis)) return;
  for (const name of await caches.keys()) await (await caches.open(name)).delete(url, { ignoreVary: true });
}

/** Whether every file is in a cache of this origin. */
export async function keptHere(files: readonly string[] = Object.values(readingFiles)): Promise<boolean> {
  if (!('caches' in globalThis)) return false;
  const found = await Promise.all(files.map((url) => caches.match(url, { ignoreVary: true })));
  return found.every((response) => response !== undefined);
}

/** Bytes that the files take in the caches of this origin. */
export async function keptBytes(files: readonly string[] = Object.values(readingFiles)): Promise<number> {
  if (!('caches' in globalThis)) return 0;
  const found = await Promise.all(files.map((url) => caches.match(url, { ignoreVary: true })));
  const sizes = await Promise.all(found.map(async (response) => (response ? (await response.blob()).size : 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Takes the files off this device, wherever they are kept. */
export async function forgetFiles(files: readonly string[] = Object.values(readingFiles)): Promise<void> {
  await Promise.all(files.map(forget));
}

/** Unpacked bytes of the files that the builder made. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, url) => sum + (hashes[BUILT[url] ?? '']?.bytes ?? 0), 0);
}
