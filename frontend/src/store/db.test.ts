/** What the browser does to storage, and what is left of it then. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { type IDBPDatabase, openDB } from 'idb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Database, DatabaseGone, storageState } from './db.ts';
import { merged } from './rows.ts';
import { FRESH, type Row, type StoredBlob } from './schema.ts';
import { goOn, standStill } from './standstill.ts';
import { newDevice } from './testing/device.ts';
import { rowsAfter } from './unsent.ts';

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

test('what a restored server is still to be asked for is kept like what is on this device only', async () => {
  const store = newDevice().tab();
  const db = store.database();
  await keep(db, photo('asked', { kept: 3 }), photo('not yet', { kept: 1 }));
  await db.write(['meta'], (transaction) => transaction.objectStore('meta').put({ ...FRESH, photosAfter: 'asked' }));
  fillUp();
  await store.save('note', store.newId(), { body: 'what we agreed' });
  expect(await keptIn(db)).toEqual(['not yet']);
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

/** A database as the builds before left it, and a connection to it that is deaf to any wish, as a frozen page's would be. */
function ofBuild(version: 1 | 2): Promise<IDBPDatabase> {
  return openDB(NAME, version, {
    upgrade(db) {
      for (const store of ['inflight', 'held', 'quarantine', 'meta']) db.createObjectStore(store, { keyPath: 'key' });
      if (version > 1) db.createObjectStore('drafts', { keyPath: 'key' });
      db.createObjectStore('records', { keyPath: 'id' }).createIndex('since', 'since');
      db.createObjectStore('blobs', { keyPath: 'sha256' }).createIndex('waiting', 'waiting');
    },
  });
}

test('a page of an older build lets go of its storage, and knows that it is outdated', async () => {
  const old = new Database(NAME);
  await keep(old, photo('a'));
  const newer = await openDB(NAME, 4);
  expect(storageState.value).toBe('outdated');
  await expect(keptIn(old)).rejects.toThrow(DatabaseGone);
  newer.close();
});

test('where an old page holds on to storage, the new one says so, and goes on once it has let go', async () => {
  const old = await ofBuild(2);
  const reading = new Database(NAME).read(['blobs'], async () => 'read').catch((error: unknown) => error);
  await vi.waitFor(() => expect(storageState.value).toBe('waiting'));
  old.close();
  expect(await reading).toBe('read');
  expect(storageState.value).toBe('open');
});

test('a database of the first build gets room for drafts, and keeps what it has', async () => {
  const first = await ofBuild(1);
  await first.put('blobs', photo('a'));
  first.close();
  const db = new Database(NAME);
  await db.write(['drafts'], (transaction) => transaction.objectStore('drafts').put({ key: 'card/1', value: 'half' }));
  expect(await keptIn(db)).toEqual(['a']);
});

/** Rows of the build before: clean, new, edited, in quarantine with one field and unsent with another. */
const OLD_ROWS: readonly Row[] = ['clean', 'new', 'edited', 'refused'].map((id, i) => {
  const registers = { body: { s: [{ d: ['r', i] as const, v: id, at: i }] } };
  const row = { ...merged(undefined, { id, kind: 'note', full: true, f: registers }), id };
  const dirty = { body: { base: { q: 1 }, dot: ['r', i] as const } };
  if (id === 'clean') return row;
  const marks = id === 'new' ? { whole: true as const } : { snapshot: 'e1.7' };
  return { ...row, dirty, ...marks, ...(id === 'refused' ? { refused: true as const } : {}), unsynced: true, since: i };
});

async function leaveOldRows(): Promise<void> {
  const old = await ofBuild(2);
  for (const row of OLD_ROWS) await old.put('records', row);
  await old.put('inflight', { key: 'push', req: 'asked' });
  await old.put('quarantine', { key: 'refused/title', id: 'refused' });
  old.close();
}

test('what is unsent in a database of the build before is unsent in this one, mark for mark', async () => {
  await leaveOldRows();
  const stores = ['records', 'unsent', 'inflight', 'quarantine'] as const;
  const kept = await new Database(NAME).read([...stores], async (transaction) => ({
    rows: await rowsAfter(transaction),
    unsent: await transaction.objectStore('unsent').getAllKeys(),
    stored: await transaction.objectStore('records').get('new'),
    others: [
      await transaction.objectStore('inflight').get('push'),
      await transaction.objectStore('quarantine').get('refused/title'),
    ],
  }));
  expect(kept.rows).toEqual(OLD_ROWS.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  expect(kept.unsent).toEqual(['edited', 'new', 'refused']);
  expect(kept.stored).not.toHaveProperty('dirty');
  expect(kept.others).toMatchObject([{ req: 'asked' }, { id: 'refused' }]);
});

test('a change of build that fails half-way has changed nothing, and is done by the next who comes', async () => {
  await leaveOldRows();
  let left = 1;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: [unknown]) {
    if (this.name === 'unsent' && left-- === 0) throw new DOMException('killed', 'DataError');
    return put.apply(this, given);
  };
  const rows = await new Database(NAME).read(['records', 'unsent'], (transaction) => rowsAfter(transaction));
  expect(left).toBeLessThan(0);
  expect(rows).toHaveLength(4);
  expect(rows.filter(({ unsynced }) => unsynced)).toHaveLength(3);
});

test('a page that stands still holds up no other, and does its work again when it is shown', async () => {
  const db = new Database(NAME);
  await keep(db, photo('first'));
  let tries = 0;
  const kept = db.write(['blobs'], async (transaction) => {
    tries += 1;
    const blobs = transaction.objectStore('blobs');
    const before = blobs.getAllKeys();
    if (tries === 1) standStill();
    await before;
    await blobs.put(photo('second'));
  });
  await vi.waitUntil(() => tries === 1);
  const next = await openDB(NAME);
  await next.put('blobs', photo('of the next page'));
  expect(await next.getAllKeys('blobs')).toEqual(['first', 'of the next page']);
  goOn();
  await kept;
  expect(tries).toBe(2);
  expect(await next.getAllKeys('blobs')).toEqual(['first', 'of the next page', 'second']);
  next.close();
});
