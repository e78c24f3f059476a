/** The reading worker: one photo in, one reading out. Everything large hangs on this file and is fetched with it. */
import type { Reading } from './contract.ts';
import { type Engine, loadEngine } from './engine.ts';
import { fieldsOf } from './fields/fields.ts';
import { fetchFile, readingFiles } from './files.ts';
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
    // To the end: what is cut off is not kept.
    await Promise.all(Object.values(readingFiles).map(async (url) => (await fetchFile(url)).blob()));
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
  engine ??= loadEngine(); // should it fail, the reader ends this worker and starts another
  const { name } = await engine;
  const lines = inReadingOrder(await readLines(await engine, picture), picture);
  const fields = fieldsOf({ lines, code, shape: picture });
  return { engine: name, lines, fields, code, ms: Math.round(performance.now() - start) };
}

function failed(error: unknown): FromWorker {
  const reason = error instanceof ReadingFailed ? error.reason : 'gave-up';
  return { job: 'failed', reason, message: String(error) };
}
