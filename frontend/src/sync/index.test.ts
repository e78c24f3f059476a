/** Account and sync as the app sees them, with the worker's part run in this thread and the server's own sync code. */
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Device, newDevice } from '../store/testing/device.ts';
import { Unsynced } from './account.ts';
import { type Fetch, Unreachable } from './http.ts';
import { createSync, type SyncedAccount } from './index.ts';
import { type Ask, Runner } from './runner.ts';
import { Server } from './testing/server.ts';

const server = new Server();
afterAll(() => server.stop());

let page: EventTarget;
let opened: SyncedAccount[];
let isReachable: boolean;
beforeEach(() => {
  page = new EventTarget();
  opened = [];
  isReachable = true;
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }));
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
  for (const account of opened) account.stop();
  vi.unstubAllGlobals();
});

/** The server for whoever holds the cookie of this device. */
function serverFor(device: { user: string | null }): Fetch {
  return async (url, init) => {
    if (!isReachable) throw new TypeError('no network');
    if (url === '/api/account' || (url === '/api/session' && init?.method === 'POST')) {
      const { email } = JSON.parse(String(init?.body)) as { email: string };
      device.user = email.split('@', 1)[0] ?? null;
      return Response.json({ user: { id: device.user, email, name: device.user }, space: device.user });
    }
    if (init?.method === 'DELETE') device.user = null;
    if (!device.user) return Response.json({ error: { code: 'not_signed_in', fields: {} } }, { status: 401 });
    if (url === '/api/photos') return Response.json({ ready: true, upload: null });
    return server.network(device.user)(url, init);
  };
}

async function open(
  device: Device,
  session: { user: string | null },
): Promise<{ account: SyncedAccount; store: ReturnType<Device['tab']> }> {
  const store = device.tab();
  const fetch = serverFor(session);
  const channel = device.channel();
  const runner = new Runner({
    channel,
    fetch,
    now: Date.now,
    random: store.random,
    chance: Math.random,
    locks: undefined,
  });
  const inside = new EventTarget();
  const worker = Object.assign(inside, {
    postMessage(ask: Ask & { number: number }) {
      void runner.run(ask).then(() => inside.dispatchEvent(new MessageEvent('message', { data: ask.number })));
    },
    terminate: () => runner.stop(),
  });
  const account = await createSync({ store, newWorker: () => worker as unknown as Worker, fetch });
  opened.push(account);
  return { account, store };
}

test('from the first note without an account to another device, and out again', async () => {
  const { account, store } = await open(newDevice(), { user: null });
  await store.save('note', store.newId(), { body: 'before the account' });
  await store.photos.put(new Blob(['jpeg'], { type: 'image/jpeg' }));
  expect(account.user.value).toBeNull();
  await vi.waitFor(() => expect(account.status.value).toMatchObject({ phase: 'idle', unsynced: 2, photosWaiting: 1 }));
  expect(account.queue.value.map(({ kind, title, state }) => [kind, title, state])).toEqual([
    ['note', 'before the account', 'waiting'],
    ['photo', '', 'photo'],
  ]);
  const sound = await store.photos.put(new Blob(['opus'], { type: 'audio/webm' }));
  await store.save('recording', store.newId(), { audio: sound });
  await vi.waitFor(() =>
    expect(account.queue.value.map(({ kind }) => kind).sort()).toEqual(['note', 'photo', 'recording', 'sound']),
  );
  await account.signUp({ email: 'ana@example.org', password: 'a long sentence', name: 'Ana' });
  expect(account.user.value?.id).toBe('ana');
  await vi.waitFor(() => expect(account.status.value).toMatchObject({ phase: 'idle', unsynced: 0, trouble: null }));
  expect(account.status.value.lastSyncAt).not.toBeNull();
  expect(account.queue.value).toEqual([]);

  const laptop = await open(newDevice(), { user: null });
  await laptop.account.signIn({ email: 'ana@example.org', password: 'a long sentence' });
  await vi.waitFor(() => expect(laptop.store.list('note').value).toHaveLength(1));

  isReachable = false;
  await laptop.store.save('note', laptop.store.newId(), { body: 'on the laptop' });
  await laptop.account.syncNow();
  expect(laptop.account.status.value).toMatchObject({ phase: 'waiting', unsynced: 1 });
  await expect(laptop.account.signOut()).rejects.toThrow(Unsynced);
  const file = JSON.parse(await (await laptop.account.saveOutbox()).text()) as { changes: { f: object }[] };
  expect(file.changes).toMatchObject([{ kind: 'note', full: true, f: { body: { s: [{ v: 'on the laptop' }] } } }]);
  isReachable = true;
  await laptop.account.syncNow();
  await laptop.account.signOut();
  expect(laptop.account.user.value).toBeNull();
  expect(laptop.store.list('note').value).toEqual([]);
});

