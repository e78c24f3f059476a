import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { Database, databaseName, isKept, readLeaving, readUser, writeUser } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { type Device, newDevice } from '../store/testing/device.ts';
import { type AccountDeps, endLeftSession, enter, leave, Unsynced } from './account.ts';
import { adopt } from './adoption.ts';
import type { Fetch } from './http.ts';
import { finishLeaving } from './leaving.ts';

const ANA = { id: 'ana', email: 'ana@example.org', name: 'Ana' };
const BEN = { id: 'ben', email: 'ben@example.org', name: 'Ben' };

/** Answers as the account routes do. */
function accounts(person: typeof ANA): Fetch {
  return async (_url, init) => {
    if (init?.method === 'DELETE') return new Response(null, { status: 204 });
    const { password } = JSON.parse(String(init?.body)) as { password: string };
    if (password !== 'right') return Response.json({ error: { code: 'not_signed_in', fields: {} } }, { status: 401 });
    return Response.json({ user: person, space: person.id });
  };
}

function depsOf(device: Device, store: LocalStore, fetch: Fetch): AccountDeps {
  return { store, fetch, lock: { channel: store.channel, now: () => device.clock, locks: undefined } };
}

const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);

const signIn = (deps: AccountDeps) => enter(deps, '/api/session', { email: 'x', password: 'right' });

async function countIn(name: string): Promise<{ records: number; blobs: number }> {
  const db = new Database(name);
  const counts = await db.read(['records', 'blobs'], async (t) => ({
    records: await t.objectStore('records').count(),
    blobs: await t.objectStore('blobs').count(),
  }));
  await db.close();
  return counts;
}

test('what was captured before the account belongs to whoever signs in first, photos and waiting cards included', async () => {
  const device = newDevice();
  const store = device.tab();
  const card = store.newId();
  const photo = await store.photos.put(new Blob(['jpeg'], { type: 'image/jpeg' }));
  await store.save('card', card, { state: 'waiting', photo_front: photo });
  await store.save('note', store.newId(), { body: 'before' });
  const shown = store.get(card);
  await signIn(depsOf(device, store, accounts(ANA)));
  expect(await readUser()).toEqual(ANA);
  expect(store.database().name).toBe('lanyard~ana');
  expect(shown.value).toMatchObject({ f: { state: 'waiting', photo_front: photo }, unsynced: true });
  expect(store.pending.value.count).toBe(2);
  expect(await (await store.photos.get(photo))?.text()).toBe('jpeg');
  expect(await countIn('lanyard~')).toEqual({ records: 0, blobs: 0 });
});

test('a wrong password changes nothing', async () => {
  const device = newDevice();
  const store = device.tab();
  await store.save('note', store.newId(), { body: 'mine' });
  const deps = depsOf(device, store, accounts(ANA));
  await expect(enter(deps, '/api/session', { password: 'wrong' })).rejects.toMatchObject({ status: 401 });
  expect(await readUser()).toBeNull();
  expect(store.list('note').value).toHaveLength(1);
});

test('adoption killed at any point and run again loses nothing and doubles nothing', async () => {
  const { read, write } = Database.prototype;
  let strikes = 0;
  for (let wasKilled = true; wasKilled; strikes += 1) {
    wasKilled = false;
    const device = newDevice();
    const store = device.tab();
    const ids = Array.from({ length: 3 }, () => store.newId());
    for (const id of ids) await store.save('note', id, { body: id });
    const photos = [await store.photos.put(new Blob(['a'])), await store.photos.put(new Blob(['b']))];
    await store.drafts.keep('card/1', 'half typed');
    const target = new Database('lanyard~ana');
    let left = strikes;
    const around = async <T>(work: () => Promise<T>): Promise<T> => {
      if (wasKilled || left-- === 0) {
        wasKilled = true;
        throw new Error('killed');
      }
      return work();
    };
    Database.prototype.read = function (...given) {
      return around(() => read.apply(this, given)) as never;
    };
    Database.prototype.write = function (...given) {
      return around(() => write.apply(this, given)) as never;
    };
    await adopt(target, random).catch(() => undefined);
    Object.assign(Database.prototype, { read, write });
    // Between the kill and the next start, the person edits what has come over already.
    await store.use('lanyard~ana');
    const first = store.get(ids[0] ?? '').value;
    if (first) await store.save('note', first.id, { body: 'edited' });
    await adopt(target, random);
    await target.close();
    await store.memory.refresh(store.database(), null);
    expect(store.list('note').value).toHaveLength(3);
    expect(store.get(ids[0] ?? '').value).toMatchObject({ f: { body: first ? 'edited' : ids[0] }, conflicts: [] });
    expect(store.pending.value.count).toBe(3);
    for (const photo of photos) expect(await store.photos.get(photo)).not.toBeNull();
    expect(await store.drafts.get('card/1')).toBe('half typed');
    expect(await countIn('lanyard~')).toEqual({ records: 0, blobs: 0 });
    await store.close();
  }
  expect(strikes).toBeGreaterThan(8);
});

