/**
 * The reading engine: large, and kept apart from the shell. It is fetched when a page asks (capture was opened, or the
 * connection is idle and good), or file by file as the reader uses it; either way each file travels once.
 */
import { build } from './build.ts';
import type { ReadingFiles } from './messages.ts';

const CACHE = 'reading';
const TELL_EVERY_BYTES = 250_000;
const bytesByPath = new Map(build.reading.map(({ url, bytes }) => [url, bytes]));
const fetching = new Map<string, Promise<void>>();

export function isReadingFile(path: string): boolean {
  return bytesByPath.has(path);
}

/** From this device if it is here, else from the network, and kept. */
export async function readingFile(path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(path);
  if (kept) return kept;
  await fetchOnce(path, () => undefined).catch(() => undefined); // No network, or no room to keep it.
  return (await cache.match(path)) ?? fetch(path);
}

export async function tellReadingState(port: MessagePort): Promise<void> {
  port.postMessage(await readingState(false));
}

/** Fetch what is missing, telling how far it is. The last message says `done`, whether or not everything is here. */
export async function fetchReading(port: MessagePort): Promise<void> {
  let { have } = await readingState(false);
  const total = totalBytes();
  let told = have;
  const count = (bytes: number) => {
    have += bytes;
    if (have - told < TELL_EVERY_BYTES) return;
    told = have;
    port.postMessage({ have, total, done: false } satisfies ReadingFiles);
  };
  await Promise.allSettled((await missing()).map((path) => fetchOnce(path, count)));
  port.postMessage(await readingState(true));
}

/** Forget files that this build does not use. */
export async function dropOldReadingFiles(): Promise<void> {
  const cache = await caches.open(CACHE);
  const old = (await cache.keys()).filter((request) => !isReadingFile(new URL(request.url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}

async function readingState(done: boolean): Promise<ReadingFiles> {
  const lacking = (await missing()).reduce((sum, path) => sum + (bytesByPath.get(path) ?? 0), 0);
  return { have: totalBytes() - lacking, total: totalBytes(), done };
}

async function missing(): Promise<string[]> {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  return [...bytesByPath.keys()].filter((path) => !kept.has(path));
}

function totalBytes(): number {
  return build.reading.reduce((sum, { bytes }) => sum + bytes, 0);
}

function fetchOnce(path: string, count: (bytes: number) => void): Promise<void> {
  const running = fetching.get(path) ?? fetchAndKeep(path, count).finally(() => fetching.delete(path));
  fetching.set(path, running);
  return running;
}

async function fetchAndKeep(path: string, count: (bytes: number) => void): Promise<void> {
  const response = await fetch(path);
  if (!response.ok || !response.body) throw new Error(`${path}: ${response.status}`);
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        count(chunk.byteLength);
        controller.enqueue(chunk);
      },
    }),
  );
  const cache = await caches.open(CACHE);
  await cache.put(path, new Response(counted, { headers: response.headers }));
}
