/** What the browser does to storage, and what is left of it then. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Database, DatabaseGone, storageState } from './db.ts';
import type { StoredBlob } from './schema.ts';
import { newDevice } from './testing/device.ts';

const NAME = 'lanyard~ana';
const put = IDBObjectStore.prototype.put;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  IDBObjectStore.prototype.put = put;
  vi.restoreAllMocks();
});

/** From now on there is room for nothing until something is deleted. */
function fillUp(): void {
  const remove = IDBObjectStore.prototype.delete;
  let isFull = true;
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
    isFull = false;
    return remove.call(this, key);
  });
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: [unknown]) {
    if (isFull) throw new DOMException('full', 'QuotaExceededError');
    return put.apply(this, given);
  };
}

const photo = (sha256: string, more: Partial<StoredBlob> = {}): StoredBlob => ({
  sha256,
  type: 'image/jpeg',
  bytes: new ArrayBuffer(11_000_000),
  ...more,
});

async function keep(db: Database, ...photos: readonly StoredBlob[]): Promise<void> {
  await db.write(['blobs'], async (transaction) => {
    for (const each of photos) await transaction.objectStore('blobs').put(each);
  });
}

const keptIn = (db: Database) => db.read(['blobs'], (transaction) => transaction.objectStore('blobs').getAllKeys());

test('where room runs out, photos that the server has go, the oldest first, and the text is saved', async () => {
  const store = newDevice().tab();
  const db = store.database();
  await keep(db, photo('new', { kept: 3 }), photo('old', { kept: 1 }), photo('mid', { kept: 2 }));
  await keep(db, photo('mine', { kept: 0, waiting: 1 }));
  fillUp();
  const id = store.newId();
  await store.save('note', id, { body: 'what we agreed' });
  expect(store.get(id).value?.f).toEqual({ body: 'what we agreed' });
  expect(await keptIn(db)).toEqual(['mine', 'new']);
});

test('what is on this device only is never dropped: without room the save is refused', async () => {
  const store = newDevice().tab();
  const db = store.database();
  await keep(db, photo('mine', { waiting: 1 }));
  fillUp();
  await expect(store.save('note', store.newId(), { body: 'x' })).rejects.toThrow('full');
  expect(await keptIn(db)).toEqual(['mine']);
  expect(store.list('note').value).toEqual([]);
});

test('a photo that cannot be kept is shown all the same', async () => {
  const store = newDevice().tab();
  await store.ready;
  store.photos.download = async () => new Blob(['jpeg'], { type: 'image/jpeg' });
  fillUp();
  expect(await (await store.photos.get('a'.repeat(64)))?.text()).toBe('jpeg');
  expect(await keptIn(store.database())).toEqual([]);
});

test('a connection that the browser took away is opened again; one that stays lost is said', async () => {
  const db = new Database(NAME);
  await keep(db, photo('a'));
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
  const lost = () => {
    throw new DOMException('the connection is closing', 'InvalidStateError');
  };
  transaction.mockImplementationOnce(lost);
  expect(await keptIn(db)).toEqual(['a']);
  transaction.mockImplementation(lost);
  await expect(keptIn(db)).rejects.toThrow('the connection is closing');
});

test('a page of an older build lets go of its storage, and knows that it is outdated', async () => {
  const old = new Database(NAME);
  await keep(old, photo('a'));
  const newer = await openDB(NAME, 3);
  expect(storageState.value).toBe('outdated');
  await expect(keptIn(old)).rejects.toThrow(DatabaseGone);
  newer.close();
});

test('where an old page holds on to storage, the new one says so, and goes on once it has let go', async () => {
  const old = await openDB(NAME, 1); // A page that is deaf to any wish, or frozen.
  const reading = new Database(NAME, 3).read(['blobs'], async () => 'read').catch((error: unknown) => error);
  await vi.waitFor(() => expect(storageState.value).toBe('waiting'));
  old.close();
  await reading;
  expect(storageState.value).toBe('open');
});

test('a database of the build before gets room for drafts, and keeps what it has', async () => {
  const first = await openDB(NAME, 1, {
    upgrade(db) {
      for (const store of ['inflight', 'held', 'quarantine', 'meta']) db.createObjectStore(store, { keyPath: 'key' });
      db.createObjectStore('records', { keyPath: 'id' }).createIndex('since', 'since');
      db.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('waiting', 'waiting');
    },
  });
  await first.put('blobs', photo('a'));
  first.close();
  const db = new Database(NAME);
  await db.write(['drafts'], (transaction) => transaction.objectStore('drafts').put({ key: 'card/1', value: 'half' }));
  expect(await keptIn(db)).toEqual(['a']);
});
