/** Account and sync as the app holds them: cycles run in a worker, this side asks for them and shows how it goes. */
import { computed, signal } from '@preact/signals';
import type { SyncReport } from '../store/channel.ts';
import type { Account, SyncStatus, User } from '../store/contract.ts';
import { databaseName, FRESH, readUser } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { type AccountDeps, enter, leave } from './account.ts';
import type { Fetch } from './http.ts';
import { finishLeaving } from './leaving.ts';
import { outboxFile } from './outboxFile.ts';
import { fetchPhoto } from './photos.ts';
import { createQueue } from './queue.ts';
import type { Ask } from './runner.ts';
import { startTriggers } from './triggers.ts';
import { wordsFor } from './trouble.ts';

export { Unsynced } from './account.ts';
export { Refused, Unreachable } from './http.ts';

export interface SyncDeps {
  readonly store: LocalStore;
  /** Makes the worker of sync/worker.ts. */
  readonly newWorker: () => Worker;
  readonly fetch?: Fetch;
}

export interface SyncedAccount extends Account {
  /** A person agrees that the many records which the server wants removed are removed. */
  allowRemoval(): Promise<void>;
  stop(): void;
}

const QUIET: SyncReport = { phase: 'idle', trouble: null, lastSyncAt: null, offset: 0 };

export async function createSync({
  store,
  newWorker,
  fetch = (url, init) => globalThis.fetch(url, init),
}: SyncDeps): Promise<SyncedAccount> {
  const { channel } = store;
  const user = signal<User | null>(await readUser());
  const report = signal<SyncReport>(QUIET);
  const isOnline = signal(navigator.onLine);
  const queue = createQueue(store);
  const lock = { channel, now: store.clock, locks: navigator.locks as LockManager | undefined };
  const deps: AccountDeps = { store, fetch, lock };
  const worker = askWorker(newWorker());
  const ask = (wanted?: Ask) => (user.value ? worker.ask(wanted) : Promise.resolve());

  const status = computed<SyncStatus>(() => {
    const { phase, trouble, lastSyncAt } = report.value;
    const { count, oldestAt } = store.pending.value;
    const photosWaiting = queue.photosWaiting.value;
    return {
      online: isOnline.value,
      phase: user.value ? phase : 'idle',
      unsynced: count + photosWaiting,
      photosWaiting,
      oldestAt,
      quarantined: queue.quarantined.value,
      trouble: wordsFor(trouble),
      lastSyncAt,
    };
  });

  const follow = async (person: User | null) => {
    await store.use(databaseName(person));
    user.value = person;
    report.value = await lastReport(store);
    queue.refresh();
  };

  const stopListening = channel.listen((message) => {
    if (message.type === 'user')
      void readUser()
        .then(follow)
        .then(() => ask());
    if (message.type === 'changed' && message.database === store.database().name) queue.refresh();
    if (message.type !== 'sync' || message.database !== store.database().name) return;
    report.value = message.report;
    store.correctClock(message.report.offset);
    queue.refresh();
  });
  const watching = new AbortController();
  const look = () => {
    isOnline.value = navigator.onLine;
    if (isOnline.value) store.photos.lookAgain();
  };
  addEventListener('online', look, { signal: watching.signal });
  addEventListener('offline', look, { signal: watching.signal });
  const stopQueue = store.onSaved(queue.refresh);
  const stopTriggers = startTriggers({
    ask: (wanted) => void ask(wanted),
    onSaved: store.onSaved,
    hasUnsynced: () => user.value !== null && status.value.unsynced > 0,
    isWelcome: () => user.value !== null && report.value.phase !== 'signin',
    chance: Math.random,
  });

  store.photos.download = (sha256) => (user.value ? fetchPhoto(fetch, sha256) : Promise.resolve(null));
  report.value = await lastReport(store);
  queue.refresh();
  void finishLeaving().catch(() => undefined);

  const signIn = async (path: string, credentials: object) => {
    const person = await enter(deps, path, credentials);
    await follow(person);
    void ask({ isUrgent: true });
  };
  return {
    user,
    status,
    queue: queue.items,
    signUp: (input) => signIn('/api/account', input),
    signIn: (input) => signIn('/api/session', input),
    async signOut(options) {
      if (!user.value) return;
      await leave(deps, user.value, options?.discard ?? false);
      await follow(null);
    },
    syncNow: () => ask({ isUrgent: true }),
    saveOutbox: () => outboxFile(store.database(), store.now()),
    async allowRemoval() {
      await store.database().write(['meta'], async (transaction) => {
        const state = await transaction.objectStore('meta').get('sync');
        const known = state?.key === 'sync' ? state : FRESH;
        await transaction.objectStore('meta').put({ ...known, removalAllowed: true });
      });
      await ask({ isUrgent: true });
    },
    stop() {
      stopListening();
      stopQueue();
      stopTriggers();
      watching.abort();
      worker.stop();
    },
  };
}

/** What the last run left behind, until the next one speaks. */
async function lastReport(store: LocalStore): Promise<SyncReport> {
  const state = await store.database().read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
  return state?.key === 'sync' ? { ...QUIET, lastSyncAt: state.lastSyncAt, offset: state.offset } : QUIET;
}

function askWorker(worker: Worker): { ask(wanted?: Ask): Promise<void>; stop(): void } {
  const waiting = new Map<number, () => void>();
  let number = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<number>) => {
    waiting.get(data)?.();
    waiting.delete(data);
  });
  return {
    ask(wanted = {}) {
      number += 1;
      worker.postMessage({ ...wanted, number });
      return new Promise((resolve) => waiting.set(number, resolve));
    },
    stop: () => worker.terminate(),
  };
}
