/** When to sync: soon after an edit, when the network or the page comes back, and now and then while somebody looks. */
import { askForBackgroundSync } from '../device/backgroundSync.ts';
import type { Ask } from './runner.ts';

const AFTER_EDIT_MS = 1500;
const BUSY_POLL_MS = 10_000;
const BUSY_FOR_MS = 120_000;
const IDLE_POLL_MS = 60_000;
/** The tag under which the browser wakes the service worker; its word to a page, and a page's to it (sw/messages.ts). */
export const SYNC_TAG = 'outbox';
const SYNC_NOW = 'sync-now';
const SYNC_FOR_ME = 'sync';

export interface TriggerDeps {
  readonly ask: (ask?: Ask) => void;
  readonly onSaved: (listener: () => void) => () => void;
  readonly hasUnsynced: () => boolean;
  /** Whether asking again by itself makes sense: somebody is signed in, and the server has not asked for a login. */
  readonly isWelcome: () => boolean;
  /** From 0 up to 1. */
  readonly chance: () => number;
}

/** Returns what ends it. */
export function startTriggers(deps: TriggerDeps): () => void {
  const triggers = new Triggers(deps);
  const ending = new AbortController();
  const options = { signal: ending.signal, passive: true };
  const now = () => triggers.now();
  addEventListener('online', now, options);
  addEventListener('pageshow', now, options);
  document.addEventListener('visibilitychange', () => (isLookedAt() ? now() : triggers.away()), options);
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => triggers.active(), options);
  const heard = ({ data }: MessageEvent<{ type?: string } | null>) => void (data?.type === SYNC_NOW && now());
  navigator.serviceWorker?.addEventListener('message', heard, options);
  const stopListening = deps.onSaved(() => triggers.saved());
  now();
  return () => {
    ending.abort();
    stopListening();
    triggers.stop();
  };
}

class Triggers {
  #lastActive = performance.now();
  #edit: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly deps: TriggerDeps) {}

  now(): void {
    this.#lastActive = performance.now();
    this.deps.ask();
    this.#pollLater();
  }

  saved(): void {
    this.active();
    clearTimeout(this.#edit);
    this.#edit = setTimeout(() => this.deps.ask(), AFTER_EDIT_MS);
    // Without looking whether anything is unsynced: what was just saved is not counted yet.
    if (!navigator.onLine && this.deps.isWelcome()) askBrowser();
  }

  /** Out of idleness the next poll comes sooner; while busy it is not put off. */
  active(): void {
    const wasBusy = this.#isBusy();
    this.#lastActive = performance.now();
    if (!wasBusy) this.#pollLater();
  }

  /**
   * The page goes out of sight, perhaps for good: what is unsent goes now, and the browser is asked to see to the rest. A
   * page that is closed takes its worker along before that has asked the server: the service worker outlives both.
   */
  away(): void {
    this.stop();
    if (!this.deps.hasUnsynced()) return;
    this.deps.ask({ isFlush: true });
    navigator.serviceWorker?.controller?.postMessage({ type: SYNC_FOR_ME });
    askBrowser();
  }

  stop(): void {
    clearTimeout(this.#edit);
    clearTimeout(this.#poll);
  }

  #isBusy(): boolean {
    return performance.now() - this.#lastActive < BUSY_FOR_MS;
  }

  #pollLater(): void {
    clearTimeout(this.#poll);
    if (!isLookedAt()) return;
    const pause = this.#isBusy() ? BUSY_POLL_MS : IDLE_POLL_MS * (0.75 + this.deps.chance() / 2);
    this.#poll = setTimeout(() => {
      if (this.deps.isWelcome() && navigator.onLine) this.deps.ask();
      this.#pollLater();
    }, pause);
  }
}

function askBrowser(): void {
  void askForBackgroundSync(SYNC_TAG).catch(() => undefined);
}

function isLookedAt(): boolean {
  return document.visibilityState === 'visible';
}
