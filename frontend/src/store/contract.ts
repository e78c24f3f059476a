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

/** Forms that were left half typed: on this device only, with the data of whoever typed them. */
export interface Drafts {
  /** Undefined where there is none. */
  get(key: string): Promise<unknown>;
  /** Resolves once it is on the disk. */
  keep(key: string, value: unknown): Promise<void>;
  drop(key: string): Promise<void>;
  /** Those whose keys begin so, in the order of keys. */
  all(prefix: string): Promise<readonly (readonly [key: string, value: unknown])[]>;
  dropAll(prefix: string): Promise<void>;
}

export interface SaveOptions {
  readonly form?: FormSnapshot;
  readonly byPerson?: boolean;
  /** Bytes by the field that names them: they are stored in the record's own transaction, and the field gets their hash. */
  readonly photos?: { readonly [field: string]: Blob };
}

export interface Store {
  /** Resolves when the index is loaded; list() fills progressively before that. */
  readonly ready: Promise<void>;
  /** Whether what list() and get() do not hold is not there: not so while a database is being read. */
  readonly isLoaded: ReadonlySignal<boolean>;
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
  save(kind: string, id: string, fields: Fields, options?: SaveOptions): Promise<FormSnapshot>;
  /** Several records in one transaction, and some taken away after that: all of it is done or nothing. */
  saveAll(writes: readonly { kind: string; id: string; fields: Fields }[], removed?: readonly string[]): Promise<void>;
  remove(id: string): Promise<void>;
  restore(id: string): Promise<void>;
  versions(id: string, field: string): Promise<readonly Version[]>;
  readonly photos: Photos;
  readonly drafts: Drafts;
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

/** How far the first pull of a device is. */
export interface Receiving {
  readonly records: number;
  /** About how much of all that is, from 0 to 1; null where nobody knows. */
  readonly share: number | null;
}

/** The server is busy, or no answer came. It is tried again by itself. */
export interface Waits {
  readonly for: 'server' | 'answer';
  /** When, in ms since 1970 UTC; null where that is up to the browser. */
  readonly until: number | null;
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
  /** A person is asked whether many records may go. */
  readonly isHeld: boolean;
  /** Words for a person, or null. */
  readonly trouble: string | null;
  readonly lastSyncAt: number | null;
  readonly receiving: Receiving | null;
  readonly waits: Waits | null;
}

export interface QueueItem {
  readonly id: string;
  /** A record's kind; of bytes by themselves 'photo', or 'sound' where they are a recording's. */
  readonly kind: string;
  readonly title: string;
  readonly fields: readonly string[];
  readonly since: number;
  readonly state: 'waiting' | 'sending' | 'quarantined' | 'photo';
  readonly reason: string | null;
  /** Names what the server refused, for `retry` and `discard`; null for what waits. */
  readonly key: string | null;
}

/** Removals that came from the server and are too many to be believed: a person is asked. */
export interface HeldRemoval {
  readonly ids: readonly string[];
  /** How many of each kind. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
  /** What some of them are called. */
  readonly titles: readonly string[];
  /** Of so many records that a person sees. */
  readonly total: number;
}

/** Not one of ours; saved by a newer version; cut short or altered; more than fits into memory. */
export type OutboxFlaw = 'foreign' | 'newer' | 'damaged' | 'too_large';

/** What a saved outbox holds, before anything of it is taken in. */
export interface OutboxContents {
  readonly records: number;
  readonly photos: number;
  /** When it was saved, ms since 1970 UTC. */
  readonly at: number;
  /** Whose it is, where that is somebody else than who is signed in now. */
  readonly otherPerson: string | null;
  /** Merges it; says how much of it was not here before. */
  take(): Promise<{ readonly records: number; readonly photos: number }>;
}

/** Account and sync, as the screens use them (implemented in sync/). */
export interface Account {
  readonly user: ReadonlySignal<User | null>;
  /** Whose data stayed on this device when they signed out last; their id, or null. */
  readonly keptFor: ReadonlySignal<string | null>;
  readonly status: ReadonlySignal<SyncStatus>;
  readonly queue: ReadonlySignal<readonly QueueItem[]>;
  signUp(input: { email: string; password: string; name: string }): Promise<void>;
  signIn(input: { email: string; password: string }): Promise<void>;
  /**
   * Takes this person's data off the device. Rejects with Unsynced (and does nothing) while there are unsynced changes,
   * unless they are to be discarded, or kept here unseen until the same person signs in again. Says whether the server
   * knows of it; otherwise it is told before anything else is asked of it.
   */
  signOut(options?: { discard?: boolean; keep?: boolean }): Promise<boolean>;
  syncNow(): Promise<void>;
  /** A person agrees that the many records which the server wants removed are removed. */
  allowRemoval(): Promise<void>;
  /** They want to keep them: the records are written again, here and everywhere. */
  keepRecords(): Promise<void>;
  readonly held: ReadonlySignal<HeldRemoval | null>;
  /** Ids of the records that are in a request under way. */
  readonly sending: ReadonlySignal<ReadonlySet<string>>;
  /** Sends once more what the server refused. */
  retry(key: string): Promise<void>;
  /**
   * Gives up what the server refused: those fields hold again what the server has. Rejects with Unreachable or Refused, and
   * nothing has changed then.
   */
  discard(key: string): Promise<void>;
  /** Every unsynced change and photo, or those of some records, as one JSON file. */
  saveOutbox(only?: readonly string[]): Promise<Blob>;
  /** Looks into a saved outbox. Rejects with BadFile. */
  openOutbox(file: Blob): Promise<OutboxContents>;
}
