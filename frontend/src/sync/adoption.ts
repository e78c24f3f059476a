/**
 * What was captured before anybody signed in becomes the property of whoever signs in first. It is moved piece by piece:
 * stored in the person's database, then taken out of the other where it is still the same. Killed at any point and run
 * again, it loses nothing and doubles nothing. The emptied database stays: another tab may still be writing to it, and
 * what it writes is moved the next time.
 *
 * Nobody ever watched over the names under which it was written: a phone copied to another before its person had an
 * account writes on under the same one. So everything gets new dots first, in one transaction that says so; an emptied
 * database forgets its name.
 */
import { newReplica, type Random } from '../domain/ids.ts';
import { Database, databaseName } from '../store/db.ts';
import { redotted, united } from '../store/rows.ts';
import type { Row, StoredBlob } from '../store/schema.ts';
import { deleteRow, putRow, rowOf, rowsAfter } from '../store/unsent.ts';

const FEW = 200;

/** Says which records came; null where there was nothing, not even a photo. Call it under the sync lock. */
export async function adopt(target: Database, random: Random): Promise<readonly string[] | null> {
  const source = new Database(databaseName(null));
  const ids: string[] = [];
  try {
    if (await isEmpty(source)) return null;
    await rename(source, random);
    for (;;) {
      const rows = await source.read(['records', 'unsent'], (transaction) => rowsAfter(transaction, undefined, FEW));
      if (rows.length === 0) break;
      await take(target, rows);
      await giveUp(source, rows);
      ids.push(...rows.map(({ id }) => id));
    }
    const photos = await source.read(['blobs'], (transaction) => transaction.objectStore('blobs').getAllKeys());
    for (const sha256 of photos) {
      const photo = await source.read(['blobs'], (transaction) => transaction.objectStore('blobs').get(sha256));
      if (photo) await movePhoto(source, target, photo);
    }
    await moveDrafts(source, target);
    await forgetName(source);
    return ids.length + photos.length > 0 ? ids : null;
  } finally {
    await source.close();
  }
}

/** Looked at before every run of sync: reading is all that it costs. */
function isEmpty(source: Database): Promise<boolean> {
  return source.read(['records', 'blobs', 'drafts', 'meta'], async (transaction) => {
    const replica = await transaction.objectStore('meta').get('replica');
    const records = await transaction.objectStore('records').count();
    const blobs = await transaction.objectStore('blobs').count();
    const drafts = await transaction.objectStore('drafts').count();
    return records + blobs + drafts === 0 && !(replica?.key === 'replica' && replica.isAdopted);
  });
}

/** New dots for everything, once: a move that was interrupted goes on with those that it gave. */
function rename(source: Database, random: Random): Promise<void> {
  return source.write(['records', 'unsent', 'meta'], async (transaction) => {
    const meta = transaction.objectStore('meta');
    const old = await meta.get('replica');
    if (old?.key !== 'replica' || old.isAdopted) return;
    const id = newReplica(random);
    let counter = 0;
    for (const row of await rowsAfter(transaction)) {
      counter += 1;
      putRow(transaction, redotted(row, old.id, id, counter), row);
    }
    await meta.put({ key: 'replica', id, counter, isAdopted: true });
  });
}

function forgetName(source: Database): Promise<void> {
  return source.write(['records', 'meta'], async (transaction) => {
    if ((await transaction.objectStore('records').count()) > 0) return;
    await transaction.objectStore('meta').delete('replica');
  });
}

function take(target: Database, rows: readonly Row[]): Promise<void> {
  return target.write(['records', 'unsent'], async (transaction) => {
    for (const row of rows) {
      const mine = await rowOf(transaction, row.id);
      putRow(transaction, united(mine, row), mine);
    }
  });
}

function giveUp(source: Database, rows: readonly Row[]): Promise<void> {
  return source.write(['records', 'unsent'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const row of rows) {
      const now = await records.get(row.id);
      if (now?.registers === row.registers) deleteRow(transaction, row.id);
    }
  });
}

async function movePhoto(source: Database, target: Database, photo: StoredBlob): Promise<void> {
  await target.write(['blobs'], async (transaction) => {
    const blobs = transaction.objectStore('blobs');
    if (!(await blobs.getKey(photo.sha256))) await blobs.put(photo);
  });
  await source.write(['blobs'], (transaction) => transaction.objectStore('blobs').delete(photo.sha256));
}

/** What the person has begun to type since stays as they typed it. */
async function moveDrafts(source: Database, target: Database): Promise<void> {
  const drafts = await source.read(['drafts'], (transaction) => transaction.objectStore('drafts').getAll());
  if (drafts.length === 0) return;
  await target.write(['drafts'], async (transaction) => {
    const kept = transaction.objectStore('drafts');
    for (const draft of drafts) if (!(await kept.getKey(draft.key))) await kept.put(draft);
  });
  await source.write(['drafts'], async (transaction) => {
    const kept = transaction.objectStore('drafts');
    for (const draft of drafts) {
      const now = await kept.get(draft.key);
      if (JSON.stringify(now) === JSON.stringify(draft)) await kept.delete(draft.key);
    }
  });
}
