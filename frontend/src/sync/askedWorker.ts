/** The page's end of sync/worker.ts: asks for a run, and knows when it is over. The first ask makes the worker. */
import type { Ask } from './runner.ts';

export class AskedWorker {
  readonly #waiting = new Map<number, () => void>();
  readonly #newWorker: () => Worker;
  #worker: Worker | undefined;
  #number = 0;

  constructor(newWorker: () => Worker) {
    this.#newWorker = newWorker;
  }

  /** Resolves when the run is over, however it ended. */
  ask(wanted: Ask = {}): Promise<void> {
    this.#number += 1;
    const number = this.#number;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ ...wanted, number });
    return new Promise((resolve) => this.#waiting.set(number, resolve));
  }

  stop(): void {
    this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = this.#newWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<number>) => {
      this.#waiting.get(data)?.();
      this.#waiting.delete(data);
    });
    return worker;
  }
}
