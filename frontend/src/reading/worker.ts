/** The reading worker: one photo in, one reading out. Everything large hangs on this file and is fetched with it. */
import type { Reading, ReadLine } from './contract.ts';
import { type Engine, loadEngine } from './engine.ts';
import { fieldsOf } from './fields/fields.ts';
import { fetchFile, readingFiles } from './files.ts';
import { inReadingOrder, type Shape } from './lines.ts';
import { decode, letGo } from './picture.ts';
import { type FromWorker, ReadingFailed, type ToWorker } from './protocol.ts';
import { readLines } from './read.ts';
import { scan } from './scan.ts';
import { cardsOn } from './several.ts';
import { withBack } from './sides.ts';

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
  return { job: 'read', reading: await read(question.photo, question.back) };
}

async function read(photo: Blob, back: Blob | undefined): Promise<Reading> {
  const start = performance.now();
  const front = await sideOf(photo);
  const behind = back ? await sideOf(back) : null;
  const { lines, shape } = front;
  const code = front.code ?? behind?.code ?? null;
  const [first = [], ...more] = cardsOn(lines, shape, (part) => fieldsOf({ lines: part, code: null, shape }));
  const fields = fieldsOf({ lines: first, code, shape });
  const others = more.map((part) => ({ lines: part, fields: fieldsOf({ lines: part, code: null, shape }) }));
  return {
    engine: front.engine,
    lines: first,
    fields: behind ? withBack(fields, fieldsOf({ ...behind, code: null })) : fields,
    code,
    ms: Math.round(performance.now() - start),
    ...(others.length > 0 ? { others } : {}),
  };
}

async function sideOf(photo: Blob): Promise<{ engine: string; lines: ReadLine[]; code: string | null; shape: Shape }> {
  const picture = await decode(photo).catch((error: unknown) => {
    throw new ReadingFailed('undecodable', String(error));
  });
  try {
    const code = await scan(picture);
    engine ??= loadEngine(); // should it fail, the reader ends this worker and starts another
    const { name } = await engine;
    const shape = { width: picture.width, height: picture.height };
    return { engine: name, lines: inReadingOrder(await readLines(await engine, picture), shape), code, shape };
  } finally {
    letGo(picture.data);
  }
}

function failed(error: unknown): FromWorker {
  const reason = error instanceof ReadingFailed ? error.reason : 'gave-up';
  return { job: 'failed', reason, message: String(error) };
}
