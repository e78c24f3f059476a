/** Kills, late answers and tabs that get into each other's way, with the server's own code. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../store/db.ts';
import { type Phone, pendingOn, seenOn, settle, twoDevices } from './testing/phone.ts';
import { Server } from './testing/server.ts';

let server: Server;
beforeAll(() => {
  server = new Server();
});
afterAll(() => server.stop());

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
    const [phone, laptop] = await twoDevices(server);
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
  const [phone, laptop] = await twoDevices(server);
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
  const [phone] = await twoDevices(server);
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
  const [phone, laptop] = await twoDevices(server);
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
