/**
 * Makes room when the device has none left: photos that the server has are dropped, the longest kept first, for they can
 * be fetched again. Nothing that exists on this device only is ever touched.
 */
import type { IDBPDatabase } from 'idb';
import type { Read, Write } from './db.ts';
import type { Schema } from './schema.ts';

/** So much at a time: enough for a photo and a day's notes, and little of what is to be shown offline. */
const ENOUGH_BYTES = 20_000_000;

/** Hashes of the photos that the server may lack: those that wait, and those that a restored server is still to be asked for. */
export async function onlyHere(transaction: Read | Write): Promise<string[]> {
  const blobs = transaction.objectStore('blobs');
  const [waiting, state] = await Promise.all([
    blobs.index('waiting').getAllKeys(),
    transaction.objectStore('meta').get('sync'),
  ]);
  if (state?.key !== 'sync' || state.photosAfter === undefined) return waiting;
  const unknown = await blobs.getAllKeys(IDBKeyRange.lowerBound(state.photosAfter, true));
  return [...new Set([...waiting, ...unknown])];
}

/** Says how many photos went; 0 where there was nothing to drop. */
export async function freeRoom(db: IDBPDatabase<Schema>): Promise<number> {
  const transaction = db.transaction(['blobs', 'meta'], 'readwrite', { durability: 'strict' });
  const blobs = transaction.objectStore('blobs');
  const needed = new Set(await onlyHere(transaction));
  const there: { sha256: string; kept: number; size: number }[] = [];
  for (let cursor = await blobs.openCursor(); cursor; cursor = await cursor.continue()) {
    const { sha256, kept = 0, bytes } = cursor.value;
    if (!needed.has(sha256)) there.push({ sha256, kept, size: bytes.byteLength });
  }
  there.sort((a, b) => a.kept - b.kept);
  let freed = 0;
  let dropped = 0;
  for (const { sha256, size } of there) {
    if (freed >= ENOUGH_BYTES) break;
    await blobs.delete(sha256);
    freed += size;
    dropped += 1;
  }
  await transaction.done;
  return dropped;
}

export function isNoRoom(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
