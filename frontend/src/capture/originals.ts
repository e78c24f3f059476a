/**
 * Photos that this browser cannot decode, and so cannot rid of their metadata: they stay on this device, as they came, until
 * their card is saved or deleted. They never sync.
 */
const cacheOf = (owner: string) => `originals.${owner}`;
/** Not a place of the app: a key in the cache. */
const keyOf = (cardId: string) => `/originals/${cardId}`;
const supported = 'caches' in globalThis;

export async function keepOriginal(owner: string, cardId: string, file: Blob): Promise<void> {
  const name = file instanceof File ? file.name : 'photo';
  const headers = { 'Content-Type': file.type, 'X-Name': encodeURIComponent(name), 'X-Length': `${file.size}` };
  await (await caches.open(cacheOf(owner))).put(keyOf(cardId), new Response(file, { headers }));
}

export async function originalOf(owner: string, cardId: string): Promise<File | null> {
  const kept = supported && (await caches.match(keyOf(cardId), { cacheName: cacheOf(owner) }));
  if (!kept) return null;
  const name = decodeURIComponent(kept.headers.get('X-Name') ?? 'photo');
  return new File([await kept.blob()], name, { type: kept.headers.get('Content-Type') ?? '' });
}

/** The card for which a file of this name and length is kept; null for none. */
export async function cardOfOriginal(owner: string, file: File): Promise<string | null> {
  if (!supported || !(await caches.has(cacheOf(owner)))) return null;
  const cache = await caches.open(cacheOf(owner));
  for (const key of await cache.keys()) {
    const headers = (await cache.match(key))?.headers;
    const isSame =
      headers?.get('X-Name') === encodeURIComponent(file.name) && headers.get('X-Length') === `${file.size}`;
    if (isSame) return new URL(key.url).pathname.slice(keyOf('').length);
  }
  return null;
}

export async function dropOriginal(owner: string, cardId: string): Promise<void> {
  if (supported && (await caches.has(cacheOf(owner)))) await (await caches.open(cacheOf(owner))).delete(keyOf(cardId));
}

export async function dropOriginals(owner: string): Promise<void> {
  if (supported) await caches.delete(cacheOf(owner));
}

export async function moveOriginals(from: string, to: string): Promise<void> {
  if (!supported || !(await caches.has(cacheOf(from)))) return;
  const [source, target] = await Promise.all([caches.open(cacheOf(from)), caches.open(cacheOf(to))]);
  for (const key of await source.keys()) {
    const kept = await source.match(key);
    if (kept) await target.put(key, kept);
  }
  await caches.delete(cacheOf(from));
}
