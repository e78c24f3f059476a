/**
 * Chinese and Japanese, for whoever asks: the rows of the recogniser's head that the Latin download leaves out, kept in a
 * cache of their own until they are removed again. All or nothing: half a download is not kept.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { EngineState, Extra } from './contract.ts';
import { easternFiles, fetchModel, keptHere, sizeOf } from './files.ts';

const CACHE = 'reading-eastern';
const FILES = Object.values(easternFiles);

export class Eastern implements Extra {
  readonly bytes = sizeOf(FILES);
  readonly #state = signal<EngineState>('absent');
  readonly #changed: () => void;
  #fetching: Promise<void> | null = null;

  /** @param changed what reads now must not read on with what it knew before. */
  constructor(changed: () => void) {
    this.#changed = changed;
    void keptHere(FILES).then((kept) => {
      if (kept && this.#state.value === 'absent') this.#state.value = 'ready';
    });
  }

  get state(): ReadonlySignal<EngineState> {
    return this.#state;
  }

  fetch(): Promise<void> {
    this.#fetching ??= this.#fetchAll().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async remove(): Promise<void> {
    await this.#fetching?.catch(() => undefined);
    if ('caches' in globalThis) await caches.delete(CACHE);
    this.#state.value = 'absent';
    this.#changed();
  }

  /** A newer build brought other files: whoever had the old ones gets the new ones. */
  async refresh(): Promise<void> {
    if (!('caches' in globalThis) || !(await caches.has(CACHE)) || (await keptHere(FILES))) return;
    await this.fetch();
  }

  async #fetchAll(): Promise<void> {
    if (await keptHere(FILES)) {
      this.#state.value = 'ready';
      return;
    }
    this.#state.value = 'fetching';
    try {
      const fetched = await Promise.all(FILES.map(async (url) => [url, await fetchModel(url)] as const));
      await caches.delete(CACHE);
      const cache = await caches.open(CACHE);
      for (const [url, bytes] of fetched) await cache.put(url, new Response(bytes));
    } catch (failure) {
      this.#state.value = 'failed';
      throw failure;
    }
    this.#state.value = 'ready';
    this.#changed();
  }
}
