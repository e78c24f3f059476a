/** tesseract.js on the same photos, for its time alone: its worker, core and language data come from this server too. */
import { createWorker, type Worker } from 'tesseract.js';

let worker: Worker | null = null;

async function ready(): Promise<void> {
  worker = await createWorker('eng', 1, {
    workerPath: '/worker/worker.min.js',
    corePath: '/core',
    langPath: '/data',
    workerBlobURL: false,
  });
}

async function timeCard(path: string): Promise<number> {
  const photo = await (await fetch(path)).blob();
  const start = performance.now();
  await worker?.recognize(photo);
  return Math.round(performance.now() - start);
}

Object.assign(globalThis, { ready, timeCard });
