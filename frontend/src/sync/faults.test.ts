/** What goes wrong between devices and the server's own code, one by one, and loses nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../store/db.ts';
import { newDevice } from '../store/testing/device.ts';
import type { Fetch } from './http.ts';
import { newPhone, type Phone, pendingOn, seenOn, settle, twoDevices } from './testing/phone.ts';
import { badNetwork, Server } from './testing/server.ts';

let server: Server;
beforeAll(() => {
  server = new Server();
});
afterAll(() => server.stop());

test('lost answers and repeated requests change nothing', async () => {
  const [phone, laptop] = await twoDevices(server);
  let request = 0;
  phone.fetch = badNetwork(phone.fetch, () => request++ % 2 === 0);
  laptop.fetch = badNetwork(laptop.fetch, () => request++ % 3 === 0);
  const ids = Array.from({ length: 5 }, () => phone.store.newId());
  for (const [i, id] of ids.entries()) {
    await phone.store.save('note', id, { body: `note ${i}` });
    await phone.sync().catch(() => undefined);
  }
  await phone.sync().catch(() => undefined);
  await phone.sync().catch(() => undefined);
  for (let i = 0; i < 4; i += 1) await laptop.sync().catch(() => undefined);
  expect(pendingOn(phone)).toBe(0);
  expect(seenOn(laptop)).toEqual(seenOn(phone));
  expect(Object.keys(seenOn(laptop))).toHaveLength(5);
});

test('a request is sent again with the very same bytes', async () => {
  const [phone] = await twoDevices(server);
  const bodies: string[] = [];
  const network = phone.fetch;
  phone.fetch = async (url, init) => {
    bodies.push(Buffer.from(init?.body as ArrayBuffer).toString('base64'));
    if (bodies.length < 3) throw new TypeError('no network');
    return network(url, init);
  };
  const id = phone.store.newId();
  await phone.store.save('note', id, { body: 'first' });
  await expect(phone.sync()).rejects.toThrow('no network');
  await phone.store.save('note', id, { body: 'second' });
  await expect(phone.sync()).rejects.toThrow('no network');
  await phone.sync();
  expect(bodies[0]).toBe(bodies[1]);
  expect(bodies[0]).toBe(bodies[2]);
  expect(bodies).toHaveLength(4);
  expect(pendingOn(phone)).toBe(0);
});

function poisoned(network: Fetch, status: number, text: string): Fetch {
  return async (url, init) => {
    const type = new Headers(init?.headers).get('Content-Type');
    const body = new Response(init?.body as ArrayBuffer).body;
    const plain = type === 'application/gzip' ? body?.pipeThrough(new DecompressionStream('gzip')) : body;
    const isBad = (await new Response(plain).text()).includes(text);
    return isBad ? new Response('{"error":{"code":"odd","fields":{}}}', { status }) : network(url, init);
  };
}

test.each([413, 400])(
  'one change that makes the server say %i is found and set aside, the others arrive',
  async (status) => {
    const [phone, laptop] = await twoDevices(server);
    phone.fetch = poisoned(phone.fetch, status, 'POISON');
    const ids = Array.from({ length: 9 }, () => phone.store.newId());
    for (const [i, id] of ids.entries()) await phone.store.save('note', id, { body: i === 4 ? 'POISON' : `note ${i}` });
    for (let tries = 0; tries < 4; tries += 1) await phone.sync().catch(() => undefined);
    await laptop.sync();
    expect(laptop.store.list('note').value).toHaveLength(8);
    expect(phone.store.list('note').value).toHaveLength(9);
    const refused = await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').getAllKeys());
    expect(refused).toEqual([`${ids[4]}/`]);
    phone.fetch = server.network(phone.store.database().name.slice('lanyard~'.length));
    await phone.store.save('note', ids[4] ?? '', { body: 'mended' });
    await settle(phone, laptop);
    expect(laptop.store.get(ids[4] ?? '').value?.f.body).toBe('mended');
  },
);

test('a server that is broken or busy never sets anything aside', async () => {
  const [phone] = await twoDevices(server);
  const network = phone.fetch;
  phone.fetch = poisoned(network, 503, 'changes');
  await phone.store.save('note', phone.store.newId(), { body: 'a' });
  for (let tries = 0; tries < 5; tries += 1) await expect(phone.sync()).rejects.toThrow('503');
  phone.fetch = network;
  await phone.sync();
  expect(pendingOn(phone)).toBe(0);
  expect(await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').count())).toBe(0);
});

test('a change that the server does not know the record of is sent whole', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  await phone.sync();
  await phone.store.save('contact', id, { title: 'CTO' });
  const network = phone.fetch;
  let isFirst = true;
  phone.fetch = async (url, init) => {
    if (!isFirst) return network(url, init);
    isFirst = false;
    const answer = {
      fence: null,
      cursor: null,
      more: false,
      now: 0,
      changes: [],
      purge: [],
      fork: false,
      reset: false,
      snapshot: null,
    };
    return Response.json({ ...answer, results: [{ i: 0, s: 'need_full' }] });
  };
  await phone.sync();
  expect(server.seen.at(-1)?.changes[0]).toMatchObject({ id, full: true });
  await laptop.sync();
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CTO' });
});

const QUIET = {
  fence: 'f1',
  more: false,
  now: 0,
  results: [],
  changes: [],
  purge: [],
  fork: false,
  reset: false,
  snapshot: null,
};
const CURSOR = { epoch: 'e', n: 1, tag: 't' };

test.each([
  [999, 'beyond our count'],
  [1, 'with a dot that we have given, too'],
])('somebody who writes under our name makes us take another, before anything is merged: %s, %s', async (n) => {
  const [phone] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { title: 'mine' });
  const replicas: string[] = [];
  phone.fetch = async (_url, init) => {
    const { replica } = JSON.parse(await new Response(init?.body as ArrayBuffer).text()) as { replica: string };
    replicas.push(replica);
    const theirs = { id, kind: 'contact', full: false, d: [replicas[0], n], at: 1, f: { title: 'theirs' } };
    return Response.json({ ...QUIET, cursor: CURSOR, changes: [theirs] });
  };
  await phone.sync();
  expect(new Set(replicas).size).toBe(2);
  const versions = await phone.store.versions(id, 'title');
  expect(versions.map(({ value }) => value).toSorted()).toEqual(['mine', 'theirs']);
});

test('what was purged goes, unless it still shows here or holds unsent work', async () => {
  const [phone] = await twoDevices(server);
  const [gone, shown, edited] = [phone.store.newId(), phone.store.newId(), phone.store.newId()];
  for (const id of [gone, shown, edited]) await phone.store.save('contact', id, { name: 'Ana' });
  await phone.store.remove(gone);
  await phone.sync();
  await phone.store.save('contact', edited, { title: 'CTO' });
  const sent: string[][] = [];
  phone.fetch = async (_url, init) => {
    const { changes } = JSON.parse(await new Response(init?.body as ArrayBuffer).text()) as {
      changes: { id: string; full: boolean }[];
    };
    sent.push(changes.filter(({ full }) => full).map(({ id }) => id));
    return Response.json({ ...QUIET, cursor: CURSOR, purge: sent.length === 1 ? [gone, shown, edited] : [] });
  };
  await phone.sync();
  const left = await phone.store.database().read(['records'], (t) => t.objectStore('records').getAllKeys());
  expect(left.toSorted()).toEqual([shown, edited].toSorted());
  expect(sent[1]?.toSorted()).toEqual([shown, edited].toSorted());
});

test('a snapshot that comes when another tab has read a later one takes nothing away', async () => {
  const [phone] = await twoDevices(server);
  const [before, since] = [phone.store.newId(), phone.store.newId()];
  const change = (id: string) => ({ id, kind: 'contact', full: true, d: ['other', 1], at: 1, f: { name: 'Ana' } });
  const cursorAt = (n: number) => ({ ...CURSOR, n });
  phone.fetch = async () => Response.json({ ...QUIET, cursor: cursorAt(1), changes: [change(before)] });
  await phone.sync();
  phone.fetch = async () => {
    phone.fetch = async () =>
      Response.json({ ...QUIET, cursor: cursorAt(9), snapshot: 'later', changes: [change(before), change(since)] });
    await phone.sync();
    phone.fetch = async () => Response.json({ ...QUIET, cursor: cursorAt(9) });
    return Response.json({ ...QUIET, cursor: cursorAt(5), snapshot: 'earlier', changes: [change(before)] });
  };
  await phone.sync();
  expect(phone.store.list('contact').value).toHaveLength(2);
});

function spaceOf(phone: Phone): string {
  return phone.store.database().name.slice('lanyard~'.length);
}

test('a deletion and its purge come to a device that still shows the record, which does not revive it', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  await settle(phone, laptop);
  await phone.store.remove(id);
  await phone.sync();
  await server.sweepAfter(90, spaceOf(phone));
  await settle(laptop, phone);
  for (const { store } of [phone, laptop]) {
    expect(await store.database().read(['records'], (t) => t.objectStore('records').count())).toBe(0);
  }
  expect(server.seen.filter(({ changes }) => changes.some((change) => change.id === id))).toHaveLength(2);
});

test('what was purged before a device heard that its first push had arrived is on all devices, or on none', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  await phone.store.remove(id);
  const network = phone.fetch;
  phone.fetch = badNetwork(network, () => true);
  await expect(phone.sync()).rejects.toThrow('the connection was lost');
  phone.fetch = network;
  await server.sweepAfter(90, spaceOf(phone));
  await settle(phone, laptop);
  const [here, there] = await Promise.all(
    [phone, laptop].map(({ store }) =>
      store.database().read(['records'], (t) => t.objectStore('records').getAllKeys()),
    ),
  );
  expect(here).toEqual(there);
  expect(pendingOn(phone)).toBe(0);
});

test.each([100, 200])(
  'a device that was away for %i days drops what was purged and keeps what it wrote',
  async (days) => {
    const [phone, laptop] = await twoDevices(server);
    const [gone, kept, edited, mine] = [
      phone.store.newId(),
      phone.store.newId(),
      phone.store.newId(),
      laptop.store.newId(),
    ];
    for (const id of [gone, kept, edited]) await phone.store.save('contact', id, { name: 'Ana' });
    await settle(phone, laptop);
    for (const id of [gone, edited]) await phone.store.remove(id);
    await phone.sync();
    await laptop.store.save('contact', edited, { title: 'CTO' });
    await server.sweepAfter(90, spaceOf(phone));
    await phone.store.save('contact', kept, { title: 'CEO' });
    await phone.sync();
    await server.sweepAfter(days - 90, spaceOf(phone));
    await laptop.store.save('contact', mine, { name: 'Boris' });
    await settle(laptop, phone);
    for (const { store } of [phone, laptop]) {
      expect(
        store
          .list('contact')
          .value.map(({ id }) => id)
          .toSorted(),
      ).toEqual([kept, edited, mine].toSorted());
      expect(store.get(edited).value?.f).toEqual({ name: 'Ana', title: 'CTO' });
      expect(store.pending.value.count).toBe(0);
    }
  },
);

test('what is edited while a snapshot comes that lacks it is sent as a whole, as its rest was purged', async () => {
  const [phone, laptop] = await twoDevices(server);
  const id = laptop.store.newId();
  await laptop.store.save('contact', id, { name: 'Ana' });
  await laptop.store.remove(id);
  await laptop.sync();
  for (const days of [90, 121]) await server.sweepAfter(days, spaceOf(laptop));
  const network = laptop.fetch;
  laptop.fetch = async (url, init) => {
    const answer = await network(url, init);
    laptop.fetch = network;
    phone.device.enter();
    await phone.store.save('contact', id, { place: 'Lisbon' });
    await phone.sync();
    laptop.device.enter();
    await laptop.store.save('contact', id, { title: 'CTO' });
    return answer;
  };
  await settle(laptop, phone);
  expect(seenOn(phone)).toEqual(seenOn(laptop));
  expect(phone.store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CTO', place: 'Lisbon' });
});

test('what a snapshot would remove waits for a yes where it is much', async () => {
  const [phone, laptop] = await twoDevices(server);
  const ids = Array.from({ length: 30 }, () => phone.store.newId());
  await phone.store.saveAll(ids.map((id, i) => ({ kind: 'contact', id, fields: { name: `Person ${i}` } })));
  await settle(phone, laptop);
  for (const id of ids.slice(0, 20)) await laptop.store.remove(id);
  await settle(laptop);
  await server.sweepAfter(90, spaceOf(phone));
  await server.sweepAfter(121, spaceOf(phone));
  await phone.store.save('note', phone.store.newId(), { body: 'mine' });
  await settle(phone);
  expect(phone.store.list('contact').value).toHaveLength(30);
  expect(pendingOn(phone)).toBe(0);
  await allowRemoval(phone);
  await phone.sync();
  expect(phone.store.list('contact').value).toHaveLength(10);
  expect(phone.store.list('note').value).toHaveLength(1);
});

async function allowRemoval({ store }: Phone): Promise<void> {
  await store.database().write(['meta'], async (t) => {
    const state = await t.objectStore('meta').get('sync');
    if (state?.key === 'sync') await t.objectStore('meta').put({ ...state, removalAllowed: true });
  });
}

/** A copy of a device's databases: a phone restored from a backup, or a cloned profile. */
async function copyOf(phone: Phone, user: string): Promise<Phone> {
  phone.device.enter();
  const stores = ['records', 'unsent', 'inflight', 'blobs', 'held', 'quarantine', 'meta'] as const;
  const from = phone.store.database();
  const all = await from.read([...stores], (t) => Promise.all(stores.map((name) => t.objectStore(name).getAll())));
  const device = newDevice();
  device.enter();
  const to = new Database(from.name);
  await to.write([...stores], async (t) => {
    for (const [i, name] of stores.entries())
      for (const row of all[i] ?? []) await t.objectStore(name).put(row as never);
  });
  await to.close();
  return newPhone(user, server.network(user), device);
}

