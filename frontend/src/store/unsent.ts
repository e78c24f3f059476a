/**
 * A record lies on the disk in two rows of the same id: what is shown of it in `records`, and what the server does not have
 * of it yet in `unsent`, as it is to be sent. Here they are read as one and written as one, in the caller's transaction, each
 * only where it differs. So sending reads the small ones alone, and what is acknowledged leaves them: the record itself
 * need not be written again.
 */
import { unwrap } from 'idb';
import type { Read, Write } from './db.ts';
import { changeOf } from './outward.ts';
import { unmarked } from './rows.ts';
import type { Row, StoredRecord, Unsent } from './schema.ts';

/** From so many on, one look at the keys saves time. */
const MANY = 100;
/** How many times as many may lie between them before it no longer does; a snapshot comes an eighth after the other. */
const MOST_BETWEEN = 8;
/** How many times as many are read in one piece as are asked for, rather than each by itself. */
const MOST_BESIDE = 2;

export function whole(record: StoredRecord, unsent: Unsent | undefined): Row {
  if (!unsent) return { ...record, unsynced: record.refused === true };
  const { dirty, since } = unsent;
  return { ...record, unsynced: true, since, ...(dirty ? { dirty } : {}), ...(unsent.whole ? { whole: true } : {}) };
}

export async function rowOf(transaction: Read | Write, id: string): Promise<Row | undefined> {
  const [record, unsent] = await Promise.all([
    transaction.objectStore('records').get(id),
    transaction.objectStore('unsent').get(id),
  ]);
  return record && whole(record, unsent);
}

/** The rows of these ids that are there. */
export async function rowsOf(transaction: Read | Write, ids: readonly string[]): Promise<Map<string, Row>> {
  const records = await found<StoredRecord>(transaction, 'records', ids);
  const unsent = await unsentOf(transaction, [...records.keys()]);
  return new Map([...records].map(([id, record]) => [id, whole(record, unsent.get(id))]));
}

/** In the order of ids, all that come after one of them, or so many. */
export async function rowsAfter(transaction: Read | Write, after?: string, most?: number): Promise<Row[]> {
  const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
  const records = await transaction.objectStore('records').getAll(range, most);
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return [];
  const waiting = await transaction.objectStore('unsent').getAll(IDBKeyRange.bound(first.id, last.id));
  const unsent = new Map(waiting.map((each) => [each.id, each]));
  return records.map((record) => whole(record, unsent.get(record.id)));
}

export function unsentOf(transaction: Read | Write, ids: readonly string[]): Promise<Map<string, Unsent>> {
  return found<Unsent>(transaction, 'unsent', ids);
}

/**
 * Puts what differs from the row as this transaction has read it (undefined: there was none), without waiting: where it
 * fails, the transaction does.
 */
export function putRow(transaction: Write, row: Row, before: Row | undefined): void {
  const isOther = !before || isOtherRecord(row, before);
  if (isOther) unwrap(transaction.objectStore('records')).put(recordIn(row));
  if (row.since === undefined) {
    if (before?.since !== undefined) unwrap(transaction.objectStore('unsent')).delete(row.id);
  } else if (isOther || isOtherwiseUnsent(row, before)) unwrap(transaction.objectStore('unsent')).put(unsentIn(row));
}

export function deleteRow(transaction: Write, id: string): void {
  unwrap(transaction.objectStore('records')).delete(id);
  unwrap(transaction.objectStore('unsent')).delete(id);
}

/**
 * Takes out of `unsent` what the server has all of, as `isOver` says of these: one deletion for each stretch that lies side
 * by side. Says which they were.
 */
export async function forget(
  transaction: Write,
  ids: readonly string[],
  isOver: (unsent: Unsent) => boolean,
): Promise<Set<string>> {
  const store = transaction.objectStore('unsent');
  const most = ids.length * MOST_BETWEEN;
  const all = ids.length < MANY ? null : await store.getAll(rangeOf(ids), most);
  const isKnown = all !== null && all.length < most;
  const asked = new Set(ids);
  const found = isKnown ? all : await Promise.all(ids.map((id) => store.get(id)));
  const isGone = (each: Unsent | undefined) => each !== undefined && asked.has(each.id) && isOver(each);
  const gone = new Set(found.flatMap((each) => (isGone(each) && each ? [each.id] : [])));
  const stretches = isKnown ? stretchesOf(all, gone) : [...gone].map((id) => IDBKeyRange.only(id));
  for (const stretch of stretches) unwrap(store).delete(stretch);
  return gone;
}

/** Of rows in the order of their ids, with none between them left out. */
function stretchesOf(rows: readonly Unsent[], gone: ReadonlySet<string>): IDBKeyRange[] {
  const stretches: IDBKeyRange[] = [];
  let first: string | undefined;
  for (const [at, { id }] of rows.entries()) {
    if (!gone.has(id)) continue;
    first ??= id;
    if (gone.has(rows[at + 1]?.id ?? '')) continue;
    stretches.push(IDBKeyRange.bound(first, id));
    first = undefined;
  }
  return stretches;
}

/** What is kept in `records` of a row. */
export function recordIn(row: Row): StoredRecord {
  const { refused, snapshot } = row;
  return { ...unmarked(row), ...(refused ? { refused } : {}), ...(snapshot ? { snapshot } : {}) };
}

/** What is kept in `unsent` of a row that waits. */
export function unsentIn(row: Row): Unsent {
  const { id, kind, dirty, whole, since = row.changedAt } = row;
  const change = row.refused ? null : changeOf(row);
  return {
    id,
    kind,
    since,
    ...(dirty ? { dirty } : {}),
    ...(whole ? { whole } : {}),
    ...(change ? { change } : {}),
  };
}

/** All else that a record is kept with follows from its registers. */
function isOtherRecord(row: Row, before: Row): boolean {
  return row.registers !== before.registers || row.refused !== before.refused || row.snapshot !== before.snapshot;
}

function isOtherwiseUnsent(row: Row, before: Row): boolean {
  return row.dirty !== before.dirty || row.whole !== before.whole || row.since !== before.since;
}

interface Named {
  readonly id: string;
}

async function found<T extends Named>(
  transaction: Read | Write,
  name: 'records' | 'unsent',
  ids: readonly string[],
): Promise<Map<string, T>> {
  const store = transaction.objectStore(name);
  const keys = ids.length < MANY ? null : await keysAround(transaction, name, ids);
  const known = keys && new Set(keys);
  const there = known ? ids.filter((id) => known.has(id)) : ids;
  const isDense = keys !== null && keys.length > 0 && keys.length <= there.length * MOST_BESIDE;
  const rows = isDense
    ? await store.getAll(IDBKeyRange.bound(keys[0], keys.at(-1)))
    : await Promise.all(there.map((id) => store.get(id)));
  const wanted = new Set(there);
  return new Map(rows.flatMap((row) => (row && wanted.has(row.id) ? [[row.id, row as unknown as T]] : [])));
}

/** The keys from the first to the last of these; null where far too many lie between. */
async function keysAround(
  transaction: Read | Write,
  name: 'records' | 'unsent',
  ids: readonly string[],
): Promise<readonly string[] | null> {
  const most = ids.length * MOST_BETWEEN;
  const keys = await transaction.objectStore(name).getAllKeys(rangeOf(ids), most);
  return keys.length === most ? null : keys;
}

function rangeOf(ids: readonly string[]): IDBKeyRange {
  const sorted = [...ids].sort();
  return IDBKeyRange.bound(sorted[0], sorted.at(-1));
}
