/**
 * The store of one device: usable in full without an account and without a network. Whose data it shows is the open
 * database; signing in or out opens another, and the signals that screens hold go on.
 */
import { type ReadonlySignal, signal } from '@preact/signals';
import { corrected, type Now } from '../domain/clock.ts';
import { type Random, uuid7 } from '../domain/ids.ts';
import { DELETED } from '../domain/record.ts';
import type { Dot } from '../domain/register.ts';
import { type Channel, type Message, openChannel } from './channel.ts';
import type { Fields, FormSnapshot, SaveOptions, Shown, Store, Version } from './contract.ts';
import { Database, databaseName, readUser } from './db.ts';
import { LocalDrafts } from './drafts.ts';
import { Following } from './following.ts';
import { Memory, type Pending } from './memory.ts';
import { LocalPhotos } from './photos.ts';
import {
  cleaned,
  deletionOf,
  restorationOf,
  snapshotAfter,
  snapshotOf,
  versionsOf,
  type Writing,
  writeRecords,
} from './records.ts';
import type { Row, StoredBlob } from './schema.ts';
import { search } from './search.ts';

export { AskFirst, OtherPerson } from './records.ts';

export interface StoreDeps {
  /** The device's clock, ms since 1970 UTC. */
  readonly now: Now;
  readonly random: Random;
  readonly channel: Channel;
}

/** Opens the database of whoever was signed in on this device, or the one without a person. */
export async function openStore(): Promise<LocalStore> {
  const deps = {
    now: Date.now,
    random: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
    channel: openChannel(),
  };
  return new LocalStore(deps, databaseName(await readUser()));
}

