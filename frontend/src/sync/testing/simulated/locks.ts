/** Web Locks of one simulated device: first come, first served; a lock can be stolen; a killed tab lets go of its own. */
import { bound, chainHere, tabHere } from './chains.ts';
import type { Tab } from './device.ts';

interface Options {
  readonly signal?: AbortSignal;
  readonly steal?: boolean;
}

interface Wish {
  readonly tab: Tab | null;
  readonly grant: () => void;
}

interface Holder {
  readonly tab: Tab | null;
  /** A frozen tab hears of it when it thaws. */
  readonly lose: () => void;
}

const aborted = () => new DOMException('the lock was not granted, or taken away', 'AbortError');

export class Locks {
  #holder: Holder | null = null;
  #wishes: Wish[] = [];

  request<T>(_name: string, options: Options, job: () => Promise<T>): Promise<T> {
    const { signal, steal = false } = options;
    return new Promise<T>((resolve, reject) => {
      const chain = chainHere();
      const grant = () => {
        const lose = () => {
          reject(aborted());
          // What the lock was for goes on all the same, as it does in a browser.
          if (chain?.state === 'database') chain.onward?.({ coarse: true });
        };
        const holder: Holder = { tab, lose };
        this.#holder = holder;
        signal?.removeEventListener('abort', giveUp);
        const letGo = () => {
          if (this.#holder === holder) this.#free();
        };
        job().finally(letGo).then(resolve, reject);
      };
      const tab = tabHere();
      const wake = () => {
        if (chain) chain.flow = 'running';
      };
      const granted = bound(() => {
        wake();
        grant();
      });
      const wish: Wish = { tab, grant: granted };
      const giveUp = bound(() => {
        this.#wishes = this.#wishes.filter((each) => each !== wish);
        wake();
        reject(aborted());
      });
      if (signal?.aborted) return reject(aborted());
      if (steal) {
        const { tab: robbed, lose } = this.#holder ?? {};
        if (robbed?.isFrozen && lose) robbed.mail.push(lose);
        else lose?.();
        return grant();
      }
      if (!this.#holder) return grant();
      if (chain) chain.flow = 'lock';
      this.#wishes.push(wish);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** What a killed tab held or wished for is no longer its own. */
  drop(tab: Tab): void {
    this.#wishes = this.#wishes.filter((wish) => wish.tab !== tab);
    if (this.#holder?.tab === tab) this.#free();
  }

  #free(): void {
    this.#holder = null;
    this.#wishes.shift()?.grant();
  }
}