test('what another tab edits while it is being moved is not left behind', async () => {
  const device = newDevice();
  const store = device.tab();
  const id = store.newId();
  await store.save('note', id, { body: 'first' });
  const { write } = Database.prototype;
  const target = new Database('lanyard~ana');
  Database.prototype.write = async function (...given) {
    const result = await write.apply(this, given);
    Database.prototype.write = write;
    await store.save('note', id, { body: 'second' });
    return result as never;
  };
  await adopt(target, random);
  await target.close();
  await store.use('lanyard~ana');
  expect(store.get(id).value).toMatchObject({ f: { body: 'second' }, conflicts: [], unsynced: true });
});

test('a tab that still writes to the database without a person loses nothing either', async () => {
  const device = newDevice();
  const [store, late] = [device.tab(), device.tab()];
  await store.save('note', store.newId(), { body: 'early' });
  await signIn(depsOf(device, store, accounts(ANA)));
  await late.save('note', late.newId(), { body: 'late' });
  await adopt(store.database(), random);
  await store.memory.refresh(store.database(), null);
  expect(
    store
      .list('note')
      .value.map(({ f }) => f.body)
      .toSorted(),
  ).toEqual(['early', 'late']);
});

test('signing out asks first while something is on this device only, and then takes everything along', async () => {
  const device = newDevice();
  const store = device.tab();
  const deps = depsOf(device, store, accounts(ANA));
  await signIn(deps);
  await store.save('note', store.newId(), { body: 'unsynced' });
  await expect(leave(deps, ANA, {})).rejects.toThrow(Unsynced);
  expect(await readUser()).toEqual(ANA);
  expect(store.list('note').value).toHaveLength(1);
  await leave(deps, ANA, { discard: true });
  expect(await readUser()).toBeNull();
  expect(store.database().name).toBe('lanyard~');
  expect(store.list('note').value).toEqual([]);
  const names = (await indexedDB.databases()).map(({ name }) => name);
  expect(names).not.toContain('lanyard~ana');
  expect(await readLeaving()).toEqual([]);
});

const offline: Fetch = () => Promise.reject(new TypeError('no network'));
const busy: Fetch = async () => Response.json({ error: { code: 'unavailable' } }, { status: 503 });

test.each([
  ['no network', offline],
  ['a busy server', busy],
])('with %s one signs out all the same, and the session is ended before anything else is asked', async (_, fetch) => {
  const device = newDevice();
  const store = device.tab();
  await signIn(depsOf(device, store, accounts(ANA)));
  await store.save('note', store.newId(), { body: 'hers' });
  await expect(leave(depsOf(device, store, fetch), ANA, {})).rejects.toThrow(Unsynced);
  expect(await leave(depsOf(device, store, fetch), ANA, { discard: true })).toBe(false);
  expect(await readUser()).toBeNull();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('lanyard~ana');

  expect(await endLeftSession(fetch)).toBe(false);
  await expect(signIn(depsOf(device, store, fetch))).rejects.toMatchObject({ name: 'Unreachable' });
  const asked: string[] = [];
  const server: Fetch = (url, init) => {
    asked.push(`${init?.method} ${url}`);
    return accounts(BEN)(url, init);
  };
  await signIn(depsOf(device, store, server));
  expect(asked).toEqual(['DELETE /api/session', 'POST /api/session']);
  expect(await endLeftSession(offline)).toBe(true);
});

