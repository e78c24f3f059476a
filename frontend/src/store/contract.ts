/**
 * What the screens see of a person's data. Reads are signals over an in-memory index of the visible records; a write
 * resolves only when IndexedDB has committed it. Nothing here waits for the network.
 */
import type { ReadonlySignal } from '@preact/signals';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = { readonly [field: string]: Json };

/** A record as shown: for each field the sibling with the greatest (at, replica). Fields never written are absent. */
export interface Shown<F = Fields> {
  readonly id: string;
  readonly kind: string;
  readonly f: Readonly<F>;
  /** True while a change of this record is not yet on the server. */
  readonly unsynced: boolean;
  /** Something of it the server would not take. */
  readonly refused?: true;
  /**
   * Fields that hold two or more different values, written without seeing each other; `_deleted` where somebody deleted
   * the record without seeing what was written elsewhere, so that it stays.
   */
  readonly conflicts: readonly string[];
  /** Greatest `at` of the fields shown, in ms since 1970 UTC. */
  readonly changedAt: number;
}

/** What a form showed when it was opened; pass it to `save` so that the write says what it has seen. */
export interface FormSnapshot {
  readonly id: string;
  /** The database that was open then. */
  readonly database: string;
  readonly context: unknown;
}

export interface Version {
  readonly value: Json;
  readonly at: number;
  readonly replica: string;
  readonly mine: boolean;
}

export type PhotoState = 'here' | 'uploading' | 'remote' | 'missing';

export interface Photos {
  /** Keep the bytes (already re-encoded, without metadata). Resolves with their SHA-256 in hex once durable. */
  put(bytes: Blob): Promise<string>;
  /** The bytes, from this device or fetched from the server and kept; null where neither has them yet. */
  get(sha256: string): Promise<Blob | null>;
  /** 'missing' means: still on another phone, or no network to fetch it. */
  state(sha256: string): ReadonlySignal<PhotoState>;
}

export interface Store {
  /** Resolves when the index is loaded; list() fills progressively before that. */
  readonly ready: Promise<void>;
  list<F = Fields>(kind: string): ReadonlySignal<readonly Shown<F>[]>;
  get<F = Fields>(id: string): ReadonlySignal<Shown<F> | undefined>;
  /** The visible records of all kinds that have conflicts. */
  readonly conflicted: ReadonlySignal<readonly Shown[]>;
  openForm(id: string): FormSnapshot;
  /**
   * Write the given fields (null clears one), creating the record if there is none. Resolves at commit, with what the
   * form has seen then: what it had shown, and this write.
   * Rejects with AskFirst if another tab changed one of the fields since `form` was opened, and with OtherPerson if that
   * was somebody else's, who has signed out since.
   */
  save(
    kind: string,
    id: string,
    fields: Fields,
    options?: { form?: FormSnapshot; byPerson?: boolean },
  ): Promise<FormSnapshot>;
  /** Several records in one transaction: all are saved or none is. */
  saveAll(writes: readonly { kind: string; id: string; fields: Fields }[]): Promise<void>;
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  versions(id: string, field: string): Promise<readonly Version[]>;
  readonly photos: Photos;
  /** Ids of the given kind's records that match every word of the query, folded for case and accents; best first. */
  search(kind: string, query: string): readonly string[];
  /** A new UUIDv7. */
  newId(): string;
  /** Corrected clock, ms since 1970 UTC. */
  now(): number;
}

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface SyncStatus {
  readonly online: boolean;
  /** 'signin': the server asked for a login; local work goes on. */
  readonly phase: 'idle' | 'syncing' | 'waiting' | 'signin';
  /** Changed records not yet on the server and photos not yet uploaded, together. */
  readonly unsynced: number;
  readonly photosWaiting: number;
  /** `at` of the oldest unsynced change, or null. */
  readonly oldestAt: number | null;
  readonly quarantined: number;
  /** Words for a person, or null. */
  readonly trouble: string | null;
  readonly lastSyncAt: number | null;
}

export interface QueueItem {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly fields: readonly string[];
  readonly since: number;
  readonly state: 'waiting' | 'sending' | 'quarantined' | 'photo';
  readonly reason: string | null;
}

/** Account and sync, as the screens use them (implemented in sync/). */
export interface Account {
  readonly user: ReadonlySignal<User | null>;
  readonly status: ReadonlySignal<SyncStatus>;
  readonly queue: ReadonlySignal<readonly QueueItem[]>;
  signUp(input: { email: string; password: string; name: string }): Promise<void>;
  signIn(input: { email: string; password: string }): Promise<void>;
  /** Rejects with Unsynced (and does nothing) while there are unsynced changes, unless `discard` is true. */
  signOut(options?: { discard?: boolean }): Promise<void>;
  syncNow(): Promise<void>;
  /** A person agrees that the many records which the server wants removed are removed. */
  allowRemoval(): Promise<void>;
  /** Every unsynced change and photo as one JSON file. */
  saveOutbox(): Promise<Blob>;
}
