/**
 * Brings a database of an older build to how this one keeps things, in the one transaction that the browser gives for it:
 * killed in the middle, it is still the old one, with all that it held.
 */
import { type IDBPDatabase, type IDBPTransaction, type StoreNames, unwrap, wrap } from 'idb';
import type { Row, Schema } from './schema.ts';
import { recordIn, unsentIn } from './unsent.ts';

type Upgrade = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>;

/** `from` is 0 where there was nothing. */
export function upgrade(db: IDBPDatabase<Schema>, from: number, transaction: Upgrade): void {
  if (from < 2) db.createObjectStore('drafts', { keyPath: 'key' });
  if (from < 3) db.createObjectStore('unsent', { keyPath: 'id' });
  if (from === 0) {
    db.createObjectStore('records', { keyPath: 'id' });
    db.createObjectStore('inflight', { keyPath: 'key' });
    db.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('waiting', 'waiting');
    db.createObjectStore('held', { keyPath: 'key' });
    db.createObjectStore('quarantine', { keyPath: 'key' });
    db.createObjectStore('meta', { keyPath: 'key' });
  } else if (from < 3) {
    // What goes wrong between two requests would not end the transaction by itself. That it ended, opening says.
    takeMarksApart(transaction).catch(() => transaction.abort());
    transaction.done.catch(() => undefined);
  }
}

/** Until version 3 the marks of what is unsent lay in the record, and an index found the records that had some. */
async function takeMarksApart(transaction: Upgrade): Promise<void> {
  const records = transaction.objectStore('records');
  const before = unwrap(records);
  const marked = (await wrap(before.index('since')).getAllKeys()) as string[];
  for (const id of marked) {
    const row = (await records.get(id)) as Row | undefined;
    if (!row) continue;
    await transaction.objectStore('unsent').put(unsentIn(row));
    await records.put(recordIn(row));
  }
  before.deleteIndex('since');
}
