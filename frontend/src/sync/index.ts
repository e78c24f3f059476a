/**
 * Account and sync as the app holds them: cycles run in a worker, this side asks for them and shows how it goes. Every
 * page carries it; what only a tap on the account's pages or the queue asks for is fetched with that tap.
 */

import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { askForBackgroundSync } from '../device/backgroundSync.ts';
import type { Message, SyncReport } from '../store/channel.ts';
import type { Account, HeldRemoval, OutboxContents, QueueItem, SyncStatus, User } from '../store/contract.ts';
import { type Database, databaseName, hasEnded, isKept, readLeaving, readUser } from '../store/db.ts';
import { type LocalStore, OtherPerson } from '../store/index.ts';
import { FRESH } from '../store/schema.ts';
import type { AccountDeps, Leave } from './account.ts';
import { AskedWorker } from './askedWorker.ts';
import type { Fetch } from './http.ts';
import { createQueue, type Queue } from './queue.ts';
import type { Ask } from './runner.ts';
import { SYNC_TAG, startTriggers } from './triggers.ts';
import { wordsFor } from './trouble.ts';

export interface SyncDeps {
  readonly store: LocalStore;
  /** Makes the worker of sync/worker.ts. */
  readonly newWorker: () => Worker;
  readonly fetch?: Fetch;
}

export interface SyncedAccount extends Account {
  stop(): void;
}

const QUIET: SyncReport = { phase: 'idle', trouble: null, lastSyncAt: null, offset: 0, receiving: null, waits: null };

export async function createSync({
  store,
  newWorker,
  fetch = (...given) => globalThis.fetch(...given),
}: SyncDeps): Promise<SyncedAccount> {
  const [user, report, isLeft] = await Promise.all([readUser(), lastReport(store), hasEnded()]);
  const account = new DeviceAccount(store, new AskedWorker(newWorker), fetch, user, report, isLeft);
  void deleteLeft().catch(() => undefined);
  return account;
}

