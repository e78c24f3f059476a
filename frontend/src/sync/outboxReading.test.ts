/** A saved outbox, read back: on another device, on the same one, twice, late, and damaged. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStore } from '../store/index.ts';
import { newDevice } from '../store/testing/device.ts';
import { outboxFile } from './outboxFile.ts';
import { readOutbox, type Taken, takeIn } from './outboxReading.ts';
import { newPhone, type Phone, pendingOn, seenOn, settle, twoDevices } from './testing/phone.ts';
import { Server } from './testing/server.ts';

let server: Server;
beforeAll(() => {
  server = new Server();
});
afterAll(() => server.stop());

const ANA = { id: 'ana', email: 'ana@example.org', name: 'Ana' };
const save = (store: LocalStore) => outboxFile(store.database(), { person: ANA, at: 5 });

async function readInto({ store }: { store: LocalStore }, file: Blob): Promise<Taken> {
  const taken = await takeIn(store.database(), await readOutbox(file), store.random);
  await store.changed(taken.ids);
  return taken;
}

async function photosIn({ store }: { store: LocalStore }): Promise<string[]> {
  return store.database().read(['blobs'], (t) => t.objectStore('blobs').index('waiting').getAllKeys());
}

/** A phone that has been offline since before its last edits, and what it saved to a file then. */
async function offlinePhone(): Promise<{ phone: Phone; laptop: Phone; id: string; file: Blob }> {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'CTO', 'tag:python': true });
  await settle(phone, laptop);
  phone.device.enter();
  await phone.store.save('contact', id, { title: 'CEO', 'tag:python': false });
  await phone.store.save('note', phone.store.newId(), { body: 'what we agreed' });
  return { phone, laptop, id, file: await save(phone.store) };
}

test('what a lost phone had saved reaches the server from another device, whole', async () => {
  const { phone, laptop, id, file } = await offlinePhone();
  laptop.device.enter();
  expect((await readInto(laptop, file)).ids).toHaveLength(2);
  expect(laptop.store.get(id).value).toMatchObject({ f: { name: 'Ana', title: 'CEO' }, unsynced: true, conflicts: [] });
  expect(laptop.store.list('note').value).toHaveLength(1);
  expect(pendingOn(laptop)).toBe(2);
  await laptop.sync();
  expect(pendingOn(laptop)).toBe(0);
  const tablet = await newPhone(laptop.store.database().name.slice(8), laptop.fetch);
  await tablet.sync();
  phone.device.enter();
  expect(seenOn(tablet)).toEqual(seenOn(phone));
});

test('read twice, on the device it came from, or after that one has synced, it changes nothing', async () => {
  const { phone, laptop, file } = await offlinePhone();
  expect(await readInto(phone, file)).toEqual({ ids: [], photos: [] });
  laptop.device.enter();
  await readInto(laptop, file);
  expect(await readInto(laptop, file)).toEqual({ ids: [], photos: [] });
  await settle(phone, laptop);
  const before = server.seen.length;
  for (const device of [phone, laptop]) {
    device.device.enter();
    expect(await readInto(device, file)).toEqual({ ids: [], photos: [] });
    await device.sync();
  }
  expect(server.seen.slice(before).flatMap(({ changes }) => changes)).toEqual([]);
  expect(seenOn(laptop)).toEqual(seenOn(phone));
});

test('a value that was written there over what the file holds stays, and what neither has seen becomes two versions', async () => {
  const { phone, laptop, id, file } = await offlinePhone();
  laptop.device.enter();
  await laptop.store.save('contact', id, { title: 'Chair' });
  await readInto(laptop, file);
  expect((await laptop.store.versions(id, 'title')).map(({ value }) => value).toSorted()).toEqual(['CEO', 'Chair']);
  await laptop.store.save('contact', id, { title: 'Chair' });
  expect(await readInto(laptop, file)).toEqual({ ids: [], photos: [] });
  await settle(phone, laptop);
  for (const { store } of [phone, laptop]) expect(store.get(id).value).toMatchObject({ f: { title: 'Chair' } });
});

