/** Stories of devices and the server's own code. Its tests and the simulator tell more. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pendingOn, seenOn, settle, twoDevices } from './testing/phone.ts';
import { Server } from './testing/server.ts';

let server: Server;
beforeAll(() => {
  server = new Server();
});
afterAll(() => server.stop());

test('what the phone captured is on the laptop, and its edit comes back', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana Lima', title: 'CTO', 'tag:python': true });
  await phone.sync();
  expect(pendingOn(phone)).toBe(0);
  await laptop.sync();
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana Lima', title: 'CTO', 'tag:python': true });
  await laptop.store.save('contact', id, { title: 'CEO', 'tag:python': false });
  await laptop.sync();
  await phone.sync();
  expect(phone.store.get(id).value?.f).toEqual({ name: 'Ana Lima', title: 'CEO' });
  expect(phone.store.get(id).value?.conflicts).toEqual([]);
});

test('a thousand new people travel in one request, and one edit in one each way', async () => {
  const [phone, laptop] = await twoDevices(server);
  const people = Array.from({ length: 1000 }, (_, i) => ({
    kind: 'contact',
    id: phone.store.newId(),
    fields: { name: `Person ${i}`, emails: [{ value: `p${i}@example.org`, label: 'work' }] },
  }));
  await phone.store.saveAll(people);
  let before = server.seen.length;
  await phone.sync();
  expect(server.seen.length - before).toBe(1);
  await laptop.sync();
  expect(laptop.store.list('contact').value).toHaveLength(1000);
  await laptop.store.save('contact', people[0]?.id ?? '', { title: 'CTO' });
  before = server.seen.length;
  await laptop.sync();
  await phone.sync();
  expect(server.seen.length - before).toBe(2);
  expect(phone.store.get(people[0]?.id ?? '').value?.f.title).toBe('CTO');
});

test('the same field edited on two devices offline keeps both, and a choice settles it', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'a' });
  await settle(phone, laptop);
  await phone.store.save('contact', id, { title: 'CTO' });
  await laptop.store.save('contact', id, { title: 'CEO' });
  await settle(phone, laptop);
  for (const { store } of [phone, laptop]) {
    expect(store.get(id).value?.conflicts).toEqual(['title']);
    const versions = await store.versions(id, 'title');
    expect(versions.map(({ value }) => value).toSorted()).toEqual(['CEO', 'CTO']);
  }
  expect(phone.store.get(id).value?.f).toEqual(laptop.store.get(id).value?.f);
  await laptop.store.save('contact', id, { title: 'CTO' });
  await settle(phone, laptop);
  expect(phone.store.get(id).value?.conflicts).toEqual([]);
  expect(phone.store.get(id).value?.f.title).toBe('CTO');
});

test('a deletion against a concurrent edit keeps the record whole', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'CTO' });
  await settle(phone, laptop);
  await phone.store.remove(id);
  await laptop.store.save('contact', id, { title: 'CEO' });
  await settle(phone, laptop);
  expect(phone.store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CEO' });
  await laptop.store.remove(id);
  await settle(phone, laptop);
  expect(seenOn(phone)).toEqual({});
});

test('a refused field is set aside alone, the rest goes, and mending it sends it', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'x'.repeat(300) });
  await phone.store.save('note', phone.store.newId(), { body: 'fine' });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana' });
  expect(laptop.store.list('note').value).toHaveLength(1);
  expect(phone.store.get(id).value?.f.title).toHaveLength(300);
  expect(phone.store.get(id).value?.unsynced).toBe(true);
  const refused = await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').getAll());
  expect(refused).toMatchObject([{ key: `${id}/title`, code: 'too_long' }]);
  await phone.store.save('contact', id, { title: 'CTO' });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value?.f.title).toBe('CTO');
  expect(phone.store.get(id).value?.unsynced).toBe(false);
  expect(await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').count())).toBe(0);
});

test('beside a refused field the others of a record that is there go at once', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  await settle(phone, laptop);
  await phone.store.save('contact', id, { name: 'Ana Lima', title: 'x'.repeat(300) });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana Lima' });
});

test('the first sync of 5,000 records comes in pages, and is whole', async () => {
  const [phone, laptop] = await twoDevices(server);
  for (let page = 0; page < 10; page += 1) {
    const notes = Array.from({ length: 500 }, (_, i) => ({
      kind: 'note',
      id: phone.store.newId(),
      fields: { body: `note ${page}-${i} ${'what was said '.repeat(70)}` },
    }));
    await phone.store.saveAll(notes);
  }
  await phone.sync();
  expect(pendingOn(phone)).toBe(0);
  const before = server.seen.length;
  await laptop.sync();
  expect(server.seen.length - before).toBeGreaterThan(1);
  expect(laptop.store.list('note').value).toHaveLength(5000);
  const quiet = server.seen.length;
  await laptop.sync();
  expect(server.seen.length - quiet).toBe(1);
}, 120_000);

test('the next page of a first sync is on its way while one is merged, and what is written meanwhile goes out', async () => {
  const [phone, laptop] = await twoDevices(server);
  const body = 'what was said '.repeat(180);
  for (let page = 0; page < 8; page += 1) {
    const notes = Array.from({ length: 250 }, () => ({ kind: 'note', id: phone.store.newId(), fields: { body } }));
    await phone.store.saveAll(notes);
  }
  await phone.sync();
  const known: (string | undefined)[] = [];
  const plain = laptop.fetch;
  const id = laptop.store.newId();
  laptop.fetch = async (url, init) => {
    if (url !== '/api/sync') return plain(url, init);
    const state = await laptop.store
      .database()
      .read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
    known.push(state?.key === 'sync' ? state.cursor?.snap : undefined);
    const answer = await plain(url, init);
    if (known.length === 2) await laptop.store.save('note', id, { body: 'meanwhile' });
    return answer;
  };
  await laptop.sync();
  expect(known.slice(0, 2)).toEqual([undefined, undefined]);
  expect(laptop.store.list('note').value).toHaveLength(2001);
  expect(pendingOn(laptop)).toBe(0);
  await phone.sync();
  expect(phone.store.get(id).value?.f).toEqual({ body: 'meanwhile' });
}, 120_000);

test('fields and kinds of a newer client survive the round trip through this one', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('hologram', id, { depth: 3, 'aura:blue': true, notes: [{ odd: [null, { deep: 'x' }] }] });
  await settle(phone, laptop);
  await laptop.store.save('hologram', id, { depth: 4 });
  await settle(phone, laptop);
  expect(phone.store.get(id).value?.f).toEqual({
    depth: 4,
    'aura:blue': true,
    notes: [{ odd: [null, { deep: 'x' }] }],
  });
});

test('another person\u2019s session is refused this person\u2019s data', async () => {
  const [phone] = await twoDevices(server);
  await phone.store.save('note', phone.store.newId(), { body: 'private' });
  phone.fetch = server.network('somebody-else');
  await expect(phone.sync()).rejects.toThrow('404');
  expect(pendingOn(phone)).toBe(1);
});
