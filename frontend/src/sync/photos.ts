/** Photos on their way: sent after the records that name them, fetched when a screen asks. */
import { toHex } from '../domain/ids.ts';
import type { Database } from '../store/db.ts';
import { photoKey } from '../store/schema.ts';
import { type Fetch, isServersFault, Refused, request, requestJson } from './http.ts';

/** A photo on a slow line takes its time. */
const TRANSFER_MS = 180_000;

interface Ticket {
  readonly ready: boolean;
  readonly upload: { readonly url: string; readonly method: string; readonly headers: Record<string, string> } | null;
}

/**
 * Sends every photo that waits, until the server says of each that it has it. One that the server will not take is set
 * aside; the others go on. The next one waits for `onSent`. Rejects with Unreachable, or with Refused for what is no
 * photo's fault.
 */
export async function sendPhotos(
  db: Database,
  fetch: Fetch,
  signal: AbortSignal,
  now: number,
  onSent: (sha256: string) => Promise<void> | void,
): Promise<void> {
  const waiting = await db.read(['blobs', 'quarantine'], async (transaction) => {
    const refused = new Set(await transaction.objectStore('quarantine').getAllKeys());
    const keys = await transaction.objectStore('blobs').index('waiting').getAllKeys();
    return keys.filter((sha256) => !refused.has(photoKey(sha256)));
  });
  const send = async (sha256: string): Promise<void> => {
    let isOver = true;
    try {
      isOver = await isStored(db, fetch, signal, sha256, now);
      if (isOver) await markSent(db, sha256);
    } catch (error) {
      if (!(error instanceof Refused) || isServersFault(error) || ![400, 413, 415, 422].includes(error.status))
        throw error;
      await setAside(db, sha256, error.code, now);
    }
    if (isOver) await onSent(sha256);
  };
  for (const sha256 of waiting) await send(sha256);
  for (let next = await nextToAskFor(db); next !== null; next = await nextToAskFor(db)) {
    await send(next);
    await noteAskedFor(db, next);
  }
}

/** After the server was restored: the next photo kept here of which nobody knows whether it has it; null when through. */
async function nextToAskFor(db: Database): Promise<string | null> {
  return db.read(['blobs', 'meta'], async (transaction) => {
    const state = await transaction.objectStore('meta').get('sync');
    if (state?.key !== 'sync' || state.photosAfter === undefined) return null;
    return (await transaction.objectStore('blobs').getKey(IDBKeyRange.lowerBound(state.photosAfter, true))) ?? null;
  });
}

/** A kill before this only asks once more. */
async function noteAskedFor(db: Database, sha256: string): Promise<void> {
  await db.write(['blobs', 'meta'], async (transaction) => {
    const meta = transaction.objectStore('meta');
    const state = await meta.get('sync');
    if (state?.key !== 'sync' || state.photosAfter === undefined) return;
    const { photosAfter: _asked, ...through } = state;
    const left = await transaction.objectStore('blobs').getKey(IDBKeyRange.lowerBound(sha256, true));
    await meta.put(left ? { ...state, photosAfter: sha256 } : through);
  });
}

async function isStored(
  db: Database,
  fetch: Fetch,
  signal: AbortSignal,
  sha256: string,
  now: number,
): Promise<boolean> {
  const photo = await db.read(['blobs'], (transaction) => transaction.objectStore('blobs').get(sha256));
  if (!photo) return false;
  const { bytes, type } = photo;
  const ask = async (): Promise<Ticket> => {
    const wanted = { sha256, type, length: bytes.byteLength };
    return (await requestJson(fetch, 'POST', '/api/photos', wanted, signal)).json();
  };
  const { ready, upload } = await ask();
  if (ready || !upload) return ready;
  if (photo.waiting === undefined) await markWaiting(db, sha256, now);
  const { url, method, headers } = upload;
  await request(fetch, url, { method, headers, body: bytes }, signal, TRANSFER_MS);
  return (await ask()).ready;
}

/** The server does not have it any more: until it has, it is kept here like one that was taken now. */
async function markWaiting(db: Database, sha256: string, waiting: number): Promise<void> {
  await db.write(['blobs'], async (transaction) => {
    const photo = await transaction.objectStore('blobs').get(sha256);
    if (photo) await transaction.objectStore('blobs').put({ ...photo, waiting });
  });
}

async function markSent(db: Database, sha256: string): Promise<void> {
  await db.write(['blobs'], async (transaction) => {
    const blobs = transaction.objectStore('blobs');
    const photo = await blobs.get(sha256);
    if (!photo) return;
    const { waiting: _sent, ...kept } = photo;
    await blobs.put(kept);
  });
}

async function setAside(db: Database, sha256: string, code: string, since: number): Promise<void> {
  await db.write(['quarantine'], async (transaction) => {
    const photo = { key: photoKey(sha256), id: sha256, kind: 'photo', dirty: {}, code, since };
    await transaction.objectStore('quarantine').put(photo);
  });
}

/** The photo from the server; null where it has none, cannot be reached, or sends other bytes. */
export async function fetchPhoto(fetch: Fetch, sha256: string): Promise<Blob | null> {
  try {
    const place = (await (await requestJson(fetch, 'GET', `/api/photos/${sha256}`)).json()) as {
      url: string;
      type: string;
    };
    const response = await request(fetch, place.url, {}, undefined, TRANSFER_MS);
    const bytes = await response.arrayBuffer();
    const actual = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    return actual === sha256 ? new Blob([bytes], { type: place.type }) : null;
  } catch {
    return null;
  }
}