test('an edit is sent by itself a moment later', async () => {
  const session = { user: null };
  const { account, store } = await open(newDevice(), session);
  await account.signUp({ email: 'edit@example.org', password: 'a long sentence', name: 'E' });
  await account.syncNow();
  await store.save('note', store.newId(), { body: 'x' });
  expect(account.status.value.unsynced).toBe(1);
  await vi.waitFor(() => expect(account.status.value.unsynced).toBe(0), { timeout: 5000 });
});

test('a session that ended shows as a wish to sign in, and the same person goes on where they were', async () => {
  const session: { user: string | null } = { user: null };
  const { account, store } = await open(newDevice(), session);
  await account.signUp({ email: 'ben@example.org', password: 'a long sentence', name: 'Ben' });
  await account.syncNow();
  session.user = null;
  await store.save('note', store.newId(), { body: 'offline session' });
  await account.syncNow();
  expect(account.status.value).toMatchObject({ phase: 'signin', unsynced: 1 });
  expect(account.user.value?.id).toBe('ben');
  await account.signIn({ email: 'ben@example.org', password: 'a long sentence' });
  await account.syncNow();
  expect(account.status.value).toMatchObject({ phase: 'idle', unsynced: 0 });
});

test('what the server refused shows in the queue with its reason', async () => {
  const { account, store } = await open(newDevice(), { user: null });
  await account.signUp({ email: 'cyd@example.org', password: 'a long sentence', name: 'Cyd' });
  await store.save('contact', store.newId(), { name: 'Ana', title: 'x'.repeat(300) });
  await account.syncNow();
  await vi.waitFor(() => expect(account.status.value).toMatchObject({ unsynced: 0, quarantined: 1 }));
  expect(account.queue.value).toMatchObject([
    { kind: 'contact', title: 'Ana', fields: ['title'], state: 'quarantined', reason: 'The text is too long.' },
  ]);
});

test('the other tab follows when somebody signs in or out', async () => {
  const device = newDevice();
  const session = { user: null };
  const here = await open(device, session);
  const there = await open(device, session);
  await here.account.signUp({ email: 'dan@example.org', password: 'a long sentence', name: 'Dan' });
  await vi.waitFor(() => expect(there.account.user.value?.id).toBe('dan'));
  await here.store.save('note', here.store.newId(), { body: 'x' });
  await vi.waitFor(() => expect(there.store.list('note').value).toHaveLength(1));
  await here.account.syncNow();
  await here.account.signOut();
  await vi.waitFor(() => expect(there.account.user.value).toBeNull());
  expect(there.store.list('note').value).toEqual([]);
});

test('what was refused is given up, and the field holds what the server has', async () => {
  const { account, store } = await open(newDevice(), { user: null });
  await account.signUp({ email: 'eve@example.org', password: 'a long sentence', name: 'Eve' });
  const id = store.newId();
  await store.save('contact', id, { name: 'Ana', title: 'CTO' });
  await account.syncNow();
  await store.save('contact', id, { title: 'x'.repeat(300) });
  await account.syncNow();
  await vi.waitFor(() => expect(account.status.value.quarantined).toBe(1));
  const [item] = account.queue.value;
  expect(item).toMatchObject({ key: `${id}/title`, fields: ['title'] });
  const file = await account.saveOutbox([id]);
  expect((JSON.parse(await file.text()) as { changes: { id: string }[] }).changes.map((change) => change.id)).toEqual([
    id,
  ]);
  isReachable = false;
  await expect(account.discard(item?.key ?? '')).rejects.toThrow(Unreachable);
  isReachable = true;
  await account.retry(item?.key ?? '');
  await vi.waitFor(() => expect(account.status.value.quarantined).toBe(1));
  await account.discard(item?.key ?? '');
  expect(store.get(id).value).toMatchObject({ f: { name: 'Ana', title: 'CTO' }, unsynced: false });
  await vi.waitFor(() => expect(account.status.value.quarantined).toBe(0));
});

