/** When to sync: soon after an edit, when the network or the page comes back, and now and then while somebody looks. */
import { askForBackgroundSync } from '../device/backgroundSync.ts';
import type { Ask } from './runner.ts';

const AFTER_EDIT_MS = 1500;
const BUSY_POLL_MS = 10_000;
const BUSY_FOR_MS = 120_000;
const IDLE_POLL_MS = 60_000;
/** The tag under which the service worker is woken, and its word to a page that the network is back (sw/messages.ts). */
const SYNC_TAG = 'outbox';
const SYNC_NOW = 'sync-now';

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
export function startTriggers({ ask, onSaved, hasUnsynced, isWelcome, chance }: TriggerDeps): () => void {
  const ending = new AbortController();
  const options = { signal: ending.signal, passive: true };
  let lastActive = performance.now();
  let edit: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setTimeout> | undefined;

  const pollAgain = () => {
    clearTimeout(poll);
    if (document.visibilityState !== 'visible') return;
    const isBusy = performance.now() - lastActive < BUSY_FOR_MS;
    poll = setTimeout(
      () => {
        if (isWelcome() && navigator.onLine) ask();
        pollAgain();
      },
      isBusy ? BUSY_POLL_MS : IDLE_POLL_MS * (0.75 + chance() / 2),
    );
  };
  const active = () => {
    // Out of idleness the next poll comes sooner; while busy it is not put off.
    const wasIdle = performance.now() - lastActive >= BUSY_FOR_MS;
    lastActive = performance.now();
    if (wasIdle) pollAgain();
  };
  const now = () => {
    lastActive = performance.now();
    ask();
    pollAgain();
  };
  const askBrowser = () => {
    if (hasUnsynced()) void askForBackgroundSync(SYNC_TAG);
  };
  const seenOrHidden = () => {
    if (document.visibilityState === 'visible') return now();
    clearTimeout(poll);
    clearTimeout(edit);
    if (!hasUnsynced()) return;
    ask({ isFlush: true });
    askBrowser();
  };

  const stopListening = onSaved(() => {
    active();
    clearTimeout(edit);
    edit = setTimeout(() => ask(), AFTER_EDIT_MS);
    if (!navigator.onLine) askBrowser();
  });
  addEventListener('online', now, options);
  addEventListener('pageshow', now, options);
  document.addEventListener('visibilitychange', seenOrHidden, options);
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, active, options);
  navigator.serviceWorker?.addEventListener(
    'message',
    ({ data }) => {
      if (data?.type === SYNC_NOW) now();
    },
    options,
  );
  now();
  return () => {
    ending.abort();
    stopListening();
    clearTimeout(edit);
    clearTimeout(poll);
  };
}