test('an answer to what was sent before does not make what was read pass for sent', async () => {
  const { phone, laptop, id, file } = await offlinePhone();
  const network = laptop.fetch;
  laptop.device.enter();
  await laptop.store.save('contact', id, { department: 'Board' });
  laptop.fetch = () => Promise.reject(new TypeError('no network'));
  await expect(laptop.sync()).rejects.toThrow('no network');
  await readInto(laptop, file);
  laptop.fetch = network;
  await laptop.sync();
  expect(pendingOn(laptop)).toBe(0);
  const tablet = await newPhone(laptop.store.database().name.slice(8), network);
  await tablet.sync();
  expect(tablet.store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CEO', department: 'Board' });
  await phone.sync();
});

test('a device whose storage went back in time takes another name before it reads its own file', async () => {
  const device = newDevice();
  const store = device.tab('lanyard~ana');
  const id = store.newId();
  await store.save('note', id, { body: 'early' });
  const replica = await store.database().read(['meta'], (t) => t.objectStore('meta').get('replica'));
  await store.save('note', id, { body: 'late' });
  const file = await save(store);
  const restored = newDevice().tab('lanyard~ana');
  await restored.database().write(['meta'], async (t) => {
    if (replica) await t.objectStore('meta').put(replica);
  });
  await readInto({ store: restored }, file);
  expect(restored.get(id).value?.f.body).toBe('late');
  const now = await restored.database().read(['meta'], (t) => t.objectStore('meta').get('replica'));
  expect(now).toMatchObject({ counter: 0 });
  expect(now).not.toMatchObject({ id: replica?.key === 'replica' && replica.id });
  await restored.save('note', id, { body: 'later still' });
  await restored.close();
});

/** A device that has the name of another, as copies have. */
async function oneOfTwo(): Promise<LocalStore> {
  const store = newDevice().tab('lanyard~ana');
  const replica = { key: 'replica', id: 'one-name', counter: 0 } as const;
  await store.database().write(['meta'], (t) => t.objectStore('meta').put(replica));
  return store;
}

test.each([
  ['at the same count', 0],
  ['later, and deleted', 1],
])('what a copy of this device wrote under its name, %s, is another version', async (_, before) => {
  const [copy, here] = [await oneOfTwo(), await oneOfTwo()];
  const id = copy.newId();
  for (let i = 0; i < before; i += 1) await copy.save('note', copy.newId(), { body: 'first' });
  await copy.save('contact', id, { name: 'of the copy' });
  if (before > 0) await copy.remove(id);
  await here.save('contact', id, { name: 'of this one' });
  await readInto({ store: here }, await save(copy));
  const versions = await here.versions(id, 'name');
  expect(versions.map(({ value }) => value).toSorted()).toEqual(['of the copy', 'of this one']);
  expect(here.get(id).value?.f).toBeDefined(); // No deletion saw what was written here.
  await here.close();
});

test('read before anybody signed in, and again afterwards, it changes nothing the second time', async () => {
  const { phone, id, file } = await offlinePhone();
  const device = newDevice();
  const nobody = device.tab();
  await readInto({ store: nobody }, file);
  await nobody.close();
  const newcomer = await newPhone(phone.store.database().name.slice(8), phone.fetch, device);
  await newcomer.sync();
  expect(newcomer.store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CEO' });
  expect(await readInto(newcomer, file)).toEqual({ ids: [], photos: [] });
  await phone.sync();
  await phone.store.save('contact', id, { title: 'Chair' });
  await settle(phone, newcomer);
  expect(newcomer.store.get(id).value).toMatchObject({ f: { title: 'Chair' }, conflicts: [] });
});

test('photos travel in it, and are held against their hash', async () => {
  const store = newDevice().tab();
  await store.photos.put(new Blob(['a card'], { type: 'image/jpeg' }));
  const file = await save(store);
  const other = newDevice().tab();
  const sha256 = createHash('sha256').update('a card').digest('hex');
  expect((await readInto({ store: other }, file)).photos).toEqual([sha256]);
  expect(await (await other.photos.get(sha256))?.text()).toBe('a card');
  expect(await photosIn({ store: other })).toEqual([sha256]);

  const altered = (await file.text()).replace(btoa('a card'), btoa('b card'));
  await expect(readOutbox(new Blob([altered]))).rejects.toMatchObject({ flaw: 'damaged' });
  const noBase64 = (await file.text()).replace(btoa('a card'), '§§§');
  await expect(readOutbox(new Blob([noBase64]))).rejects.toMatchObject({ flaw: 'damaged' });
});

test('what the server refused, and what it wants removed, is in the file', async () => {
  const [phone, laptop] = await twoDevices(server);
  const ids = Array.from({ length: 12 }, () => phone.store.newId());
  await phone.store.saveAll(ids.map((id, i) => ({ kind: 'contact', id, fields: { name: `Person ${i}` } })));
  await settle(phone, laptop);
  for (const id of ids) await laptop.store.remove(id);
  await laptop.sync();
  await phone.sync();
  const odd = phone.store.newId();
  await phone.store.save('contact', odd, { name: 'Bo', title: 'x'.repeat(300) });
  await phone.sync();
  const { changes } = await readOutbox(await save(phone.store));
  expect(changes.map(({ id }) => id).toSorted()).toEqual([...ids, odd].toSorted());
  expect(changes.find(({ id }) => id === odd)?.f.title?.s[0]?.v).toBe('x'.repeat(300));
});

test('a file of the first version, which names nobody, is read too', async () => {
  const store = newDevice().tab();
  const text = JSON.stringify({
    format: 'lanyard-outbox',
    version: 1,
    at: 5,
    changes: [{ id: 'n1', kind: 'note', full: true, f: { body: { s: [{ d: ['r', 1], v: 'x', at: 1 }] } } }],
    photos: [],
  });
  const outbox = await readOutbox(new Blob([text]));
  expect(outbox.person).toBeNull();
  await readInto({ store }, new Blob([text]));
  expect(store.list('note').value).toMatchObject([{ f: { body: 'x' }, unsynced: true }]);
});

const whole = { format: 'lanyard-outbox', version: 2, at: 5, person: null, changes: [] as unknown[], photos: [] };
const change = (register: unknown, more = {}) => [
  { id: 'n', kind: 'note', full: true, f: { body: register }, ...more },
];

test.each([
  ['a photo', 'foreign', 'ÿØÿà'],
  ['another JSON file', 'foreign', '{"contacts":[]}'],
  ['a list', 'foreign', '[]'],
  ['a file of a newer version', 'newer', JSON.stringify({ ...whole, version: 3 })],
  ['one cut short', 'damaged', JSON.stringify(whole).slice(0, -9)],
  ['one without its changes', 'damaged', JSON.stringify({ ...whole, changes: undefined })],
  ['a change without an id', 'damaged', JSON.stringify({ ...whole, changes: change({ s: [] }, { id: 7 }) })],
  ['a field without a value', 'damaged', JSON.stringify({ ...whole, changes: change({ s: [] }) })],
  ['a value without a dot', 'damaged', JSON.stringify({ ...whole, changes: change({ s: [{ v: 1, at: 1 }] }) })],
  ['a fraction', 'damaged', JSON.stringify({ ...whole, changes: change({ s: [{ d: ['r', 1], v: 1.5, at: 1 }] }) })],
  [
    'a dot that is no count',
    'damaged',
    JSON.stringify({ ...whole, changes: change({ s: [{ d: ['r', -1], v: 1, at: 1 }] }) }),
  ],
  [
    'a context of words',
    'damaged',
    JSON.stringify({ ...whole, changes: change({ c: { r: 'x' }, s: [{ d: ['r', 1], v: 1, at: 1 }] }) }),
  ],
  [
    'a mark without a dot',
    'damaged',
    JSON.stringify({
      ...whole,
      changes: change({ s: [{ d: ['r', 1], v: 1, at: 1 }] }, { dirty: { body: { base: {} } } }),
    }),
  ],
  ['a wrong version', 'damaged', JSON.stringify({ ...whole, version: 'two' })],
  [
    'a photo of another kind',
    'damaged',
    JSON.stringify({ ...whole, photos: [{ sha256: 'a'.repeat(64), type: 'text/html', base64: '' }] }),
  ],
])('%s is %s', async (_name, flaw, text) => {
  await expect(readOutbox(new Blob([text]))).rejects.toMatchObject({ name: 'BadFile', flaw });
});

test('a file that is larger than memory is not even begun', async () => {
  const huge = { size: 2 ** 30, text: () => Promise.reject(new Error('was read')) } as unknown as Blob;
  await expect(readOutbox(huge)).rejects.toMatchObject({ flaw: 'too_large' });
});

test('without room for all of it nothing is taken in', async () => {
  const source = newDevice().tab();
  await source.save('note', source.newId(), { body: 'x' });
  await source.photos.put(new Blob(['a card'], { type: 'image/jpeg' }));
  const file = await save(source);
  const store = newDevice().tab();
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: [unknown]) {
    if (this.name === 'blobs') throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  };
  try {
    await expect(readInto({ store }, file)).rejects.toThrow('full');
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  await store.memory.refresh(store.database(), null);
  expect(store.list('note').value).toEqual([]);
});
