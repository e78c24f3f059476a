/** The reading worker: one photo in, one reading out. Everything large hangs on this file and is fetched with it. */
import type { Reading } from './contract.ts';
import { ENGINE, type Engine, loadEngine } from './engine.ts';
import { fieldsOf } from './fields/fields.ts';
import { readingFiles } from './files.ts';
import { inReadingOrder } from './lines.ts';
import { decode } from './picture.ts';
import { type FromWorker, ReadingFailed, type ToWorker } from './protocol.ts';
import { readLines } from './read.ts';
import { scan } from './scan.ts';

let engine: Promise<Engine> | null = null;

globalThis.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  postMessage(await answer(data).catch(failed));
};

async function answer(question: ToWorker): Promise<FromWorker> {
  if (question.job === 'warm') {
    await Promise.all(Object.values(readingFiles).map(fetchWhole));
    return { job: 'warm' };
  }
  return { job: 'read', reading: await read(question.photo) };
}

async function read(photo: Blob): Promise<Reading> {
  const start = performance.now();
  const picture = await decode(photo).catch((error: unknown) => {
    throw new ReadingFailed('undecodable', String(error));
  });
  const code = await scan(picture);
  const lines = inReadingOrder(await readLines(await loaded(), picture), picture);
  const fields = fieldsOf({ lines, code, shape: picture });
  return { engine: ENGINE, lines, fields, code, ms: Math.round(performance.now() - start) };
}

function loaded(): Promise<Engine> {
  engine ??= loadEngine().catch((error: unknown) => {
    engine = null;
    throw new ReadingFailed('absent', String(error));
  });
  return engine;
}

async function fetchWhole(url: string): Promise<void> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new ReadingFailed('absent', String(error));
  });
  if (!response.ok) throw new ReadingFailed('absent', `${url}: ${response.status}`);
  await response.blob(); // to the end: what is cut off is not kept
}

function failed(error: unknown): FromWorker {
  const reason = error instanceof ReadingFailed ? error.reason : 'gave-up';
  return { job: 'failed', reason, message: String(error) };
}