test('what is to be kept is not seen by others, and is there when its person comes back', async () => {
  const device = newDevice();
  const store = device.tab();
  await signIn(depsOf(device, store, accounts(ANA)));
  const id = store.newId();
  await store.save('note', id, { body: 'hers' });
  await leave(depsOf(device, store, offline), ANA, { keep: true });
  expect(await isKept(ANA)).toBe(true);
  await finishLeaving();
  expect(store.list('note').value).toEqual([]);
  await signIn(depsOf(device, store, accounts(BEN)));
  expect(store.list('note').value).toEqual([]);
  await signIn(depsOf(device, store, accounts(ANA)));
  expect(store.get(id).value).toMatchObject({ f: { body: 'hers' }, unsynced: true });
  expect(await isKept(ANA)).toBe(false);
});

test('A is signed out by a 401 with unsynced work, B signs in and out, and A\u2019s work is still there', async () => {
  const device = newDevice();
  const store = device.tab();
  await signIn(depsOf(device, store, accounts(ANA)));
  const id = store.newId();
  await store.save('note', id, { body: 'Ana\u2019s' });
  await signIn(depsOf(device, store, accounts(BEN)));
  expect(store.list('note').value).toEqual([]);
  await leave(depsOf(device, store, accounts(BEN)), BEN, {});
  expect(store.list('note').value).toEqual([]);
  await signIn(depsOf(device, store, accounts(ANA)));
  expect(store.get(id).value?.f.body).toBe('Ana\u2019s');
  expect(store.pending.value.count).toBe(1);
});

test('a sign-out that was interrupted is ended at the next start; what came in meanwhile unseen stays', async () => {
  const device = newDevice();
  device.enter();
  await writeUser(ANA);
  const store = device.tab(databaseName(ANA));
  await store.save('note', store.newId(), { body: 'saved by another tab at the last moment' });
  await store.close();
  const { forgetUser } = await import('../store/db.ts');
  await forgetUser({ database: databaseName(ANA), discard: false }, null);
  await finishLeaving();
  expect(await countIn('lanyard~ana')).toEqual({ records: 1, blobs: 0 });
  await forgetUser({ database: databaseName(ANA), discard: true }, null);
  await finishLeaving();
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('lanyard~ana');
});

test('no password is kept on the device, in any database', async () => {
  const device = newDevice();
  const store = device.tab();
  await signIn(depsOf(device, store, accounts(ANA)));
  await store.save('note', store.newId(), { body: 'x' });
  const kept: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const db = await openDB(name);
    for (const each of db.objectStoreNames) kept.push(...(await db.getAll(each)));
    db.close();
  }
  expect(kept).toContainEqual(ANA);
  expect(JSON.stringify(kept)).not.toContain('right');
});

test('two copies of a device without an account write under one name, and lose nothing to each other', async () => {
  const [mine, copy] = [newDevice(), newDevice()];
  const replica = { key: 'replica', id: '0000000000abc', counter: 0 } as const;
  const id = '00000000-0000-7000-8000-000000000001';
  const targets: Database[] = [];
  for (const [device, body] of [
    [mine, 'from the phone'],
    [copy, 'from its copy'],
  ] as const) {
    device.enter();
    const store = device.tab();
    await store.database().write(['meta'], (t) => t.objectStore('meta').put(replica));
    await store.save('note', id, { body });
    const target = new Database(`lanyard~ana`);
    await adopt(target, random);
    targets.push(target);
  }
  const dots = await Promise.all(
    targets.map(async (target, i) => {
      (i === 0 ? mine : copy).enter();
      const unsent = await target.read(['unsent'], (t) => t.objectStore('unsent').get(id));
      return unsent?.dirty?.body?.dot;
    }),
  );
  expect(dots[0]?.[0]).not.toBe(dots[1]?.[0]);
  for (const dot of dots) expect(dot?.[0]).not.toBe(replica.id);
});