test('a saved outbox says whose it is, and goes to the server once it is taken in', async () => {
  const phone = await open(newDevice(), { user: null });
  await phone.account.signUp({ email: 'fay@example.org', password: 'a long sentence', name: 'Fay' });
  isReachable = false;
  await phone.store.save('note', phone.store.newId(), { body: 'offline' });
  await phone.store.photos.put(new Blob(['jpeg'], { type: 'image/jpeg' }));
  const file = await phone.account.saveOutbox();
  isReachable = true;
  const stranger = await open(newDevice(), { user: null });
  expect((await stranger.account.openOutbox(file)).otherPerson).toBe('fay');
  const laptop = await open(newDevice(), { user: null });
  await laptop.account.signIn({ email: 'fay@example.org', password: 'a long sentence' });
  const contents = await laptop.account.openOutbox(file);
  expect(contents).toMatchObject({ records: 1, photos: 1, otherPerson: null });
  expect(await contents.take()).toEqual({ records: 1, photos: 1 });
  expect(laptop.store.list('note').value).toHaveLength(1);
  await vi.waitFor(() => expect(laptop.account.status.value).toMatchObject({ phase: 'idle', unsynced: 0 }));
  await expect(laptop.account.openOutbox(new Blob(['{}']))).rejects.toMatchObject({ flaw: 'foreign' });
});

test('a removal of much is shown with its numbers, and declined', async () => {
  const device = newDevice();
  const phone = await open(device, { user: null });
  await phone.account.signUp({ email: 'gus@example.org', password: 'a long sentence', name: 'Gus' });
  const ids = Array.from({ length: 14 }, () => phone.store.newId());
  await phone.store.saveAll(ids.map((id, i) => ({ kind: 'contact', id, fields: { name: `Person ${i}` } })));
  await phone.store.save('note', phone.store.newId(), { body: 'x' });
  await phone.account.syncNow();
  const laptop = await open(newDevice(), { user: null });
  await laptop.account.signIn({ email: 'gus@example.org', password: 'a long sentence' });
  await vi.waitFor(() => expect(laptop.store.list('contact').value).toHaveLength(14));
  for (const id of ids.slice(0, 12)) await laptop.store.remove(id);
  await laptop.account.syncNow();
  device.enter();
  await phone.account.syncNow();
  await vi.waitFor(() => expect(phone.account.held.value).not.toBeNull());
  expect(phone.account.status.value.isHeld).toBe(true);
  expect(phone.account.held.value).toMatchObject({
    kinds: [['contact', 12]],
    titles: ['Person 0', 'Person 1', 'Person 2'],
    total: 15,
  });
  await phone.account.keepRecords();
  await vi.waitFor(() => expect(phone.account.held.value).toBeNull());
  expect(phone.store.list('contact').value).toHaveLength(14);
});

test('without a network one signs out, and the session ends once there is one', async () => {
  const session: { user: string | null } = { user: null };
  const { account, store } = await open(newDevice(), session);
  await account.signUp({ email: 'hal@example.org', password: 'a long sentence', name: 'Hal' });
  await account.syncNow();
  isReachable = false;
  expect(await account.signOut()).toBe(false);
  expect(account.user.value).toBeNull();
  expect(store.database().name).toBe('lanyard~');
  expect(session.user).toBe('hal');
  isReachable = true;
  page.dispatchEvent(new Event('online'));
  await vi.waitFor(() => expect(session.user).toBeNull());
});
