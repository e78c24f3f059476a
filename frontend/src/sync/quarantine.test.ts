/** What the server refused: tried again, or given up for what the server has. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Quarantined } from '../store/schema.ts';
import { countUnsynced } from './leaving.ts';
import { giveUp, tryAgain } from './quarantine.ts';
import { type Phone, pendingOn, settle, twoDevices } from './testing/phone.ts';
import { Server } from './testing/server.ts';

let server: Server;
beforeAll(() => {
  server = new Server();
});
afterAll(() => server.stop());

const LONG = 'x'.repeat(300);
const refusedOn = ({ store }: Phone): Promise<Quarantined[]> =>
  store.database().read(['quarantine'], (t) => t.objectStore('quarantine').getAll());

async function discard(phone: Phone, key: string): Promise<void> {
  phone.device.enter();
  const { store, fetch } = phone;
  const db = store.database();
  await giveUp({ db, fetch, random: store.random, space: db.name.slice(8) }, key);
  await store.changed(null);
}

test('given up, a field holds again what the server has, another device\u2019s word included', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'CTO' });
  await settle(phone, laptop);
  phone.device.enter();
  await phone.store.save('contact', id, { title: LONG, department: 'Board' });
  await phone.sync();
  expect(await refusedOn(phone)).toMatchObject([{ key: `${id}/title`, code: 'too_long' }]);
  expect(phone.store.get(id).value).toMatchObject({ f: { title: LONG }, unsynced: true, refused: true });
  laptop.device.enter();
  await laptop.store.save('contact', id, { title: 'CEO' });
  await laptop.sync();
  await discard(phone, `${id}/title`);
  expect(phone.store.get(id).value).toMatchObject({
    f: { name: 'Ana', title: 'CEO', department: 'Board' },
    unsynced: false,
    conflicts: [],
  });
  expect(await refusedOn(phone)).toEqual([]);
  await settle(phone, laptop);
  expect(phone.store.get(id).value?.f).toEqual(laptop.store.get(id).value?.f);
  await phone.store.save('contact', id, { title: 'Chair' });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value).toMatchObject({ f: { title: 'Chair' }, conflicts: [] });
});

test('without an answer nothing is given up', async () => {
  const [phone] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: LONG });
  await phone.sync();
  phone.fetch = () => Promise.reject(new TypeError('no network'));
  await expect(discard(phone, `${id}/title`)).rejects.toMatchObject({ name: 'Unreachable' });
  expect(phone.store.get(id).value?.f.title).toBe(LONG);
  expect(await refusedOn(phone)).toHaveLength(1);
});

test('a record of which the server has nothing is gone once all of it is given up', async () => {
  const [phone] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { title: LONG });
  await phone.sync();
  await discard(phone, `${id}/title`);
  expect(phone.store.get(id).value).toBeUndefined();
  expect(pendingOn(phone)).toBe(0);
  await phone.sync();
});

test('tried again, it is sent again: taken once the server takes it', async () => {
  const [phone] = await twoDevices(server);
  const network = phone.fetch;
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  phone.fetch = async (url, init) => {
    const answer = (await (
      await network(url, { ...init, body: JSON.stringify({ ...(await sent(init)), changes: [] }) })
    ).json()) as object;
    return Response.json({ ...answer, results: [{ i: 0, s: 'rejected', code: 'too_new' }] });
  };
  await phone.sync();
  expect(await refusedOn(phone)).toMatchObject([{ key: `${id}/`, code: 'too_new' }]);
  phone.fetch = network;
  await phone.sync();
  expect(phone.store.get(id).value?.refused).toBe(true);
  await tryAgain(phone.store.database(), `${id}/`);
  await phone.sync();
  expect(phone.store.get(id).value).toMatchObject({ f: { name: 'Ana' }, unsynced: false });
  expect(await refusedOn(phone)).toEqual([]);
});

async function sent(init: RequestInit | undefined): Promise<object> {
  return (await new Response(init?.body as ArrayBuffer).json()) as object;
}

test('a photo that was refused can be given up', async () => {
  const [phone] = await twoDevices(server);
  const sha256 = await phone.store.photos.put(new Blob(['jpeg'], { type: 'image/jpeg' }));
  const key = `photo/${sha256}`;
  const row = { key, id: sha256, kind: 'photo', dirty: {}, code: 'format', since: 1 };
  await phone.store.database().write(['quarantine'], async (t) => void (await t.objectStore('quarantine').put(row)));
  expect(await countUnsynced(phone.store.database())).toBe(1);
  await discard(phone, key);
  expect(await countUnsynced(phone.store.database())).toBe(0);
  expect(await refusedOn(phone)).toEqual([]);
  expect(await phone.store.photos.get(sha256)).toBeNull();
});
