/** Asks the service worker about the reading engine: is it on this device, and please fetch it. */
import type { ReadingFiles, ToWorker } from './messages.ts';

const INSTALLED_WITHIN_MS = 20_000;
const ANSWER_WITHIN_MS = 3000;
const SILENCE_MS = 60_000;

/** Null where no service worker is at work; reading then needs the network. */
export async function readingFilesState(): Promise<ReadingFiles | null> {
  const worker = await activeWorker();
  if (!worker) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event: MessageEvent<ReadingFiles>) => resolve(event.data);
    setTimeout(resolve, ANSWER_WITHIN_MS, null);
    worker.postMessage({ type: 'reading-state' } satisfies ToWorker, [port2]);
  });
}

/**
 * Fetch what is missing, and resolve with what is here then: not everything, if the network failed. Null where no service
 * worker is at work, and where it fell silent (the browser ended it).
 */
export async function fetchReadingFiles(onProgress: (files: ReadingFiles) => void): Promise<ReadingFiles | null> {
  const worker = await activeWorker();
  if (!worker) return null;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    let silence = setTimeout(resolve, SILENCE_MS, null);
    port1.onmessage = ({ data }: MessageEvent<ReadingFiles>) => {
      clearTimeout(silence);
      onProgress(data);
      if (data.done) resolve(data);
      else silence = setTimeout(resolve, SILENCE_MS, null);
    };
    worker.postMessage({ type: 'fetch-reading' } satisfies ToWorker, [port2]);
  });
}

/** On the very first visit the worker is still being installed. */
async function activeWorker(): Promise<ServiceWorker | null> {
  if (!('serviceWorker' in navigator)) return null;
  const late = new Promise<null>((resolve) => setTimeout(resolve, INSTALLED_WITHIN_MS, null));
  return Promise.race([navigator.serviceWorker.ready.then(({ active }) => active), late]);
}