class DeviceAccount implements SyncedAccount {
  readonly user: Signal<User | null>;
  readonly keptFor = signal<string | null>(null);
  readonly status: ReadonlySignal<SyncStatus> = computed(() => this.#status());
  readonly queue: ReadonlySignal<readonly QueueItem[]>;
  readonly sending: ReadonlySignal<ReadonlySet<string>>;
  readonly held: ReadonlySignal<HeldRemoval | null>;
  readonly #report: Signal<SyncReport>;
  readonly #isOnline = signal(navigator.onLine);
  readonly #queue: Queue;
  readonly #deps: AccountDeps;
  readonly #stops: (() => void)[] = [];
  /** Somebody signed out without a network: the server is told once there is one. */
  #isLeft = false;

  constructor(
    private readonly store: LocalStore,
    private readonly worker: AskedWorker,
    fetch: Fetch,
    user: User | null,
    report: SyncReport,
    isLeft: boolean,
  ) {
    this.#isLeft = isLeft;
    const { channel, clock } = store;
    this.user = signal(user);
    this.#report = signal(report);
    this.#queue = createQueue(store, () => this.#report.value.phase === 'syncing');
    this.queue = this.#queue.items;
    this.sending = this.#queue.sending;
    this.held = this.#queue.held;
    this.#deps = { store, fetch, lock: { channel, now: clock, locks: navigator.locks as LockManager | undefined } };
    store.photos.download = async (sha256) => {
      if (!this.user.value) return null;
      const fetched = ({ fetchPhoto }: typeof import('./photos.ts')) => fetchPhoto(fetch, sha256);
      return import('./photos.ts').then(fetched, () => null);
    };
    this.#queue.refresh();
    this.#start();
  }

  signUp(input: { email: string; password: string; name: string }): Promise<void> {
    return this.#enter('/api/account', input);
  }

  signIn(input: { email: string; password: string }): Promise<void> {
    return this.#enter('/api/session', input);
  }

  async signOut(how: Leave = {}): Promise<boolean> {
    if (!this.user.value) return true;
    const { leave } = await import('./account.ts');
    const isEnded = await leave(this.#deps, this.user.value, how);
    await this.#follow(null);
    this.#isLeft = !isEnded;
    if (this.#isLeft) void askForBackgroundSync(SYNC_TAG).catch(() => undefined);
    return isEnded;
  }

  syncNow(): Promise<void> {
    return this.#ask({ isUrgent: true });
  }

  async saveOutbox(only?: readonly string[]): Promise<Blob> {
    const { outboxFile } = await import('./outboxFile.ts');
    const options = { person: this.user.value, at: this.store.now(), ...(only ? { only } : {}) };
    return outboxFile(this.store.database(), options);
  }

  async openOutbox(file: Blob): Promise<OutboxContents> {
    const { readOutbox, takeIn } = await import('./outboxReading.ts');
    const outbox = await readOutbox(file);
    const { person, changes, photos, at } = outbox;
    const db = this.store.database();
    const take = async () => {
      if (this.store.database() !== db) throw new OtherPerson();
      const taken = await takeIn(db, outbox, this.store.random);
      await this.store.changed(taken.ids);
      this.#queue.refresh();
      void this.#ask();
      return { records: taken.ids.length, photos: taken.photos.length };
    };
    const otherPerson = person && person.id !== this.user.value?.id ? person.name : null;
    return { records: changes.length, photos: photos.length, at, otherPerson, take };
  }

  async retry(key: string): Promise<void> {
    const { tryAgain } = await import('./quarantine.ts');
    await this.#mend((db) => tryAgain(db, key));
    await this.syncNow();
  }

  async discard(key: string): Promise<void> {
    const [{ giveUp }, { underLock }] = await Promise.all([import('./quarantine.ts'), import('./lock.ts')]);
    const { store } = this;
    const { fetch, lock } = this.#deps;
    const space = this.user.value?.id ?? '';
    await underLock(lock, () => this.#mend((db) => giveUp({ db, fetch, random: store.random, space }, key)));
  }

  async keepRecords(): Promise<void> {
    await this.store.keep(this.held.value?.ids ?? []);
    await this.syncNow();
  }

  async #mend(work: (db: Database) => Promise<void>): Promise<void> {
    await work(this.store.database());
    await this.store.changed(null);
    this.#queue.refresh();
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
    const { enter } = await import('./account.ts');
    await this.#follow(await enter(this.#deps, path, credentials));
    void this.#ask({ isUrgent: true });
  }

  /** Show this person's things; another tab may have said so. */
  async #follow(user: User | null): Promise<void> {
    await this.store.use(databaseName(user));
    const before = this.user.value;
    this.keptFor.value = !user && before && (await isKept(before)) ? before.id : null;
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
    if (!this.user.value && !this.#isLeft) return;
    await this.worker.ask(wanted);
    if (!this.user.value) this.#isLeft = await hasEnded();
  }

  #lookAround(): void {
    this.#isOnline.value = navigator.onLine;
    if (navigator.onLine) this.store.photos.lookAgain();
  }

  #status(): SyncStatus {
    const { phase, trouble, lastSyncAt, receiving, waits } = this.#report.value;
    const { count, oldestAt } = this.store.pending.value;
    const photosWaiting = this.#queue.photosWaiting.value;
    return {
      online: this.#isOnline.value,
      phase: this.user.value ? phase : 'idle',
      unsynced: count + photosWaiting,
      photosWaiting,
      oldestAt,
      quarantined: this.#queue.quarantined.value,
      isHeld: this.#queue.held.value !== null,
      trouble: wordsFor(trouble),
      lastSyncAt,
      receiving,
      waits,
    };
  }
}

/** Whom a crash, or a tab that would not let go, kept from being deleted; there is seldom anybody. */
async function deleteLeft(): Promise<void> {
  if ((await readLeaving()).length === 0) return;
  const { finishLeaving } = await import('./leaving.ts');
  await finishLeaving();
}

/** What the last run left behind, until the next one speaks. */
async function lastReport(store: LocalStore): Promise<SyncReport> {
  const state = await store.database().read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
  return state?.key === 'sync' ? { ...QUIET, lastSyncAt: state.lastSyncAt, offset: state.offset } : QUIET;
}
