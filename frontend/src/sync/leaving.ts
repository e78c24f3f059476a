/** Signing out takes a person's data off this device: their database, photos included, by its name. */
import { Database, deleteDatabase, endLeaving, readLeaving } from '../store/db.ts';
import { onlyHere } from '../store/room.ts';
import { photoKey } from '../store/schema.ts';

/** A tab that does not let go of the database (a frozen one) holds up its deletion, not the person. */
const PATIENCE_MS = 2000;

/** Changes, photos and refused changes that exist on this device only. */
export function countUnsynced(db: Database): Promise<number> {
  return db.read(['unsent', 'blobs', 'quarantine', 'meta'], async (transaction) => {
    const records = await transaction.objectStore('unsent').count();
    const photos = await onlyHere(transaction);
    const refused = new Set(await transaction.objectStore('quarantine').getAllKeys());
    return records + photos.filter((sha256) => !refused.has(photoKey(sha256))).length + refused.size;
  });
}

/**
 * Deletes the databases that were left, unless something was saved in one of them meanwhile that nobody agreed to lose:
 * that one stays for when its person comes back, as do those that are to be kept. Also ends what a crash interrupted.
 */
export async function finishLeaving(): Promise<void> {
  for (const { database, discard, keep } of await readLeaving()) {
    if (keep) continue;
    const db = new Database(database);
    const isKept = !discard && (await countUnsynced(db)) > 0;
    await db.close();
    const done = (isKept ? Promise.resolve() : deleteDatabase(database)).then(() => endLeaving(database));
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  }
}
