import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { FRESH } from '../store/schema.ts';
import type { Fetch } from './http.ts';
import { countUnsynced } from './leaving.ts';
import { fetchPhoto, sendPhotos } from './photos.ts';
import { newPhone, type Phone } from './testing/phone.ts';

/** The photo routes: what is uploaded is ready at once. */
function photoServer(refuses: (sha256: string) => number = () => 0): {
  fetch: Fetch;
  stored: Map<string, Blob>;
  asked: string[];
} {
  const stored = new Map<string, Blob>();
  const asked: string[] = [];
  const fetch: Fetch = async (url, init) => {
    const { method = 'GET', body } = init ?? {};
    asked.push(`${method} ${url.replace(/[0-9a-f]{64}/, '<sha>')}`);
    if (url === '/api/photos') {
      const { sha256, length } = JSON.parse(String(body)) as { sha256: string; length: number };
      const status = refuses(sha256);
      if (status) return Response.json({ error: { code: 'invalid', fields: {} } }, { status });
      if (stored.has(sha256)) return Response.json({ ready: true, upload: null });
      const headers = { 'X-Length': `${length}` };
      return Response.json({ ready: false, upload: { url: `/blob/${sha256}`, method: 'PUT', headers } });
    }
    const sha256 = url.slice(-64);
    if (method === 'PUT') {
      stored.set(sha256, new Blob([body as ArrayBuffer], { type: 'image/jpeg' }));
      return new Response(null, { status: 200 });
    }
    if (!stored.has(sha256)) return Response.json({ error: { code: 'not_found' } }, { status: 404 });
    if (url.startsWith('/api/photos/')) return Response.json({ url: `/blob/${sha256}`, type: 'image/jpeg' });
    return new Response(stored.get(sha256));
  };
  return { fetch, stored, asked };
}

const waitingOn = (phone: Phone) =>
  phone.store.database().read(['blobs'], (t) => t.objectStore('blobs').index('waiting').count());
const send = (phone: Phone, fetch: Fetch) =>
  sendPhotos(phone.store.database(), fetch, new AbortController().signal, 1, () => undefined);

test('a photo goes up once, is confirmed, and shows on another device', async () => {
  const phone = await newPhone('ana', () => Promise.reject(new Error('no sync here')));
  const { fetch, asked } = photoServer();
  const sha256 = await phone.store.photos.put(new Blob(['jpeg'], { type: 'image/jpeg' }));
  await send(phone, fetch);
  await send(phone, fetch);
  expect(asked).toEqual(['POST /api/photos', 'PUT /blob/<sha>', 'POST /api/photos']);
  expect(await waitingOn(phone)).toBe(0);
  phone.store.photos.lookAgain();
  await expect.poll(() => phone.store.photos.state(sha256).value).toBe('here');
  const laptop = await newPhone('ana', fetch);
  laptop.store.photos.download = (wanted) => fetchPhoto(fetch, wanted);
  expect(await (await laptop.store.photos.get(sha256))?.text()).toBe('jpeg');
  expect(await waitingOn(laptop)).toBe(0);
});

test('after the server was restored every photo kept here is asked for once, and those that it lost go up again', async () => {
  const phone = await newPhone('ana', () => Promise.reject(new Error('no sync here')));
  const { fetch, stored, asked } = photoServer();
  const [lost, kept] = await Promise.all(
    ['lost', 'kept'].map((text) => phone.store.photos.put(new Blob([text], { type: 'image/jpeg' }))),
  );
  await send(phone, fetch);
  stored.delete(lost ?? '');
  asked.length = 0;
  await phone.store.database().write(['meta'], (t) => t.objectStore('meta').put({ ...FRESH, photosAfter: '' }));
  let requests = 0;
  const breaksOff: Fetch = (url, init) => (requests++ === 1 ? Promise.reject(new TypeError('gone')) : fetch(url, init));
  await expect(send(phone, breaksOff)).rejects.toThrow();
  await send(phone, fetch);
  expect([...stored.keys()].toSorted()).toEqual([lost, kept].toSorted());
  const before = asked.length;
  await send(phone, fetch);
  expect(asked.length).toBe(before);
});

test('what a restored server may lack is not given up by signing out, nor for want of room, until it has been asked', async () => {
  const phone = await newPhone('ana', () => Promise.reject(new Error('no sync here')));
  const db = phone.store.database();
  const { fetch, stored } = photoServer();
  const [lost = ''] = await Promise.all(
    ['lost', 'kept'].map((text) => phone.store.photos.put(new Blob([text], { type: 'image/jpeg' }))),
  );
  await send(phone, fetch);
  expect(await countUnsynced(db)).toBe(0);
  stored.delete(lost);
  await db.write(['meta'], (t) => t.objectStore('meta').put({ ...FRESH, photosAfter: '' }));
  expect(await countUnsynced(db)).toBe(2);
  const noUpload: Fetch = (url, init) =>
    init?.method === 'PUT' ? Promise.reject(new TypeError('gone')) : fetch(url, init);
  await expect(send(phone, noUpload)).rejects.toThrow();
  expect(await waitingOn(phone)).toBe(1);
  await send(phone, fetch);
  expect(await countUnsynced(db)).toBe(0);
  expect(stored.has(lost)).toBe(true);
});

test('a photo whose upload broke off is tried again, one that was refused is set aside, the others go', async () => {
  const phone = await newPhone('ana', () => Promise.reject(new Error('no sync here')));
  const bad = createHash('sha256').update('not a photo').digest('hex');
  const { fetch, stored } = photoServer((sha256) => (sha256 === bad ? 422 : 0));
  for (const text of ['one', 'not a photo', 'two']) await phone.store.photos.put(new Blob([text]));
  let uploads = 0;
  const breaking: Fetch = (url, init) => {
    if (init?.method === 'PUT' && uploads++ === 0) return Promise.reject(new TypeError('broken off'));
    return fetch(url, init);
  };
  await expect(send(phone, breaking)).rejects.toMatchObject({ name: 'Unreachable' });
  await send(phone, breaking);
  expect(stored.size).toBe(2);
  const refused = await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').getAllKeys());
  expect(refused).toEqual([`photo/${bad}`]);
  expect(await waitingOn(phone)).toBe(1);
});

test('bytes that are not the photo that was asked for are not shown', async () => {
  const wrong: Fetch = async (url) =>
    url.startsWith('/api') ? Response.json({ url: '/blob/x', type: 'image/jpeg' }) : new Response('other bytes');
  expect(await fetchPhoto(wrong, 'a'.repeat(64))).toBeNull();
});
