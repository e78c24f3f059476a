/**
 * The store of one device: usable in full without an account and without a network. Whose data it shows is the open
 * database; signing in or out opens another, and the signals that screens hold go on.
 */
import type { ReadonlySignal } from '@preact/signals';
import { corrected, type Now } from '../domain/clock.ts';
import { type Random, uuid7 } from '../domain/ids.ts';
import { type Channel, openChannel } from './channel.ts';
import type { Fields, Store } from './contract.ts';
import { Database, databaseName, readUser } from './db.ts';
import { Memory, type Pending } from './memory.ts';
import { LocalPhotos } from './photos.ts';
import { cleaned, deletionOf, restorationOf, snapshotOf, versionsOf, type Writing, writeRecords } from './records.ts';
import { search } from './search.ts';

export { AskFirst } from './records.ts';

export interface StoreDeps {
  /** The device's clock, ms since 1970 UTC. */
  readonly now: Now;
  readonly random: Random;
  readonly channel: Channel;
}

/** The store as sync/ and app/ hold it; screens see no more of it than `Store`. */
export interface LocalStore extends Store {
  readonly photos: LocalPhotos;
  readonly memory: Memory;
  readonly channel: Channel;
  readonly random: Random;
  /** The device's own clock, uncorrected. */
  readonly clock: Now;
  readonly pending: ReadonlySignal<Pending>;
  database(): Database;
  /** Open another person's database and show it; resolves when its records are loaded. */
  use(database: string): Promise<void>;
  /** Called after each write of this tab has committed. */
  onSaved(listener: () => void): () => void;
  /** How far the server's clock is ahead, in ms. */
  correctClock(offset: number): void;
  close(): Promise<void>;
}

/** Opens the database of whoever was signed in on this device, or the one without a person. */
export async function openStore(deps?: Partial<StoreDeps>): Promise<LocalStore> {
  return createStore(
    {
      now: deps?.now ?? Date.now,
      random: deps?.random ?? ((bytes) => crypto.getRandomValues(bytes)),
      channel: deps?.channel ?? openChannel(),
    },
    databaseName(await readUser()),
  );
}

export function createStore(deps: StoreDeps, name: string): LocalStore {
  const { channel, random } = deps;
  const memory = new Memory();
  const listeners = new Set<() => void>();
  let db = new Database(name);
  let offset = 0;
  const now = () => corrected(deps.now, offset);

  const changed = async (target: Database, ids: readonly string[]) => {
    channel.post({ type: 'changed', database: target.name, ids });
    for (const listener of listeners) listener();
    await memory.refresh(target, ids);
  };
  const write = async (writings: readonly Writing[]) => {
    const target = db;
    await writeRecords(target, writings, now(), random);
    // The screens follow; whoever opened another database meanwhile looks at that one.
    if (target === db) await changed(target, [...new Set(writings.map(({ id }) => id))]);
  };
  const readOffset = async (from: Database) => {
    const state = await from.read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
    offset = state?.key === 'sync' ? state.offset : 0;
  };

  const photos = new LocalPhotos(
    () => db,
    now,
    () => {
      channel.post({ type: 'changed', database: db.name, ids: [] });
      for (const listener of listeners) listener();
    },
  );
  const stopListening = channel.listen((message) => {
    if (message.type !== 'changed' || message.database !== db.name) return;
    void memory.refresh(db, message.ids);
    photos.lookAgain();
  });
  const load = async () => {
    await Promise.all([memory.load(db), readOffset(db)]);
  };
  const ready = load();
  ready.catch(() => undefined); // Whoever awaits it is told; nobody need.

  return {
    ready,
    photos,
    memory,
    channel,
    random,
    clock: deps.now,
    pending: memory.pending,
    list: (kind) => memory.list(kind),
    get: (id) => memory.get(id),
    openForm: (id) => snapshotOf(id, memory.row(id)),
    save: async (kind, id, fields, options) => write([{ kind, id, ...always(cleaned(fields)), ...options }]),
    saveAll: async (writes) => write(writes.map(({ kind, id, fields }) => ({ kind, id, ...always(cleaned(fields)) }))),
    remove: (id) => write([{ kind: '', id, fields: deletionOf }]),
    restore: (id) => write([{ kind: '', id, fields: restorationOf }]),
    async versions(id, field) {
      const replica = await db.read(['meta'], (transaction) => transaction.objectStore('meta').get('replica'));
      return versionsOf(memory.row(id), field, replica?.key === 'replica' ? replica.id : undefined);
    },
    search: (kind, query) => search(memory.visible(kind), query),
    newId: () => uuid7(now(), random),
    now,
    database: () => db,
    async use(database) {
      if (database === db.name) return;
      const previous = db;
      db = new Database(database);
      await load();
      photos.lookAgain();
      await previous.close();
    },
    onSaved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    correctClock(ahead) {
      offset = ahead;
    },
    async close() {
      stopListening();
      await db.close();
    },
  };
}

function always(fields: Fields): Pick<Writing, 'fields'> {
  return { fields: () => fields };
}