test('a cloned device gets a name of its own, and what both wrote offline survives', async () => {
  const user = crypto.randomUUID();
  const phone = await newPhone(user, server.network(user));
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'a' });
  await phone.sync();
  const clone = await copyOf(phone, user);
  phone.device.enter();
  await phone.store.save('contact', id, { title: 'b' });
  await phone.store.save('contact', id, { title: 'from the phone' });
  await phone.store.save('note', phone.store.newId(), { body: 'phone' });
  clone.device.enter();
  await clone.store.save('contact', id, { title: 'from the clone' });
  await clone.store.save('note', clone.store.newId(), { body: 'clone' });
  await settle(phone, clone);
  expect(new Set(server.seen.slice(-6).map(({ replica }) => replica)).size).toBe(2);
  for (const { store } of [phone, clone]) {
    const versions = await store.versions(id, 'title');
    expect(versions.map(({ value }) => value).toSorted()).toEqual(['from the clone', 'from the phone']);
    expect(store.list('note').value).toHaveLength(2);
    expect(store.pending.value.count).toBe(0);
  }
  expect(seenOn(phone)).toEqual(seenOn(clone));
});

test('a device that takes another name still stands over what it had sent under the old one', async () => {
  const user = crypto.randomUUID();
  const phone = await newPhone(user, server.network(user));
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  await phone.sync();
  const network = phone.fetch;
  await phone.store.save('contact', id, { title: 'first' });
  phone.fetch = badNetwork(network, () => true);
  await expect(phone.sync()).rejects.toThrow('the connection was lost');
  const clone = await copyOf(phone, user);
  phone.device.enter();
  await phone.store.save('contact', id, { title: 'second' });
  let requests = 0;
  phone.fetch = async (url, init) => {
    if (requests++ > 0) throw new TypeError('no network');
    return network(url, init);
  };
  await expect(phone.sync()).rejects.toThrow('no network');
  phone.fetch = network;
  await phone.store.save('contact', id, { title: 'third' });
  await clone.sync();
  await clone.store.save('note', clone.store.newId(), { body: 'clone' });
  await settle(clone, phone, clone);
  const [here, there] = [await phone.store.versions(id, 'title'), await clone.store.versions(id, 'title')];
  expect(here.map(({ value }) => value)).toEqual(there.map(({ value }) => value));
});

