/**
 * The only module that opens IndexedDB. `run` resolves when its transaction has committed, in strict durability unless
 * told otherwise, and rejects when it failed or was aborted: what was awaited is on the disk, what was not is not there.
 * A connection that the browser took away (iOS does, in the background) is opened again, and the work tried once more;
 * so it is where room ran out and some could be made.
 *
 * One database per person and one without a person, `lanyard~` and the person's id; a small one, `lanyard`, says who it is.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import type { User } from './contract.ts';
import { freeRoom, isNoRoom } from './room.ts';
import type { Schema } from './schema.ts';
import { watched, whenShown } from './standstill.ts';
import { upgrade } from './upgrade.ts';

export type StoreName = StoreNames<Schema>;
export type Read = IDBPTransaction<Schema, StoreName[], 'readonly'>;
export type Write = IDBPTransaction<Schema, StoreName[], 'readwrite'>;

/** The database was deleted (a person signed out in another tab), or a newer build of the app took it over. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone';
}

/**
 * What another tab of the app does to this page's storage. 'waiting': an old one holds on to it, so that it cannot be opened
 * here yet. 'outdated': a newer build has taken it over, and this page can save nothing any more.
 */
export type StorageState = 'open' | 'waiting' | 'outdated';

const state = signal<StorageState>('open');
export const storageState: ReadonlySignal<StorageState> = state;

const DEVICE = 'lanyard';
/** Raised when stores are added; an older build that is still open lets go then. */
const VERSION = 3;

export function databaseName(user: User | null): string {
  return `${DEVICE}~${user?.id ?? ''}`;
}

export class Database {
  #connection: Promise<IDBPDatabase<Schema>> | null = null;
  #isGone = false;
  #isTaken = false;
  readonly #running = new Set<Promise<unknown>>();

  constructor(
    readonly name: string,
    private readonly version = VERSION,
  ) {}

  /** Reads in one transaction. `work` must await nothing but the transaction's own requests. */
  read<T>(stores: StoreName[], work: (transaction: Read) => Promise<T>): Promise<T> {
    return this.#withRetry(async (connection) => {
      const transaction = watched(connection.transaction(stores, 'readonly'));
      return settled(transaction, work(transaction));
    });
  }

  /** Writes in one transaction: all of it is on the disk when this resolves, or nothing of it when it rejects. */
  write<T>(stores: StoreName[], work: (transaction: Write) => Promise<T>, options?: { relaxed: true }): Promise<T> {
    const durability = options?.relaxed ? 'relaxed' : 'strict';
    return this.#withRetry(async (connection) => {
      const attempt = () => {
        const transaction = watched(connection.transaction(stores, 'readwrite', { durability }));
        return settled(transaction, work(transaction));
      };
      try {
        return await attempt();
      } catch (error) {
        if (!isNoRoom(error) || (await freeRoom(connection)) === 0) throw error;
        return await attempt();
      }
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

  async #open(): Promise<IDBPDatabase<Schema>> {
    await whenShown();
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<IDBPDatabase<Schema>> {
    try {
      const connection = await openDB<Schema>(this.name, this.version, {
        upgrade: (db, from, _to, transaction) => upgrade(db, from, watched(transaction)),
        blocked: () => {
          state.value = 'waiting';
        },
        blocking: (_current, wanted) => {
          // Another tab deletes or upgrades it; holding on would block that tab, opening it again would undo the deletion.
          this.#isGone = true;
          this.#isTaken = true;
          if (wanted !== null) state.value = 'outdated';
          connection.close();
        },
        terminated: () => {
          this.#connection = null;
        },
      });
      if (state.value === 'waiting') state.value = 'open';
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
    throw isNoRoom(cause) ? cause : error;
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
  /** It stays, unseen, until they sign in again. */
  readonly keep?: boolean;
}

interface DeviceSchema extends DBSchema {
  /** 'ended': who signed out without a network, so that the server does not know of it yet. */
  user: { key: 'user' | 'ended'; value: User };
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

/**
 * Nobody is signed in, what the last person had here is to go, and where the server knows nothing of it yet, that their
 * session is to be ended: all of it is on the disk, or nothing.
 */
export function forgetUser(leaving: Leaving, session: User | null): Promise<void> {
  return onDevice(async (db) => {
    const transaction = db.transaction(['user', 'leaving'], 'readwrite', { durability: 'strict' });
    await transaction.objectStore('user').delete('user');
    await transaction.objectStore('leaving').put(leaving);
    if (session) await transaction.objectStore('user').put(session, 'ended');
    await transaction.done;
  });
}

/** Whether a session is still to be ended at the server. */
export function hasEnded(): Promise<boolean> {
  return onDevice(async (db) => (await db.getKey('user', 'ended')) !== undefined);
}

/** The server has ended it. */
export function forgetEnded(): Promise<void> {
  return onDevice((db) => db.delete('user', 'ended'));
}

export function readLeaving(): Promise<Leaving[]> {
  return onDevice((db) => db.getAll('leaving'));
}

/** Whether this person has left, and wants to find everything as it is. */
export async function isKept(user: User): Promise<boolean> {
  return (await readLeaving()).some(({ database, keep }) => keep && database === databaseName(user));
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
