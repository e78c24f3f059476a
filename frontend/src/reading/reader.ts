/**
 * The page's side of reading: one job at a time in a worker that is ended when it has been idle for a while, because memory
 * that WebAssembly took comes back in no other way. The photo is the caller's: a failed reading loses nothing.
 */
import { signal } from '@preact/signals';
import type { EngineState, Reader, Reading } from './contract.ts';
import { keptHere } from './files.ts';
import { type FromWorker, ReadingFailed, type ToWorker } from './protocol.ts';

export { ReadingFailed } from './protocol.ts';

const READ_WITHIN_MS = 90_000;
/** Fetching about 7 MB on a slow conference network. */
const WARM_WITHIN_MS = 600_000;
const IDLE_MS = 45_000;

export interface ReaderParts {
  /** Makes the worker of worker.ts; the app alone may turn a script's address into one. */
  readonly newWorker: () => Worker;
}

export function createReader({ newWorker }: ReaderParts): Reader {
  const state = signal<EngineState>('absent');
  let worker: Worker | null = null;
  let idle: ReturnType<typeof setTimeout> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let warming: Promise<void> | null = null;
  let warmed = false;

  function end(): void {
    clearTimeout(idle);
    worker?.terminate();
    worker = null;
  }

  /** Jobs wait for the one before, however that one ended. */
  function queued<T>(job: () => Promise<T>): Promise<T> {
    const result = last.then(job, job);
    last = result.catch(() => undefined);
    return result;
  }

  async function asked(question: ToWorker, withinMs: number): Promise<FromWorker> {
    clearTimeout(idle);
    worker ??= newWorker();
    try {
      const answer = await answerOf(worker, question, withinMs);
      if (answer.job === 'failed') throw new ReadingFailed(answer.reason, answer.message);
      idle = setTimeout(end, IDLE_MS);
      return answer;
    } catch (failure) {
      end(); // its state is unknown; the next job starts with a fresh one
      throw failure;
    }
  }

  async function read(photo: Blob): Promise<Reading> {
    await warm();
    const answer = await queued(() => asked({ job: 'read', photo }, READ_WITHIN_MS));
    if (answer.job !== 'read') throw new ReadingFailed('gave-up', `the worker answered ${answer.job}`);
    return answer.reading;
  }

  async function fetchAll(): Promise<void> {
    state.value = 'fetching';
    try {
      await queued(() => asked({ job: 'warm' }, WARM_WITHIN_MS));
      warmed = true;
      // Fetched is not yet kept: that takes a service worker.
      state.value = (await keptHere()) ? 'ready' : 'absent';
    } catch (failure) {
      state.value = 'failed';
      throw failure;
    }
  }

  function warm(): Promise<void> {
    if (warmed || state.value === 'ready') return Promise.resolve();
    warming ??= fetchAll().finally(() => {
      warming = null;
    });
    return warming;
  }

  void keptHere().then((kept) => {
    if (kept && state.value === 'absent') state.value = 'ready';
  });

  return { state, warm, read, release: () => void queued(async () => end()) };
}

function answerOf(worker: Worker, question: ToWorker, withinMs: number): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    const gaveUp = (why: string) => reject(new ReadingFailed('gave-up', why));
    const late = setTimeout(gaveUp, withinMs, `no answer within ${withinMs} ms`);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      clearTimeout(late);
      resolve(data);
    };
    worker.onerror = (event) => {
      clearTimeout(late);
      gaveUp(event.message);
    };
    worker.postMessage(question);
  });
}
