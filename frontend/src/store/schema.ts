/** What is kept on the device, store by store. Fields are only added; a row of an older build stays readable. */
import type { DBSchema } from 'idb';
import type { Context, Dot } from '../domain/register.ts';
import type { Fields } from './contract.ts';

/** What was written here and is not on the server yet: what the field had seen before, and the dot of the last write. */
export type Dirty = { readonly [field: string]: { readonly base: Context; readonly dot: Dot } };

/** A record with its marks. What is shown was computed when it was written, so that opening the app computes nothing. */
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
  /** Something of it is in quarantine. */
  readonly refused?: true;
  /** When the oldest change that is not yet on the server was made; absent where there is none. */
  readonly since?: number;
  /** Name of the snapshot in which the record was last seen. */
  readonly snapshot?: string;
}

/** What the server does not have yet of a record: gone once it has. */
export interface Unsent extends Pick<Row, 'id' | 'kind' | 'dirty' | 'whole'> {
  readonly since: number;
  /** The change that is to be sent, as JSON, so that sending reads no record. Absent where it must leave out what was refused. */
  readonly change?: string;
}

/** All else of a row. */
export type StoredRecord = Omit<Row, 'dirty' | 'whole' | 'since' | 'unsynced'>;

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
  /** When it came onto this device: what has been here longest goes first where room runs short. */
  readonly kept?: number;
}

/** A form that was left half typed; of this device alone. */
export interface Draft {
  readonly key: string;
  readonly value: unknown;
}

/** Changes that would remove much: kept until a person says yes. */
export interface Held {
  readonly key: 'pull';
  readonly removed: number;
  /** The records that would go; absent in what an older build held. */
  readonly ids?: readonly string[];
  readonly at: number;
  readonly answer: unknown;
}

/** In quarantine a photo has this key. */
export function photoKey(sha256: string): string {
  return `photo/${sha256}`;
}

/** Fields that the server will not take; the values stay in the record, shown and mendable. Key: `id/field`, or `id/` for a whole change. */
export interface Quarantined {
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  readonly dirty: Dirty;
  /** All of the record was to be sent, because the server may lack it. */
  readonly whole?: true;
  readonly code: string;
  readonly since: number;
}

export interface Replica {
  readonly key: 'replica';
  readonly id: string;
  readonly counter: number;
  /** Of the database without a person: its records are being moved to whoever has signed in. */
  readonly isAdopted?: true;
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
  /** At most so many changes a request, while the one that the server cannot read is searched. */
  readonly limit: number | null;
  /** A person said yes to a pull that removes much. */
  readonly removalAllowed: boolean;
  readonly offset: number;
  readonly lastSyncAt: number | null;
  /** The server was restored, and may lack any photo: those with a greater hash than this are still to be asked for. */
  readonly photosAfter?: string;
}

export const FRESH: SyncState = {
  key: 'sync',
  fence: null,
  cursor: null,
  epoch: null,
  limit: null,
  removalAllowed: false,
  offset: 0,
  lastSyncAt: null,
};

export interface Schema extends DBSchema {
  records: { key: string; value: StoredRecord };
  unsent: { key: string; value: Unsent };
  inflight: { key: string; value: Inflight };
  blobs: { key: string; value: StoredBlob; indexes: { waiting: number } };
  drafts: { key: string; value: Draft };
  held: { key: string; value: Held };
  quarantine: { key: string; value: Quarantined };
  meta: { key: string; value: Replica | SyncState };
}
