/** Stories of devices and the real server code. The server's tests and the simulator tell more. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../store/db.ts';
import { newDevice } from '../store/testing/device.ts';
import type { Fetch } from './http.ts';
import { newPhone, type Phone, seenOn } from './testing/phone.ts';
import { badNetwork, Server } from './testing/server.ts';

let server: Server;
let people = 0;
const somebody = () => `person-${++people}`;

beforeAll(() => {
  server = new Server();
});
afterAll(() => server.stop());

async function twoDevices(): Promise<[Phone, Phone]> {
  const user = somebody();
  return [await newPhone(user, server.network(user)), await newPhone(user, server.network(user))];
}

/** Sync in turns until nobody has anything left to say. */
async function settle(...phones: Phone[]): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) for (const phone of phones) await phone.sync();
}

const pendingOn = (phone: Phone) => phone.store.pending.value.count;

test('what the phone captured is on the laptop, and its edit comes back', async () => {
  const [phone, laptop] = await twoDevices();
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
  const [phone, laptop] = await twoDevices();
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

test('lost answers and repeated requests change nothing', async () => {
  const [phone, laptop] = await twoDevices();
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
  const [phone] = await twoDevices();
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

test('the same field edited on two devices offline keeps both, and a choice settles it', async () => {
  const [phone, laptop] = await twoDevices();
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
  const [phone, laptop] = await twoDevices();
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
  const [phone, laptop] = await twoDevices();
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana', title: 'x'.repeat(300) });
  await phone.store.save('note', phone.store.newId(), { body: 'fine' });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana' });
  expect(laptop.store.list('note').value).toHaveLength(1);
  expect(phone.store.get(id).value?.f.title).toHaveLength(300);
  const refused = await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').getAll());
  expect(refused).toMatchObject([{ key: `${id}/title`, code: 'too_long' }]);
  await phone.store.save('contact', id, { title: 'CTO' });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value?.f.title).toBe('CTO');
  expect(await phone.store.database().read(['quarantine'], (t) => t.objectStore('quarantine').count())).toBe(0);
});

test('beside a refused field the others of a record that is there go at once', async () => {
  const [phone, laptop] = await twoDevices();
  const id = phone.store.newId();
  await phone.store.save('contact', id, { name: 'Ana' });
  await settle(phone, laptop);
  await phone.store.save('contact', id, { name: 'Ana Lima', title: 'x'.repeat(300) });
  await settle(phone, laptop);
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana Lima' });
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
    const [phone, laptop] = await twoDevices();
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
  const [phone] = await twoDevices();
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
  const [phone, laptop] = await twoDevices();
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
    };
    return Response.json({ ...answer, results: [{ i: 0, s: 'need_full' }] });
  };
  await phone.sync();
  expect(server.seen.at(-1)?.changes[0]).toMatchObject({ id, full: true });
  await laptop.sync();
  expect(laptop.store.get(id).value?.f).toEqual({ name: 'Ana', title: 'CTO' });
});

const QUIET = { fence: 'f1', more: false, now: 0, results: [], changes: [], purge: [], fork: false, reset: false };
const CURSOR = { epoch: 'e', n: 1, tag: 't' };

test('somebody who writes under our name makes us take another, before anything is merged', async () => {
  const [phone] = await twoDevices();
  const id = phone.store.newId();
  await phone.store.save('contact', id, { title: 'mine' });
  const replicas: string[] = [];
  phone.fetch = async (_url, init) => {
    const { replica } = JSON.parse(await new Response(init?.body as ArrayBuffer).text()) as { replica: string };
    replicas.push(replica);
    const theirs = { id, kind: 'contact', full: false, d: [replicas[0], 999], at: 1, f: { title: 'theirs' } };
    return Response.json({ ...QUIET, cursor: CURSOR, changes: [theirs] });
  };
  await phone.sync();
  expect(new Set(replicas).size).toBe(2);
  const versions = await phone.store.versions(id, 'title');
  expect(versions.map(({ value }) => value).toSorted()).toEqual(['mine', 'theirs']);
});

test('what was purged goes, unless it still shows here or holds unsent work', async () => {
  const [phone] = await twoDevices();
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

/** A copy of a device's databases: a phone restored from a backup, or a cloned profile. */
async function copyOf(phone: Phone, user: string): Promise<Phone> {
  phone.device.enter();
  const stores = ['records', 'inflight', 'blobs', 'held', 'quarantine', 'meta'] as const;
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
  const user = somebody();
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

test('a server restored to an older state gets back what it lost', async () => {
  const [phone, laptop] = await twoDevices();
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
  const newcomer = await newPhone(phone.store.database().name.slice(8), phone.fetch);
  await newcomer.sync();
  expect(bodies(newcomer)).toEqual(bodies(phone));
  expect(pendingOn(phone) + pendingOn(laptop)).toBe(0);
});

test('the first sync of 5,000 records comes in pages, and is whole', async () => {
  const [phone, laptop] = await twoDevices();
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

test('a pull that would remove much waits for a yes; what was written here goes out meanwhile', async () => {
  const [phone, laptop] = await twoDevices();
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
  expect(held).toMatchObject([{ removed: 20 }]);
  await laptop.sync();
  expect(laptop.store.get(mine).value?.f.name).toBe('New');
  await phone.store.database().write(['meta'], async (t) => {
    const state = await t.objectStore('meta').get('sync');
    if (state?.key === 'sync') await t.objectStore('meta').put({ ...state, removalAllowed: true });
  });
  await phone.sync();
  expect(phone.store.list('contact').value).toHaveLength(11);
  expect(await phone.store.database().read(['held'], (t) => t.objectStore('held').count())).toBe(0);
});

test('fields and kinds of a newer client survive the round trip through this one', async () => {
  const [phone, laptop] = await twoDevices();
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

/** Throws at the n-th await of the database or the network, before or after it was done, as if the app were killed. */
class Killer {
  #left: number;
  isDone = false;

  constructor(at: number) {
    this.#left = at;
  }

  async around<T>(work: () => Promise<T>): Promise<T> {
    this.#strike();
    const result = await work();
    this.#strike();
    return result;
  }

  #strike(): void {
    if (this.isDone) throw new Error('killed');
    if (this.#left-- === 0) {
      this.isDone = true;
      throw new Error('killed');
    }
  }
}

async function syncKilledAt(phone: Phone, at: number): Promise<boolean> {
  const killer = new Killer(at);
  const { read, write } = Database.prototype;
  const { fetch } = phone;
  phone.fetch = (url, init) => killer.around(() => fetch(url, init));
  Database.prototype.read = function (...given) {
    return killer.around(() => read.apply(this, given)) as never;
  };
  Database.prototype.write = function (...given) {
    return killer.around(() => write.apply(this, given)) as never;
  };
  try {
    await phone.sync();
  } catch {
    // Killed, or told of it as of a lost connection.
  } finally {
    Object.assign(Database.prototype, { read, write });
    phone.fetch = fetch;
  }
  return killer.isDone;
}

test('killed between any two awaits of a run and opened again, nothing is lost and nothing doubled', async () => {
  let wasKilled = true;
  let at = 0;
  for (; wasKilled; at += 1) {
    const [phone, laptop] = await twoDevices();
    const shared = phone.store.newId();
    await phone.store.save('contact', shared, { name: 'Ana', title: 'a' });
    await settle(phone, laptop);
    await laptop.store.save('contact', shared, { title: 'laptop' });
    await laptop.store.save('note', laptop.store.newId(), { body: 'from the laptop' });
    await laptop.sync();
    await phone.store.save('contact', shared, { title: 'phone' });
    await phone.store.save('contact', phone.store.newId(), { name: 'x'.repeat(300) });
    await phone.store.save('note', phone.store.newId(), { body: 'from the phone' });
    wasKilled = await syncKilledAt(phone, at);
    await phone.reopen();
    await phone.store.save('note', phone.store.newId(), { body: 'after the kill' });
    await settle(phone, laptop);
    const versions = await phone.store.versions(shared, 'title');
    expect(versions.map(({ value }) => value).toSorted()).toEqual(['laptop', 'phone']);
    expect(
      phone.store
        .list('note')
        .value.map(({ f }) => f.body)
        .toSorted(),
    ).toEqual(['after the kill', 'from the laptop', 'from the phone']);
    expect(
      phone.store
        .list('contact')
        .value.map(({ f }) => String(f.name).length)
        .toSorted(),
    ).toEqual([3, 300]);
    expect(laptop.store.list('note').value).toHaveLength(3);
    expect(pendingOn(phone) + pendingOn(laptop)).toBe(0);
  }
  expect(at).toBeGreaterThan(20);
}, 120_000);

test('an edit made while its record is on the way stays to be sent', async () => {
  const [phone, laptop] = await twoDevices();
  const id = phone.store.newId();
  await phone.store.save('note', id, { body: 'first' });
  const network = phone.fetch;
  let isFirst = true;
  phone.fetch = async (url, init) => {
    const answer = await network(url, init);
    if (isFirst) await phone.store.save('note', id, { body: 'second' });
    isFirst = false;
    return answer;
  };
  await phone.sync();
  await laptop.sync();
  expect(laptop.store.get(id).value?.f.body).toBe('second');
});

test('an answer that comes when another tab has settled the request long ago is dropped', async () => {
  const [phone] = await twoDevices();
  const network = phone.fetch;
  const before = server.seen.length;
  const inflight = () => phone.store.database().read(['inflight'], (t) => t.objectStore('inflight').get('push'));
  let waiting: string | undefined;
  await phone.store.save('note', phone.store.newId(), { body: 'first' });
  phone.fetch = async (url, init) => {
    const late = await network(url, init);
    phone.fetch = network;
    await phone.sync();
    await phone.store.save('note', phone.store.newId(), { body: 'second' });
    phone.fetch = () => Promise.reject(new TypeError('no network'));
    await phone.sync().catch(() => undefined);
    waiting = (await inflight())?.req;
    return late;
  };
  await phone.sync().catch(() => undefined);
  expect(waiting).toBeDefined();
  phone.fetch = network;
  await phone.sync();
  expect(server.seen.at(-1)?.req).toBe(waiting);
  expect(new Set(server.seen.slice(before).map(({ replica }) => replica)).size).toBe(1);
  expect(pendingOn(phone)).toBe(0);
});

test('two tabs that sync at once without a lock lose nothing and double nothing', async () => {
  const [phone, laptop] = await twoDevices();
  await phone.store.saveAll(
    Array.from({ length: 50 }, (_, i) => ({ kind: 'note', id: phone.store.newId(), fields: { body: `n${i}` } })),
  );
  phone.device.enter();
  await Promise.allSettled([phone.sync(), phone.sync(), phone.sync()]);
  await settle(phone, laptop);
  expect(seenOn(laptop)).toEqual(seenOn(phone));
  expect(Object.keys(seenOn(laptop))).toHaveLength(50);
  expect(pendingOn(phone)).toBe(0);
});

test('another person\u2019s session is refused this person\u2019s data', async () => {
  const [phone] = await twoDevices();
  await phone.store.save('note', phone.store.newId(), { body: 'private' });
  phone.fetch = server.network('somebody-else');
  await expect(phone.sync()).rejects.toThrow('404');
  expect(pendingOn(phone)).toBe(1);
});
