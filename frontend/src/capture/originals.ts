/**
 * Photos that this browser cannot decode, and so cannot rid of their metadata: they stay on this device, as they came, until
 * their card is saved or deleted. They never sync.
 */
const CACHE = 'originals';

/** Not a place of the app: a key in the cache. */
const keyOf = (cardId: string) => `/originals/${cardId}`;

export async function keepOriginal(cardId: string, file: Blob): Promise<void> {
  const name = file instanceof File ? file.name : 'photo';
  const headers = { 'Content-Type': file.type, 'X-Name': encodeURIComponent(name) };
  await (await caches.open(CACHE)).put(keyOf(cardId), new Response(file, { headers }));
}

export async function originalOf(cardId: string): Promise<File | null> {
  if (!('caches' in globalThis)) return null;
  const kept = await caches.match(keyOf(cardId), { cacheName: CACHE });
  if (!kept) return null;
  const name = decodeURIComponent(kept.headers.get('X-Name') ?? 'photo');
  return new File([await kept.blob()], name, { type: kept.headers.get('Content-Type') ?? '' });
}

export async function dropOriginal(cardId: string): Promise<void> {
  if ('caches' in globalThis) await (await caches.open(CACHE)).delete(keyOf(cardId));
}