test('a server restored to an older state gets back what it lost', async () => {
  const [phone, laptop] = await twoDevices(server);
  await phone.store.save('note', phone.store.newId(), { body: 'before' });
  await settle(phone, laptop);
  await server.save();
  const id = phone.store.newId();
  await phone.store.save('note', id, { body: 'after' });
  await laptop.store.save('note', laptop.store.newId(), { body: 'laptop, after' });
  await settle(phone, laptop);
  await server.restore();
  await phone.store.save('note', id, { body: 'edited' });
  await settle(phone, laptop);
  const bodies = (each: Phone) =>
    each.store
      .list('note')
      .value.map(({ f }) => f.body)
      .toSorted();
  expect(bodies(phone)).toEqual(['before', 'edited', 'laptop, after']);
  expect(bodies(laptop)).toEqual(bodies(phone));
  for (const { store } of [phone, laptop]) {
    const state = await store.database().read(['meta'], (t) => t.objectStore('meta').get('sync'));
    expect(state).toHaveProperty('photosAfter', '');
  }
  const newcomer = await newPhone(phone.store.database().name.slice(8), phone.fetch);
  await newcomer.sync();
  expect(bodies(newcomer)).toEqual(bodies(phone));
  expect(pendingOn(phone) + pendingOn(laptop)).toBe(0);
});

