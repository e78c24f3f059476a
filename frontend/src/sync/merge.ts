/**
 * What an answer brings from elsewhere, merged in chunks. Merging the same twice changes nothing, so a crash between two
 * chunks costs nothing: the cursor moves only afterwards, in settle.ts. An answer that comes when somebody else has settled
 * its request changes nothing at all: what it says of purges and snapshots may be out of date.
 */
import { type Change, DELETED, expanded } from '../domain/record.ts';
import { contextOf } from '../domain/register.ts';
import type { Database, Write } from '../store/db.ts';
import { asWhole, isAnothers, merged, readerOf } from '../store/rows.ts';
import type { Replica, Row } from '../store/schema.ts';
import { deleteRow, putRow, rowOf, rowsAfter, rowsOf } from '../store/unsent.ts';
import type { Outgoing } from './push.ts';
import { stillOurs } from './settle.ts';
import type { Answer } from './wire.ts';

const CHUNK = 500;

/** Somebody else had the request answered: another tab, or a lock that was stolen. */
export class Superseded extends Error {}

export function changesIn(answer: Answer): Change[] {
  return answer.changes.map(expanded);
}

/** Whether somebody else writes under our name: a dot or context entry of ours lies above our counter. */
export function isAheadOfUs(changes: readonly Change[], { id, counter }: Replica): boolean {
  const names = [id, readerOf(id)];
  return changes.some(({ f }) =>
    Object.values(f).some((register) => {
      const context = contextOf(register);
      return names.some((name) => (context[name] ?? 0) > counter);
    }),
  );
}

/**
 * Whether somebody else has written what we have not sent, under our name. No fence tells where both were copied from a
 * device that had never pushed, or where a saved outbox was read elsewhere.
 */
export async function isDoubled(db: Database, changes: readonly Change[], { id }: Replica): Promise<boolean> {
  const names = [id, readerOf(id)];
  const ours = changes.filter(({ f }) => Object.values(f).some(({ s }) => s.some(({ d }) => names.includes(d[0]))));
  if (ours.length === 0) return false;
  return db.read(['records', 'unsent', 'quarantine'], async (transaction) => {
    const refused = await transaction.objectStore('quarantine').getAll();
    const unsent = await transaction.objectStore('unsent').getAllKeys();
    const waiting = new Set([...unsent, ...refused.map((each) => each.id)]);
    for (const change of ours.filter((each) => waiting.has(each.id))) {
      const row = await rowOf(transaction, change.id);
      const aside = refused.filter((each) => each.id === change.id).map(({ dirty }) => dirty);
      if (row && isAnothers(row, Object.assign({}, ...aside, row.dirty), change, names)) return true;
    }
    return false;
  });
}

/** Which of the records that a person sees now these changes would take away. */
export async function removedBy(db: Database, changes: readonly Change[]): Promise<readonly string[]> {
  const deletions = changes.filter(({ f }) => DELETED in f);
  return db.read(['records', 'unsent'], async (transaction) => {
    const ids = deletions.map(({ id }) => id);
    const rows = await rowsOf(transaction, ids);
    const removed = deletions.filter((change) => {
      const row = rows.get(change.id);
      return row && !row.hidden && merged(row, change).hidden;
    });
    return removed.map(({ id }) => id);
  });
}

/** Merges chunk after chunk; `onMerged` hears of the records that changed once they are stored. */
export async function mergeChanges(
  db: Database,
  out: Outgoing,
  changes: readonly Change[],
  snapshot: string | null,
  onMerged: (ids: readonly string[]) => void,
): Promise<void> {
  let before: Promise<void> = Promise.resolve();
  for (let at = 0; at < changes.length; at += CHUNK) {
    const chunk = changes.slice(at, at + CHUNK);
    // In a snapshot nearly all are new: their rows are made while the chunk before goes to the disk.
    const fresh = snapshot === null ? [] : chunk.map((change) => merged(undefined, change, snapshot));
    const stored = mergeChunk(db, out, chunk, fresh, snapshot).then((ids) => {
      if (ids.length > 0) onMerged(ids);
    });
    stored.catch(() => undefined); // Awaited one chunk later, unless that before it fails as well.
    await before;
    before = stored;
  }
  await before;
}

