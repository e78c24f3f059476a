/**
 * The only module that opens IndexedDB. `run` resolves when its transaction has committed, in strict durability unless
 * told otherwise, and rejects when it failed or was aborted: what was awaited is on the disk, what was not is not there.
 * A connection that the browser took away (iOS does, in the background) is opened again, and the work tried once more.
 *
 * One database per person and one without a person, `lanyard~` and the person's id; a small one, `lanyard`, says who it is.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { Context, Dot } from '../domain/register.ts';
import type { Fields, User } from './contract.ts';

/** What was written here and is not on the server yet: what the field had seen before, and the dot of the last write. */
export type Dirty = { readonly [field: string]: { readonly base: Context; readonly dot: Dot } };

/** A record as it is kept: what is shown was computed when it was written, so that opening the app computes nothing. */
export interface Row {
  readonly id: string;
  readonly kind: string;
  readonly f: Fields;
  readonly conflicts: readonly string[];
  readonly changedAt: number;
  readonly unsynced: boolean;
  /** Folded text for search: the title's line first. */
  readonly text: string;
  /** Deleted, and brought back by nobody. */
  readonly hidden?: true;
  /** The registers by field, as JSON: read by writes and merges only, and quicker to load than objects. */
  readonly registers: string;
  readonly dirty?: Dirty;
  /** The server may lack the record: all of it is sent. */
  readonly whole?: true;
  /** When the oldest change that is not yet on the server was made; absent where there is none. */
  readonly since?: number;
  /** The snapshot in which the record was last seen. */
  readonly snapshot?: string;
}

/** The one request under way: its exact bytes, sent again until an answer comes. */
export interface Inflight {
  readonly key: 'push';
  readonly req: string;
  readonly body: ArrayBuffer;
  readonly type: 'application/json' | 'application/gzip';
  readonly sent: readonly Sent[];
  readonly refusals: number;
}

/** One change of the request: the dots by field of what was written here, and whether the whole record went. */
export interface Sent {
  readonly id: string;
  readonly kind: string;
  readonly whole: boolean;
  readonly dots: { readonly [field: string]: Dot };
}

export interface StoredBlob {
  readonly sha256: string;
  readonly type: string;
  readonly bytes: ArrayBuffer;
  /** When it was taken, while it is not yet on the server. */
  readonly waiting?: number;
  /** Why the server will not take it. */
  readonly refused?: string;
}

/** Changes that would remove much: kept until a person says yes. */
export interface Held {
  readonly key: 'pull';
  readonly removed: number;
  readonly at: number;
  readonly answer: unknown;
}

/** Fields that the server will not take; the values stay in the record, shown and mendable. Key: `id/field`, or `id/` for a whole change. */
export interface Quarantined {
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  readonly dirty: Dirty;
  readonly code: string;
  readonly since: number;
}

export interface Replica {
  readonly key: 'replica';
  readonly id: string;
  readonly counter: number;
}

/** Where the log has been merged up to; `snap` continues a snapshot. The server's own words, sent back as they are. */
export interface Cursor {
  readonly epoch: string;
  readonly n: number;
  readonly tag: string;
  readonly snap?: string;
}

export interface SyncState {
  readonly key: 'sync';
  readonly fence: string | null;
  readonly cursor: Cursor | null;
  /** The epoch of which everything up to a cursor was once here, so that a later snapshot tells what was purged. */
  readonly epoch: string | null;
  /** Name of the snapshot that is being read. */
  readonly snapshot: string | null;
  /** At most so many changes a request, while the one that the server cannot read is searched. */
  readonly limit: number | null;
  /** A person said yes to a pull that removes much. */
  readonly removalAllowed: boolean;
  readonly offset: number;
  readonly lastSyncAt: number | null;
}

export const FRESH: SyncState = {
  key: 'sync',
  fence: null,
  cursor: null,
  epoch: null,
  snapshot: null,
  limit: null,
  removalAllowed: false,
  offset: 0,
  lastSyncAt: null,
};

interface Schema extends DBSchema {
  records: { key: string; value: Row; indexes: { since: number } };
  inflight: { key: string; value: Inflight };
  blobs: { key: string; value: StoredBlob; indexes: { waiting: number } };
  held: { key: string; value: Held };
  quarantine: { key: string; value: Quarantined };
  meta: { key: string; value: Replica | SyncState };
}

export type StoreName = StoreNames<Schema>;
export type Read = IDBPTransaction<Schema, StoreName[], 'readonly'>;
export type Write = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

