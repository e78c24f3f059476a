/**
 * What an answer brings from elsewhere, merged in chunks. Merging the same twice changes nothing, so a crash between two
 * chunks costs nothing: the cursor moves only afterwards, in settle.ts.
 */
import { type Change, DELETED, expanded } from '../domain/record.ts';
import { contextOf } from '../domain/register.ts';
import { type Database, putRecords, recordsOf } from '../store/db.ts';
import { asWhole, merged, readerOf } from '../store/rows.ts';
import type { Replica, Row } from '../store/schema.ts';
import type { Answer } from './wire.ts';

const CHUNK = 500;

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

/** How many of the records that a person sees now these changes would take away. */
export async function countRemoved(db: Database, changes: readonly Change[]): Promise<number> {
  const deletions = changes.filter(({ f }) => DELETED in f);
  return db.read(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    const rows = await Promise.all(deletions.map(({ id }) => records.get(id)));
    return deletions.filter((change, i) => {
      const row = rows[i];
      return row && !row.hidden && merged(row, change).hidden;
    }).length;
  });
}

/** Merges chunk after chunk; `onMerged` hears of the records that changed once they are stored. */
export async function mergeChanges(
  db: Database,
  changes: readonly Change[],
  snapshot: string | null,
  onMerged: (ids: readonly string[]) => void,
): Promise<void> {
  for (let at = 0; at < changes.length; at += CHUNK) {
    const chunk = changes.slice(at, at + CHUNK);
    const ids = await db.write(
      ['records'],
      async (transaction) => {
        const ofChunk = chunk.map(({ id }) => id);
        const rows = await recordsOf(transaction, ofChunk);
        const changed = new Map<string, Row>();
        for (const change of chunk) {
          const row = rows.get(change.id);
          const after = merged(row, change, snapshot ?? undefined);
          rows.set(change.id, after);
          if (after !== row) changed.set(change.id, after);
        }
        putRecords(transaction, changed.values());
        return [...changed.keys()];
      },
      { relaxed: true },
    );
    if (ids.length > 0) onMerged(ids);
  }
}

/** A purged record goes, unless it still shows here or holds unsent work: then it is sent again, whole. */
export async function applyPurge(db: Database, purge: readonly string[]): Promise<void> {
  if (purge.length === 0) return;
  await db.write(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const id of purge) {
      const row = await records.get(id);
      if (!row) continue;
      if (row.hidden && isExpendable(row)) await records.delete(id);
      else await records.put(asWhole(row));
    }
  });
}

/** The server was restored to an older state: everything is sent again, with its own dots, except what it turns out to have. */
export function sendAllAgain(db: Database): Promise<void> {
  return db.write(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const row of await records.getAll()) if (!row.whole) await records.put(asWhole(row));
  });
}

/**
 * After a whole snapshot: clean records that were not in it. They were purged while we were away for long; or the server
 * was restored to a state that lacks them, where it is not of the line of which we had everything before.
 */
export async function unseenIn(db: Database, snapshot: string): Promise<Row[]> {
  return db.read(['records'], async (transaction) => {
    const rows = await transaction.objectStore('records').getAll();
    return rows.filter((row) => row.snapshot !== snapshot && isExpendable(row));
  });
}

export function sendAgain(db: Database, ids: readonly string[]): Promise<void> {
  return db.write(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const id of ids) {
      const row = await records.get(id);
      if (row && isExpendable(row)) await records.put(asWhole(row));
    }
  });
}

export async function remove(db: Database, ids: readonly string[]): Promise<void> {
  await db.write(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const id of ids) {
      const row = await records.get(id);
      if (row && isExpendable(row)) await records.delete(id);
    }
  });
}

function isExpendable(row: Row): boolean {
  return !row.unsynced;
}