/** Says which records changed. `fresh` are the rows of those that may turn out to be new here. */
function mergeChunk(
  db: Database,
  out: Outgoing,
  chunk: readonly Change[],
  fresh: readonly Row[],
  snapshot: string | null,
): Promise<string[]> {
  return writeIfOurs(
    db,
    out,
    async (transaction) => {
      const ids = chunk.map(({ id }) => id);
      const before = await rowsOf(transaction, ids);
      const changed = new Map<string, Row>();
      for (const [i, change] of chunk.entries()) {
        const row = changed.get(change.id) ?? before.get(change.id);
        const after = (!row && fresh[i]) || merged(row, change, snapshot ?? undefined);
        if (after !== row) changed.set(change.id, after);
      }
      for (const [id, row] of changed) putRow(transaction, row, before.get(id));
      return [...changed.keys()];
    },
    { relaxed: true },
  );
}

/** A purged record goes, unless it still shows here or holds unsent work: then it is sent again, whole. */
export async function applyPurge(db: Database, out: Outgoing, purge: readonly string[]): Promise<void> {
  if (purge.length === 0) return;
  await writeIfOurs(db, out, async (transaction) => {
    for (const id of purge) {
      const row = await rowOf(transaction, id);
      if (!row) continue;
      if (row.hidden && isExpendable(row)) deleteRow(transaction, id);
      else putRow(transaction, asWhole(row), row);
    }
  });
}

/** The server was restored to an older state: everything is sent again, with its own dots, except what it turns out to have. */
export function sendAllAgain(db: Database, out: Outgoing): Promise<void> {
  return writeIfOurs(db, out, async (transaction) => {
    for (const row of await rowsAfter(transaction)) putRow(transaction, asWhole(row), row);
  });
}

/** Whether nothing of any record is on the server, as on a new device: a snapshot that begins now says of all that it brings. */
export function isAllUnsent(db: Database): Promise<boolean> {
  return db.read(['records', 'unsent'], async (transaction) => {
    const records = await transaction.objectStore('records').count();
    const unsent = await transaction.objectStore('unsent').getAll();
    return records === unsent.length && unsent.every((each) => each.whole);
  });
}

/** What a whole snapshot did not bring. */
export interface Unseen {
  /** There is nothing to be sent of these. */
  readonly clean: readonly Row[];
  /** Of these there is, and the server may lack the rest. */
  readonly edited: readonly string[];
}

/**
 * After a whole snapshot: records that were not in it. They were purged while we were away for long; or the server
 * was restored to a state that lacks them, where it is not of the line of which we had everything before.
 */
export async function unseenIn(db: Database, snapshot: string): Promise<Unseen> {
  const rows = await db.read(['records', 'unsent'], (transaction) => rowsAfter(transaction));
  const unseen = rows.filter((row) => row.snapshot !== snapshot);
  const edited = unseen.filter((row) => !isExpendable(row) && !row.whole).map(({ id }) => id);
  return { clean: unseen.filter(isExpendable), edited };
}

/** Sends these as a whole. */
export async function sendAgain(db: Database, out: Outgoing, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await writeIfOurs(db, out, async (transaction) => {
    for (const row of (await rowsOf(transaction, ids)).values()) putRow(transaction, asWhole(row), row);
  });
}

/** What was edited meanwhile stays, and is sent as a whole. */
export async function remove(db: Database, out: Outgoing, ids: readonly string[]): Promise<void> {
  await writeIfOurs(db, out, async (transaction) => {
    for (const row of (await rowsOf(transaction, ids)).values()) {
      if (isExpendable(row)) deleteRow(transaction, row.id);
      else putRow(transaction, asWhole(row), row);
    }
  });
}

/** Rejects with Superseded, with nothing changed, where the request is no longer the one under way. */
function writeIfOurs<T>(
  db: Database,
  out: Outgoing,
  work: (transaction: Write) => Promise<T>,
  options?: { relaxed: true },
): Promise<T> {
  return db.write(
    ['records', 'unsent', 'inflight', 'meta'],
    async (transaction) => {
      if (!(await stillOurs(transaction, out))) throw new Superseded();
      return work(transaction);
    },
    options,
  );
}

function isExpendable(row: Row): boolean {
  return !row.unsynced;
}