/** The database was deleted (a person signed out in another tab), or a newer build of the app took it over. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone';
}

const DEVICE = 'lanyard';

export function databaseName(user: User | null): string {
  return `${DEVICE}~${user?.id ?? ''}`;
}

export class Database {
  #connection: Promise<IDBPDatabase<Schema>> | null = null;
  #isGone = false;
  #isTaken = false;
  readonly #running = new Set<Promise<unknown>>();

  constructor(readonly name: string) {}

  /** Reads in one transaction. `work` must await nothing but the transaction's own requests. */
  read<T>(stores: StoreName[], work: (transaction: Read) => Promise<T>): Promise<T> {
    return this.#withRetry(async (connection) => {
      const transaction = connection.transaction(stores, 'readonly');
      return settled(transaction, work(transaction));
    });
  }

  /** Writes in one transaction: all of it is on the disk when this resolves, or nothing of it when it rejects. */
  write<T>(stores: StoreName[], work: (transaction: Write) => Promise<T>, options?: { relaxed: true }): Promise<T> {
    const durability = options?.relaxed ? 'relaxed' : 'strict';
    return this.#withRetry(async (connection) => {
      const transaction = connection.transaction(stores, 'readwrite', { durability });
      return settled(transaction, work(transaction));
    });
  }

  /** Lets what has begun finish, and takes nothing more. */
  async close(): Promise<void> {
    this.#isGone = true;
    await Promise.allSettled(this.#running);
    (await this.#connection?.catch(() => null))?.close();
    this.#connection = null;
  }

  #withRetry<T>(work: (connection: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    if (this.#isGone) return Promise.reject(new DatabaseGone(this.name));
    const running = this.#tryTwice(work);
    this.#running.add(running);
    const ended = () => this.#running.delete(running);
    running.then(ended, ended);
    return running;
  }

  async #tryTwice<T>(work: (connection: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      this.#connection = null;
      if (this.#isTaken) throw new DatabaseGone(this.name);
      return await work(await this.#open());
    }
  }

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    try {
      const connection = await openDB<Schema>(this.name, 1, {
        upgrade(db) {
          db.createObjectStore('records', { keyPath: 'id' }).createIndex('since', 'since');
          db.createObjectStore('inflight', { keyPath: 'key' });
          db.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('waiting', 'waiting');
          db.createObjectStore('held', { keyPath: 'key' });
          db.createObjectStore('quarantine', { keyPath: 'key' });
          db.createObjectStore('meta', { keyPath: 'key' });
        },
        blocking: () => {
          // Another tab deletes or upgrades it; holding on would block that tab, opening it again would undo the deletion.
          this.#isGone = true;
          this.#isTaken = true;
          connection.close();
        },
        terminated: () => {
          this.#connection = null;
        },
      });
      return connection;
    } catch (error) {
      this.#connection = null;
      throw error;
    }
  }
}

async function settled<T>(transaction: Read | Write, work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    await transaction.done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // A failed request has aborted it already.
    }
    const cause: unknown = await transaction.done.catch((abort: unknown) => abort);
    throw cause instanceof DOMException && cause.name === 'QuotaExceededError' ? cause : error;
  }
}

function isConnectionLost(error: unknown): boolean {
  return error instanceof DOMException && ['InvalidStateError', 'UnknownError', 'AbortError'].includes(error.name);
}

/** Deletes a person's database with all that is in it. */
export function deleteDatabase(name: string): Promise<void> {
  return deleteDB(name);
}

/** A database whose person has signed out, until it is deleted. */
export interface Leaving {
  readonly database: string;
  /** The person agreed to lose what is not on the server. */
  readonly discard: boolean;
}

interface DeviceSchema extends DBSchema {
  user: { key: 'user'; value: User };
  leaving: { key: string; value: Leaving };
}

/** Who is signed in on this device: their name and address, never a token. Null before the first sign-in and after logout. */
export function readUser(): Promise<User | null> {
  return onDevice(async (db) => (await db.get('user', 'user')) ?? null);
}

/** A database that this person left before is theirs again, and stays. */
export function writeUser(user: User): Promise<void> {
  return onDevice(async (db) => {
    const transaction = db.transaction(['user', 'leaving'], 'readwrite', { durability: 'strict' });
    await transaction.objectStore('user').put(user, 'user');
    await transaction.objectStore('leaving').delete(databaseName(user));
    await transaction.done;
  });
}

/** Nobody is signed in, and what the last person had here is to go: both or neither is on the disk. */
export function forgetUser(leaving: Leaving): Promise<void> {
  return onDevice(async (db) => {
    const transaction = db.transaction(['user', 'leaving'], 'readwrite', { durability: 'strict' });
    await transaction.objectStore('user').delete('user');
    await transaction.objectStore('leaving').put(leaving);
    await transaction.done;
  });
}

export function readLeaving(): Promise<Leaving[]> {
  return onDevice((db) => db.getAll('leaving'));
}

/** The database is gone, or stays after all. */
export function endLeaving(database: string): Promise<void> {
  return onDevice((db) => db.delete('leaving', database));
}

async function onDevice<T>(work: (db: IDBPDatabase<DeviceSchema>) => Promise<T>): Promise<T> {
  const db = await openDB<DeviceSchema>(DEVICE, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('user');
      fresh.createObjectStore('leaving', { keyPath: 'database' });
    },
  });
  try {
    return await work(db);
  } finally {
    db.close();
  }
}
