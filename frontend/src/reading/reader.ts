/**
 * The page's side of reading: one job at a time in a worker that is ended when it has been idle for a while, because memory
 * that WebAssembly took comes back in no other way. The photo is the caller's: a failed reading loses nothing.
 */
import { signal } from '@preact/signals';
import type { EngineState, Reader, Reading } from './contract.ts';
import { Eastern } from './eastern.ts';
import { forgetFiles, keptBytes, keptHere } from './files.ts';
import { type FromWorker, ReadingFailed, type ToWorker } from './protocol.ts';

export { ReadingFailed } from './protocol.ts';

const READ_WITHIN_MS = 90_000;
/** Fetching about 7 MB on a slow conference network. */
const WARM_WITHIN_MS = 600_000;
const IDLE_MS = 45_000;
/** What a worker's own heap grows by over many photos comes back with it alone, too. */
const READINGS_EACH = 20;

export interface ReaderParts {
  /** Makes the worker of worker.ts; the app alone may turn a script's address into one. */
  readonly newWorker: () => Worker;
  /** Has the files kept on this device: on a first visit they are fetched before there is a service worker to keep them. */
  readonly keep?: () => Promise<unknown>;
  /** Whether a person took the reader off this device, as far as the device remembers. */
  readonly removed?: Removed;
}

export interface Removed {
  recall(): boolean;
  remember(isRemoved: boolean): void;
}

const NEVER_REMOVED: Removed = { recall: () => false, remember: () => undefined };

export function createReader({
  newWorker,
  keep = async () => undefined,
  removed = NEVER_REMOVED,
}: ReaderParts): Reader {
  return new WorkerReader(newWorker, keep, removed);
}

class WorkerReader implements Reader {
  readonly state = signal<EngineState>('absent');
  readonly eastern = new Eastern(() => this.release());
  readonly isRemoved = signal(false);
  readonly #removed: Removed;
  readonly #newWorker: () => Worker;
  readonly #keep: () => Promise<unknown>;
  #worker: Worker | null = null;
  #readings = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #fetching: Promise<void> | null = null;
  #keeping: Promise<void> | null = null;

  constructor(newWorker: () => Worker, keep: () => Promise<unknown>, removed: Removed) {
    this.#removed = removed;
    this.isRemoved.value = removed.recall();
    this.#newWorker = newWorker;
    this.#keep = keep;
    // Whoever closed the app in the middle of a removal finds it done now.
    if (this.isRemoved.value) void this.#queued(() => forgetFiles());
    else
      void keptHere().then((kept) => {
        if (kept && this.state.value === 'absent') this.state.value = 'ready';
      });
  }

  async read(photo: Blob, back?: Blob): Promise<Reading> {
    await this.#fetched();
    void this.warm().catch(() => undefined);
    const answer = await this.#queued(() => this.#asked({ job: 'read', photo, back }, READ_WITHIN_MS));
    if (answer.job !== 'read') throw new ReadingFailed('gave-up', `the worker answered ${answer.job}`);
    return answer.reading;
  }

  async warm(): Promise<void> {
    await this.#fetched();
    void this.eastern.refresh().catch(() => undefined);
    if (this.state.value === 'ready') return;
    this.#keeping ??= this.#keepAll().finally(() => {
      this.#keeping = null;
    });
    await this.#keeping;
  }

  kept(): Promise<number> {
    return keptBytes();
  }

  async remove(): Promise<void> {
    this.#setRemoved(true);
    await this.#keeping?.catch(() => undefined);
    await this.#queued(async () => this.#end());
    await forgetFiles();
    this.state.value = 'absent';
    this.#fetching = null;
  }

  async fetch(): Promise<void> {
    await this.#last; // A removal ends first.
    this.#setRemoved(false);
    await this.warm();
  }

  #setRemoved(isRemoved: boolean): void {
    this.#removed.remember(isRemoved);
    this.isRemoved.value = isRemoved;
  }

  release(): void {
    void this.#queued(async () => this.#end());
  }

  /** Once fetched is enough for this page's life; after a failure the next call tries again. */
  #fetched(): Promise<void> {
    if (this.isRemoved.value) return Promise.reject(new ReadingFailed('absent', 'a person took the reader off'));
    if (this.state.value === 'ready') return Promise.resolve();
    this.#fetching ??= this.#fetchAll().catch((failure: unknown) => {
      this.#fetching = null;
      throw failure;
    });
    return this.#fetching;
  }

  async #fetchAll(): Promise<void> {
    this.state.value = 'fetching';
    try {
      if (!(await keptHere())) await this.#queued(() => this.#asked({ job: 'warm' }, WARM_WITHIN_MS));
    } catch (failure) {
      this.state.value = 'failed';
      throw failure;
    }
  }

  async #keepAll(): Promise<void> {
    this.state.value = 'fetching';
    if (!(await keptHere())) await this.#keep();
    this.state.value = (await keptHere()) ? 'ready' : 'absent';
  }

  /** Jobs wait for the one before, however that one ended. */
  #queued<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job, job);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #asked(question: ToWorker, withinMs: number): Promise<FromWorker> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#newWorker();
    try {
      const answer = await answerOf(this.#worker, question, withinMs);
      if (answer.job === 'failed') throw new ReadingFailed(answer.reason, answer.message);
      if (answer.job === 'read') this.#readings += 1;
      if (this.#readings < READINGS_EACH) this.#idle = setTimeout(() => this.#end(), IDLE_MS);
      else this.#end();
      return answer;
    } catch (failure) {
      this.#end(); // its state is unknown; the next job starts with a fresh one
      throw failure;
    }
  }

  #end(): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = null;
    this.#readings = 0;
  }
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