test('a pull that would remove much waits for a yes; what was written here goes out meanwhile', async () => {
  const [phone, laptop] = await twoDevices(server);
  const ids = Array.from({ length: 30 }, () => phone.store.newId());
  await phone.store.saveAll(ids.map((id, i) => ({ kind: 'contact', id, fields: { name: `Person ${i}` } })));
  await settle(phone, laptop);
  for (const id of ids.slice(0, 20)) await laptop.store.remove(id);
  await laptop.sync();
  const mine = phone.store.newId();
  await phone.store.save('contact', mine, { name: 'New' });
  await phone.sync();
  expect(phone.store.list('contact').value).toHaveLength(31);
  expect(pendingOn(phone)).toBe(0);
  const held = await phone.store.database().read(['held'], (t) => t.objectStore('held').getAll());
  expect(held).toMatchObject([{ removed: 20, ids: ids.slice(0, 20) }]);
  await laptop.sync();
  expect(laptop.store.get(mine).value?.f.name).toBe('New');
  await allowRemoval(phone);
  await phone.sync();
  expect(phone.store.list('contact').value).toHaveLength(11);
  expect(await phone.store.database().read(['held'], (t) => t.objectStore('held').count())).toBe(0);
});

test('who wants to keep what a pull would remove has it here and everywhere again, and is asked no more', async () => {
  const [phone, laptop] = await twoDevices(server);
  const ids = Array.from({ length: 30 }, () => phone.store.newId());
  await phone.store.saveAll(ids.map((id, i) => ({ kind: 'contact', id, fields: { name: `Person ${i}` } })));
  await settle(phone, laptop);
  for (const id of ids.slice(0, 20)) await laptop.store.remove(id);
  await laptop.sync();
  await phone.sync();
  await phone.store.keep(ids.slice(0, 20));
  await settle(phone, laptop);
  for (const { store } of [phone, laptop]) {
    expect(store.list('contact').value).toHaveLength(30);
    expect(store.conflicted.value).toEqual([]);
  }
  expect(await phone.store.database().read(['held'], (t) => t.objectStore('held').count())).toBe(0);
  expect(pendingOn(phone)).toBe(0);
});
