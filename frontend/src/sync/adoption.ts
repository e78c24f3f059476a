/**
 * What was captured before anybody signed in becomes the property of whoever signs in first. It is moved piece by piece:
 * stored in the person's database, then taken out of the other where it is still the same. Killed at any point and run
 * again, it loses nothing and doubles nothing. The emptied database stays: another tab may still be writing to it, and
 * what it writes is moved the next time.
 */
import { Database, databaseName } from '../store/db.ts';
import { united } from '../store/rows.ts';
import type { Row, StoredBlob } from '../store/schema.ts';

const FEW = 200;

/** Says which records came; null where there was nothing, not even a photo. Call it under the sync lock. */
export async function adopt(target: Database): Promise<readonly string[] | null> {
  const source = new Database(databaseName(null));
  const ids: string[] = [];
  try {
    for (;;) {
      const rows = await source.read(['records'], (transaction) =>
        transaction.objectStore('records').getAll(null, FEW),
      );
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
    return ids.length + photos.length > 0 ? ids : null;
  } finally {
    await source.close();
  }
}

function take(target: Database, rows: readonly Row[]): Promise<void> {
  return target.write(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const row of rows) await records.put(united(await records.get(row.id), row));
  });
}

function giveUp(source: Database, rows: readonly Row[]): Promise<void> {
  return source.write(['records'], async (transaction) => {
    const records = transaction.objectStore('records');
    for (const row of rows) {
      const now = await records.get(row.id);
      if (now?.registers === row.registers) await records.delete(row.id);
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