/** The store as sync/ and app/ hold it; screens see no more of it than `Store`. */
export class LocalStore implements Store {
  readonly memory = new Memory();
  readonly pending: ReadonlySignal<Pending> = this.memory.pending;
  readonly conflicted: ReadonlySignal<readonly Shown[]> = this.memory.conflicted;
  readonly photos: LocalPhotos;
  readonly drafts = new LocalDrafts(() => this.#db);
  readonly channel: Channel;
  readonly random: Random;
  /** The device's own clock, uncorrected. */
  readonly clock: Now;
  readonly ready: Promise<void>;
  readonly isLoaded = signal(false);
  readonly #following = new Following((ids, sent) => this.memory.refresh(this.#db, ids, sent));
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;
  #db: Database;
  #offset = 0;

  constructor({ now, random, channel }: StoreDeps, database: string) {
    this.clock = now;
    this.random = random;
    this.channel = channel;
    this.#db = new Database(database);
    this.photos = new LocalPhotos(
      () => this.#db,
      this.now,
      () => this.#announce([]),
    );
    this.#stopListening = channel.listen((message) => this.#hear(message));
    this.ready = this.#load();
    this.ready.catch(() => undefined); // Whoever awaits it is told; nobody need.
  }

  readonly now: Now = () => corrected(this.clock, this.#offset);

  newId(): string {
    return uuid7(this.now(), this.random);
  }

  list<F = Fields>(kind: string): ReadonlySignal<readonly Shown<F>[]> {
    return this.memory.list<F>(kind);
  }

  get<F = Fields>(id: string): ReadonlySignal<Shown<F> | undefined> {
    return this.memory.get<F>(id);
  }

  search(kind: string, query: string): readonly string[] {
    return search(this.memory.visible(kind), query);
  }

  openForm(id: string): FormSnapshot {
    return snapshotOf(this.#db.name, id, this.memory.row(id));
  }

  async save(
    kind: string,
    id: string,
    fields: Fields,
    { photos = {}, ...options }: SaveOptions = {},
  ): Promise<FormSnapshot> {
    const taken = await Promise.all(
      Object.entries(photos).map(async ([field, photo]) => [field, await this.photos.taken(photo)] as const),
    );
    const hashes = taken.map(([field, { sha256 }]) => [field, sha256]);
    const clean = cleaned(kind, { ...fields, ...Object.fromEntries(hashes) });
    const dot = await this.#write(
      [{ kind, id, fields: () => clean, ...options }],
      taken.map(([, photo]) => photo),
    );
    return snapshotAfter(options.form ?? snapshotOf(this.#db.name, id, undefined), Object.keys(clean), dot);
  }

  async saveAll(
    writes: readonly { kind: string; id: string; fields: Fields }[],
    removed: readonly string[] = [],
  ): Promise<void> {
    const clean = writes.map((each) => ({ ...each, fields: cleaned(each.kind, each.fields) }));
    await this.#write([
      ...clean.map(({ kind, id, fields }) => ({ kind, id, fields: () => fields })),
      ...removed.map((id) => ({ kind: '', id, fields: deletionOf })),
    ]);
  }

  remove(id: string): Promise<void> {
    return this.saveAll([], [id]);
  }

  async restore(id: string): Promise<void> {
    await this.#write([{ kind: '', id, fields: restorationOf }]);
  }

  /** Says of records that others delete that they stay: a deletion that has not seen this does not hide them. */
  async keep(ids: readonly string[]): Promise<void> {
    const stays = (row: Row | undefined) => (row && !row.hidden ? { [DELETED]: false } : null);
    await this.#write(ids.map((id) => ({ kind: '', id, fields: stays })));
  }

  async versions(id: string, field: string): Promise<readonly Version[]> {
    const replica = await this.#db.read(['meta'], (transaction) => transaction.objectStore('meta').get('replica'));
    return versionsOf(this.memory.row(id), field, replica?.key === 'replica' ? replica.id : undefined);
  }

  /** Somebody else wrote these records, or photos, into the open database: all tabs look at them again. */
  async changed(ids: readonly string[] | null): Promise<void> {
    this.channel.post({ type: 'changed', database: this.#db.name, ids });
    await this.memory.refresh(this.#db, ids);
    this.photos.lookAgain();
  }

  database(): Database {
    return this.#db;
  }

  /** Open another person's database and show it; resolves when its records are loaded. */
  async use(database: string): Promise<void> {
    if (database === this.#db.name) return;
    const previous = this.#db;
    this.#db = new Database(database);
    await this.#load();
    this.photos.lookAgain();
    await previous.close();
  }

  /** Called after each write of this tab has committed. Returns what ends it. */
  readonly onSaved = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes how far the server's clock is ahead, in ms. */
  correctClock(offset: number): void {
    this.#offset = offset;
  }

  async close(): Promise<void> {
    this.#stopListening();
    await this.#db.close();
  }

  async #load(): Promise<void> {
    const db = this.#db;
    this.isLoaded.value = false;
    const state = db.read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
    await this.memory.load(db);
    const known = await state;
    this.#offset = known?.key === 'sync' ? known.offset : 0;
    if (db === this.#db) this.isLoaded.value = true;
  }

  /** Resolves with the dot of the last of the writes. */
  async #write(writings: readonly Writing[], photos: readonly StoredBlob[] = []): Promise<Dot> {
    const db = this.#db;
    const dot = await writeRecords(db, { records: writings, photos }, this.now(), this.random);
    // Whoever signed in or out meanwhile looks at another database; what was saved is in the first one.
    if (db !== this.#db) return dot;
    const ids = [...new Set(writings.map(({ id }) => id))];
    this.#announce(ids);
    await this.memory.refresh(db, ids);
    if (photos.length > 0) this.photos.lookAgain();
    return dot;
  }

  #announce(ids: readonly string[]): void {
    this.channel.post({ type: 'changed', database: this.#db.name, ids });
    for (const listener of this.#listeners) listener();
  }

  #hear(message: Message): void {
    if (message.type !== 'changed' || message.database !== this.#db.name) return;
    this.#following.changed(message.ids, message.sent);
    this.photos.lookAgain();
  }
}
