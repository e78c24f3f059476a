import { effect } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { AskFirst, OtherPerson } from './records.ts';
import { newDevice } from './testing/device.ts';

const CARD = 'a'
  .repeat(36)
  .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  .slice(0, 36);
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

test('what was saved is there after the app was killed', async () => {
  const device = newDevice();
  const store = device.tab();
  const id = store.newId();
  await store.save('contact', id, {
    name: 'Ana Lima',
    emails: [{ value: 'ana@x.org', label: null }],
    'tag:python': true,
  });
  const reopened = device.tab();
  await reopened.ready;
  expect(reopened.get(id).value).toMatchObject({
    kind: 'contact',
    f: { name: 'Ana Lima', 'tag:python': true },
    unsynced: true,
    conflicts: [],
  });
  expect(reopened.pending.value.count).toBe(1);
});

test('what is not in the lists counts as absent only once all is read, after a change of persons too', async () => {
  const store = newDevice().tab();
  expect(store.isLoaded.value).toBe(false);
  await store.ready;
  expect(store.isLoaded.value).toBe(true);
  const using = store.use('lanyard~ana');
  expect(store.isLoaded.value).toBe(false);
  await using;
  expect(store.isLoaded.value).toBe(true);
});

test('a save that the disk refuses rejects, and shows nothing', async () => {
  const device = newDevice();
  const store = device.tab();
  await store.ready;
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  try {
    await expect(store.save('contact', CARD, { name: 'Ana' })).rejects.toThrow('full');
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  expect(store.list('contact').value).toEqual([]);
});

test('several records are saved together or not at all', async () => {
  const store = newDevice().tab();
  const [a, b] = [store.newId(), store.newId()];
  const fine = { kind: 'contact', id: a, fields: { name: 'Ana' } };
  await expect(store.saveAll([fine, { kind: 'note', id: b, fields: { at: 1.5 } }])).rejects.toThrow(RangeError);
  expect(store.get(a).value).toBeUndefined();
  await store.saveAll([fine, { kind: 'note', id: b, fields: { at: 1 } }]);
  expect(store.get(a).value?.f).toEqual({ name: 'Ana' });
  expect(store.get(b).value?.f).toEqual({ at: 1 });
});

test('text is normalised as it is saved, and blank text clears', async () => {
  const store = newDevice().tab();
  const id = store.newId();
  await store.save('contact', id, { name: 'Ame\u0301lie\u0000', title: '  ' });
  expect(store.get(id).value?.f).toEqual({ name: 'Amélie', title: null });
});

test('a deleted record is gone from lists and search, and comes back whole', async () => {
  const store = newDevice().tab();
  const id = store.newId();
  await store.save('contact', id, { name: 'Ana', title: 'CTO' });
  await store.remove(id);
  expect(store.get(id).value).toBeUndefined();
  expect(store.list('contact').value).toEqual([]);
  expect(store.search('contact', 'ana')).toEqual([]);
  expect(store.pending.value.count).toBe(1);
  await store.restore(id);
  expect(store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CTO' });
});

test('what is emptied and taken away in one write is heard of once, gone', async () => {
  const device = newDevice();
  const store = device.tab();
  const [id, other] = [store.newId(), store.newId()];
  await store.save('contact', id, { name: 'Ana' });
  const heard: unknown[] = [];
  device.channel().listen((message) => heard.push(message));
  await store.saveAll(
    [
      { kind: 'contact', id, fields: { name: null } },
      { kind: 'card', id: other, fields: { state: 'read' } },
    ],
    [id],
  );
  await settle();
  expect(heard).toEqual([{ type: 'changed', database: 'lanyard~', ids: [id, other] }]);
  expect(store.get(id).value).toBeUndefined();
  expect(store.get(other).value?.f.state).toBe('read');
});

test('a reading that comes after the deletion does not bring the card back', async () => {
  const store = newDevice().tab();
  const id = store.newId();
  await store.save('card', id, { state: 'waiting' });
  await store.remove(id);
  await store.save('card', id, { state: 'read' }, { byPerson: false });
  expect(store.get(id).value).toBeUndefined();
});

test('the other tab shows a change at once', async () => {
  const device = newDevice();
  const [here, there] = [device.tab(), device.tab()];
  const id = here.newId();
  const seen: unknown[] = [];
  const stop = effect(() => void seen.push(there.get(id).value?.f.name));
  await here.save('contact', id, { name: 'Ana' });
  await settle();
  expect(seen).toEqual([undefined, 'Ana']);
  expect(there.list('contact').value).toHaveLength(1);
  stop();
});

test('a form that saves twice has not seen what another tab wrote in between', async () => {
  const device = newDevice();
  const [here, there] = [device.tab(), device.tab()];
  const id = here.newId();
  await here.save('contact', id, { name: 'Ana', title: 'CTO' });
  const first = await here.save('contact', id, { name: 'Ana L' }, { form: here.openForm(id) });
  const second = await here.save('contact', id, { name: 'Ana Lima' }, { form: first });
  await settle();
  await there.save('contact', id, { name: 'Ana Maria' });
  await settle();
  await expect(here.save('contact', id, { name: 'Ana Lima R' }, { form: second })).rejects.toThrow(AskFirst);
  await here.save('contact', id, { title: 'CEO' }, { form: second });
  expect(here.get(id).value?.f).toMatchObject({ name: 'Ana Maria', title: 'CEO' });
});

test('what one person typed is never saved with the next one, but what nobody typed is', async () => {
  const store = newDevice().tab();
  const id = store.newId();
  const nobodys = store.openForm(id);
  await store.use('lanyard~ana');
  const anas = store.openForm(id);
  await store.save('note', id, { body: 'Before sign-in' }, { form: nobodys });
  await store.use('lanyard~bo');
  await expect(store.save('note', id, { body: 'Of Ana' }, { form: anas })).rejects.toThrow(OtherPerson);
  expect(store.list('note').value).toEqual([]);
});

test('two tabs that save at once never give a dot twice', async () => {
  const device = newDevice();
  const tabs = [device.tab(), device.tab()];
  const ids = Array.from({ length: 20 }, () => tabs[0]?.newId() ?? '');
  await Promise.all(ids.map((id, i) => tabs[i % 2]?.save('note', id, { body: `note ${i}` })));
  const rows = await tabs[0]?.database().read(['unsent'], (t) => t.objectStore('unsent').getAll());
  const dots = rows?.map(({ dirty }) => dirty?.body?.dot.join()) ?? [];
  expect(new Set(dots).size).toBe(20);
});

test('a form opened before another tab changed the same field asks first; another field is no matter', async () => {
  const device = newDevice();
  const [here, there] = [device.tab(), device.tab()];
  const id = here.newId();
  await here.save('contact', id, { name: 'Ana', title: 'CTO' });
  const form = here.openForm(id);
  await there.save('contact', id, { title: 'CEO' });
  await expect(here.save('contact', id, { title: 'CFO' }, { form })).rejects.toThrow(AskFirst);
  await here.save('contact', id, { name: 'Ana Lima' }, { form });
  expect(here.get(id).value?.f).toEqual({ name: 'Ana Lima', title: 'CEO' });
  await here.save('contact', id, { title: 'CFO' }, { form: here.openForm(id) });
  expect(here.get(id).value?.f.title).toBe('CFO');
});

test('a connection that the browser took away is opened again', async () => {
  const device = newDevice();
  const store = device.tab();
  await store.ready;
  const transaction = IDBDatabase.prototype.transaction;
  let lost = 1;
  IDBDatabase.prototype.transaction = function (...given) {
    if (lost-- > 0) throw new DOMException('the connection is closing', 'InvalidStateError');
    return transaction.apply(this, given);
  };
  try {
    await store.save('contact', CARD, { name: 'Ana' });
  } finally {
    IDBDatabase.prototype.transaction = transaction;
  }
  expect(store.get(CARD).value?.f.name).toBe('Ana');
});

test('photos are kept by their hash and survive a kill; without a network others are missing', async () => {
  const device = newDevice();
  const store = device.tab();
  const sha256 = await store.photos.put(new Blob(['jpeg bytes'], { type: 'image/jpeg' }));
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(store.photos.state(sha256).value).toBe('uploading');
  const reopened = device.tab();
  const kept = await reopened.photos.get(sha256);
  expect(await kept?.text()).toBe('jpeg bytes');
  expect(kept?.type).toBe('image/jpeg');
  expect(await reopened.photos.get('0'.repeat(64))).toBeNull();
  expect(reopened.photos.state('0'.repeat(64)).value).toBe('missing');
});

test('a photo fetched once is kept', async () => {
  const store = newDevice().tab();
  let fetched = 0;
  store.photos.download = async () => {
    fetched += 1;
    return new Blob(['remote'], { type: 'image/webp' });
  };
  const sha256 = 'b'.repeat(64);
  await Promise.all([store.photos.get(sha256), store.photos.get(sha256)]);
  expect(await (await store.photos.get(sha256))?.text()).toBe('remote');
  expect(fetched).toBe(1);
  expect(store.photos.state(sha256).value).toBe('here');
});

test('search finds every word without case and accents, names that begin with it first', async () => {
  const store = newDevice().tab();
  const people = { a: 'Łukasz Øst', b: 'Marta Lukas', c: 'Ina Gluk' };
  const ids: Record<string, string> = {};
  for (const [key, name] of Object.entries(people)) {
    ids[key] = store.newId();
    await store.save('contact', ids[key] ?? '', { name, organization: key === 'c' ? 'Straßenbau' : 'Acme' });
  }
  expect(store.search('contact', 'luk')).toEqual([ids.a, ids.b, ids.c]);
  expect(store.search('contact', 'acme luk')).toEqual([ids.a, ids.b]);
  expect(store.search('contact', 'STRASSE')).toEqual([ids.c]);
  expect(store.search('contact', 'nobody')).toEqual([]);
});

test('opening another person\u2019s database shows nothing of the first', async () => {
  const device = newDevice();
  const store = device.tab();
  const id = store.newId();
  await store.save('contact', id, { name: 'Ana' });
  const list = store.list('contact');
  const single = store.get(id);
  await store.use('lanyard~somebody');
  expect(list.value).toEqual([]);
  expect(single.value).toBeUndefined();
  await store.use('lanyard~');
  expect(list.value).toHaveLength(1);
  expect(single.value?.f.name).toBe('Ana');
});

test('20,000 people are searched in the time of a keystroke', async () => {
  const { search } = await import('./search.ts');
  const rows = Array.from({ length: 20_000 }, (_, i) => ({
    id: `${i}`,
    text: `person number ${i}\nperson number ${i} person${i}@example.org organisation ${i % 97} python berlin`,
  }));
  // The best of several: what else the machine does is not what is measured.
  const times = Array.from({ length: 5 }, (_, i) => {
    const began = performance.now();
    search(rows as unknown as Parameters<typeof search>[0], `org 19${i}`);
    return performance.now() - began;
  });
  expect(Math.min(...times)).toBeLessThan(60);
});

test('a photo and the record that names it are on the disk together, or neither is', async () => {
  const device = newDevice();
  const store = device.tab();
  const photo = new Blob(['jpeg bytes'], { type: 'image/jpeg' });
  const put = IDBObjectStore.prototype.put;
  for (const failing of ['blobs', 'records', 'meta']) {
    IDBObjectStore.prototype.put = function (...given) {
      if (this.name === failing) throw new DOMException('killed', 'DataError');
      return put.apply(this, given);
    };
    await expect(store.save('card', CARD, { state: 'waiting' }, { photos: { photo_front: photo } })).rejects.toThrow();
    IDBObjectStore.prototype.put = put;
    const left = await store
      .database()
      .read(['blobs', 'records'], async (transaction) => [
        await transaction.objectStore('blobs').count(),
        await transaction.objectStore('records').count(),
      ]);
    expect([failing, ...left]).toEqual([failing, 0, 0]);
  }
  await store.save('card', CARD, { state: 'waiting' }, { photos: { photo_front: photo } });
  const sha256 = String(store.get(CARD).value?.f.photo_front);
  expect(await (await device.tab().photos.get(sha256))?.text()).toBe('jpeg bytes');
  await vi.waitFor(() => expect(store.photos.state(sha256).value).toBe('uploading'));
});

test('a half-typed form is there after a kill, for whoever typed it and nobody else', async () => {
  const device = newDevice();
  await device.tab('lanyard~ana').drafts.keep('card/1', { name: 'Half a name' });
  const again = device.tab('lanyard~ana');
  expect(await again.drafts.get('card/1')).toEqual({ name: 'Half a name' });
  expect(await device.tab('lanyard~ben').drafts.get('card/1')).toBeUndefined();
  await again.drafts.drop('card/1');
  expect(await device.tab('lanyard~ana').drafts.get('card/1')).toBeUndefined();
});
