/** Account and sync as the app holds them: cycles run in a worker, this side asks for them and shows how it goes. */
import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Message, SyncReport } from '../store/channel.ts';
import type { Account, QueueItem, SyncStatus, User } from '../store/contract.ts';
import { databaseName, readUser } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { FRESH } from '../store/schema.ts';
import { type AccountDeps, enter, leave } from './account.ts';
import { AskedWorker } from './askedWorker.ts';
import type { Fetch } from './http.ts';
import { finishLeaving } from './leaving.ts';
import { outboxFile } from './outboxFile.ts';
import { fetchPhoto } from './photos.ts';
import { createQueue, type Queue } from './queue.ts';
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
  fetch = (...given) => globalThis.fetch(...given),
}: SyncDeps): Promise<SyncedAccount> {
  const [user, report] = await Promise.all([readUser(), lastReport(store)]);
  const account = new DeviceAccount(store, new AskedWorker(newWorker), fetch, user, report);
  void finishLeaving().catch(() => undefined);
  return account;
}

class DeviceAccount implements SyncedAccount {
  readonly user: Signal<User | null>;
  readonly status: ReadonlySignal<SyncStatus> = computed(() => this.#status());
  readonly queue: ReadonlySignal<readonly QueueItem[]>;
  readonly #report: Signal<SyncReport>;
  readonly #isOnline = signal(navigator.onLine);
  readonly #queue: Queue;
  readonly #deps: AccountDeps;
  readonly #stops: (() => void)[] = [];

  constructor(
    private readonly store: LocalStore,
    private readonly worker: AskedWorker,
    fetch: Fetch,
    user: User | null,
    report: SyncReport,
  ) {
    const { channel, clock } = store;
    this.user = signal(user);
    this.#report = signal(report);
    this.#queue = createQueue(store);
    this.queue = this.#queue.items;
    this.#deps = { store, fetch, lock: { channel, now: clock, locks: navigator.locks as LockManager | undefined } };
    store.photos.download = (sha256) => (this.user.value ? fetchPhoto(fetch, sha256) : Promise.resolve(null));
    this.#queue.refresh();
    this.#start();
  }

  signUp(input: { email: string; password: string; name: string }): Promise<void> {
    return this.#enter('/api/account', input);
  }

  signIn(input: { email: string; password: string }): Promise<void> {
    return this.#enter('/api/session', input);
  }

  async signOut(options?: { discard?: boolean }): Promise<void> {
    if (!this.user.value) return;
    await leave(this.#deps, this.user.value, options?.discard ?? false);
    await this.#follow(null);
  }

  syncNow(): Promise<void> {
    return this.#ask({ isUrgent: true });
  }

  saveOutbox(): Promise<Blob> {
    return outboxFile(this.store.database(), this.store.now());
  }

  async allowRemoval(): Promise<void> {
    await this.store.database().write(['meta'], async (transaction) => {
      const state = await transaction.objectStore('meta').get('sync');
      const known = state?.key === 'sync' ? state : FRESH;
      await transaction.objectStore('meta').put({ ...known, removalAllowed: true });
    });
    await this.syncNow();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.worker.stop();
  }

  #start(): void {
    const watching = new AbortController();
    addEventListener('online', () => this.#lookAround(), { signal: watching.signal });
    addEventListener('offline', () => this.#lookAround(), { signal: watching.signal });
    const triggers = startTriggers({
      ask: (wanted) => void this.#ask(wanted),
      onSaved: this.store.onSaved,
      hasUnsynced: () => this.user.value !== null && this.status.value.unsynced > 0,
      isWelcome: () => this.user.value !== null && this.#report.value.phase !== 'signin',
      chance: Math.random,
    });
    this.#stops.push(
      () => watching.abort(),
      this.store.channel.listen((message) => this.#hear(message)),
      this.store.onSaved(this.#queue.refresh),
      triggers,
    );
  }

  async #enter(path: string, credentials: object): Promise<void> {
    await this.#follow(await enter(this.#deps, path, credentials));
    void this.#ask({ isUrgent: true });
  }

  /** Show this person's things; another tab may have said so. */
  async #follow(user: User | null): Promise<void> {
    await this.store.use(databaseName(user));
    this.user.value = user;
    this.#report.value = await lastReport(this.store);
    this.#queue.refresh();
  }

  #hear(message: Message): void {
    if (message.type === 'user') void this.#followOthers().catch(() => undefined);
    if (!('database' in message) || message.database !== this.store.database().name) return;
    this.#queue.refresh();
    if (message.type !== 'sync') return;
    this.#report.value = message.report;
    this.store.correctClock(message.report.offset);
  }

  async #followOthers(): Promise<void> {
    await this.#follow(await readUser());
    await this.#ask();
  }

  async #ask(wanted?: Ask): Promise<void> {
    if (this.user.value) await this.worker.ask(wanted);
  }

  #lookAround(): void {
    this.#isOnline.value = navigator.onLine;
    if (navigator.onLine) this.store.photos.lookAgain();
  }

  #status(): SyncStatus {
    const { phase, trouble, lastSyncAt } = this.#report.value;
    const { count, oldestAt } = this.store.pending.value;
    const photosWaiting = this.#queue.photosWaiting.value;
    return {
      online: this.#isOnline.value,
      phase: this.user.value ? phase : 'idle',
      unsynced: count + photosWaiting,
      photosWaiting,
      oldestAt,
      quarantined: this.#queue.quarantined.value,
      trouble: wordsFor(trouble),
      lastSyncAt,
    };
  }
}

/** What the last run left behind, until the next one speaks. */
async function lastReport(store: LocalStore): Promise<SyncReport> {
  const state = await store.database().read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
  return state?.key === 'sync' ? { ...QUIET, lastSyncAt: state.lastSyncAt, offset: state.offset } : QUIET;
}
