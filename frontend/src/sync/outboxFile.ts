/** Everything that is not on the server yet, as one JSON file: whole records with their registers, and photos in base64. */
import type { Database } from '../store/db.ts';
import { registersOf } from '../store/rows.ts';
import type { StoredBlob } from '../store/schema.ts';

export async function outboxFile(db: Database, now: number): Promise<Blob> {
  const { rows, photos } = await db.read(['records', 'quarantine', 'blobs'], async (transaction) => {
    const records = transaction.objectStore('records');
    const waiting = await records.index('since').getAll();
    const refused = await transaction.objectStore('quarantine').getAll();
    const rest = new Set(refused.map(({ id }) => id).filter((id) => !waiting.some((row) => row.id === id)));
    const more = await Promise.all([...rest].map((id) => records.get(id)));
    return {
      rows: [...waiting, ...more.filter((row) => row !== undefined)],
      photos: await transaction.objectStore('blobs').index('waiting').getAllKeys(),
    };
  });
  const changes = rows.map((row) => JSON.stringify({ id: row.id, kind: row.kind, full: true, f: registersOf(row) }));
  const parts: BlobPart[] = [
    `{"format":"lanyard-outbox","version":1,"at":${now},"changes":[${changes.join(',\n')}],"photos":[`,
  ];
  for (const [i, sha256] of photos.entries()) {
    // One photo in memory at a time.
    const photo = await db.read(['blobs'], (transaction) => transaction.objectStore('blobs').get(sha256));
    if (photo) parts.push(new Blob([i > 0 ? ',' : '', photoText(photo)]));
  }
  return new Blob([...parts, ']}\n'], { type: 'application/json' });
}

function photoText({ sha256, type, bytes }: StoredBlob): string {
  const view = new Uint8Array(bytes);
  let binary = '';
  for (let at = 0; at < view.length; at += 0x8000) binary += String.fromCharCode(...view.subarray(at, at + 0x8000));
  return JSON.stringify({ sha256, type, base64: btoa(binary) });
}
