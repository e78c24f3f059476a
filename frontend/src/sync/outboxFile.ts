/**
 * Everything that is not on the server yet, as one JSON file: whole records with their registers and the marks of what is
 * unsent, what the server refused and what it wants removed among them, and photos in base64. outboxReading.ts reads it back.
 */
import type { User } from '../store/contract.ts';
import type { Database } from '../store/db.ts';
import { onlyHere } from '../store/room.ts';
import { registersOf } from '../store/rows.ts';
import type { Dirty, StoredBlob } from '../store/schema.ts';
import { unsentOf } from '../store/unsent.ts';

export const FORMAT = 'lanyard-outbox';
export const VERSION = 2;

export interface FileOptions {
  /** Whose it is; null where nobody has signed in yet. */
  readonly person: User | null;
  /** When it is made, ms since 1970 UTC. */
  readonly at: number;
  /** Of these records only. */
  readonly only?: readonly string[];
}

export async function outboxFile(db: Database, { person, at, only }: FileOptions): Promise<Blob> {
  const { rows, dirty, photos } = await db.read(
    ['records', 'unsent', 'quarantine', 'blobs', 'held', 'meta'],
    async (transaction) => {
      const records = transaction.objectStore('records');
      const waiting = await transaction.objectStore('unsent').getAllKeys();
      const refused = await transaction.objectStore('quarantine').getAll();
      const held = await transaction.objectStore('held').get('pull');
      const all = new Set([...waiting, ...refused.map(({ id }) => id), ...(held?.ids ?? [])]);
      const ids = only ?? [...all];
      const found = await Promise.all(ids.map((id) => records.get(id)));
      const unsent = await unsentOf(transaction, ids);
      const aside = (id: string) => refused.filter((each) => each.id === id).map((each) => each.dirty);
      return {
        rows: found.filter((row) => row !== undefined),
        dirty: new Map(ids.map((id): [string, Dirty] => [id, Object.assign({}, ...aside(id), unsent.get(id)?.dirty)])),
        photos: only ? [] : await onlyHere(transaction),
      };
    },
  );
  const whose = person && { id: person.id, name: person.name };
  const head = { format: FORMAT, version: VERSION, at, person: whose };
  const changes = rows.map((row) =>
    JSON.stringify({ id: row.id, kind: row.kind, full: true, f: registersOf(row), dirty: dirty.get(row.id) }),
  );
  const parts: BlobPart[] = [`${JSON.stringify(head).slice(0, -1)},"changes":[${changes.join(',\n')}],"photos":[`];
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
