/** A record and what is unsent of it, as two rows on the disk. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { Database, type StoreName } from './db.ts';
import { acknowledged, edited, merged, registersOf, withDirty } from './rows.ts';
import type { Row, Unsent } from './schema.ts';
import { deleteRow, forget, putRow, rowOf, rowsAfter, rowsOf, unsentOf } from './unsent.ts';

const BOTH: StoreName[] = ['records', 'unsent'];
let db: Database;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  db = new Database('lanyard~ana');
});

const idOf = (n: number) => `id-${String(n).padStart(4, '0')}`;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

function written(id: string, fields: Record<string, string>, n = 1, row?: Row): Row {
  const after = edited(row, { id, kind: 'note', fields, dot: ['r', n], at: n });
  if (!after) throw new Error('nothing was written');
  return after;
}

async function put(...rows: readonly Row[]): Promise<void> {
  await db.write(BOTH, async (transaction) => {
    for (const row of rows) putRow(transaction, row, await rowOf(transaction, row.id));
  });
}

const all = () => db.read(BOTH, (transaction) => rowsAfter(transaction));
const waiting = () => db.read(BOTH, (transaction) => transaction.objectStore('unsent').getAllKeys());
const changes = () => db.read(BOTH, (transaction) => transaction.objectStore('unsent').getAll());

test('a row comes back as it was put, one by one, by many and in order', async () => {
  const rows = numbers(300).map((n) => {
    const row = written(idOf(n), { body: `${n}` });
    return n % 3 === 0 ? acknowledged(row, { body: ['r', 1] }, true) : row;
  });
  await put(...rows);
  expect(await all()).toEqual(rows);
  const asked = [...rows.filter((_, n) => n % 2 === 0).map(({ id }) => id), 'nowhere'];
  const found = await db.read(BOTH, (transaction) => rowsOf(transaction, asked));
  expect([...found.values()]).toEqual(rows.filter((_, n) => n % 2 === 0));
  const page = await db.read(BOTH, (transaction) => rowsAfter(transaction, idOf(10), 3));
  expect(page).toEqual(rows.slice(11, 14));
  const few = await db.read(BOTH, (transaction) => unsentOf(transaction, [idOf(0), idOf(1)]));
  expect([...few.keys()]).toEqual([idOf(1)]);
});

test('what the server has leaves no mark, and the record is not written once more', async () => {
  const row = written(idOf(1), { body: 'a' });
  await put(row);
  const writes = vi.spyOn(IDBObjectStore.prototype, 'put');
  await put(acknowledged(row, { body: ['r', 1] }, true));
  expect(writes).not.toHaveBeenCalled();
  writes.mockRestore();
  expect(await waiting()).toEqual([]);
  expect(await all()).toMatchObject([{ f: { body: 'a' }, unsynced: false }]);
});

test('what is to be sent is what the record holds, whoever wrote last', async () => {
  const row = written(idOf(1), { body: 'a', title: 'b' });
  const there = acknowledged(row, { body: ['r', 1], title: ['r', 1] }, true);
  await put(row, there, written(idOf(1), { body: 'c' }, 2, there));
  expect(await changes()).toMatchObject([
    { change: '{"id":"id-0001","kind":"note","full":false,"d":["r",2],"at":2,"f":{"body":"c"}}' },
  ]);
  const [mine] = await all();
  const theirs = { body: { s: [{ d: ['q', 1] as const, v: 'd', at: 1 }] } };
  const both = merged(mine, { id: idOf(1), kind: 'note', full: false, f: theirs });
  await put(both);
  const [unsent] = await changes();
  expect(JSON.parse(unsent?.change ?? '').f).toEqual({ body: registersOf(both).body });
});

test('of what was refused in part no change lies ready, until that is mended', async () => {
  const row = written(idOf(1), { body: 'a', title: 'b' });
  await put(withDirty(row, { body: { base: {}, dot: ['r', 1] } }, { refused: true }));
  expect((await changes())[0]).not.toHaveProperty('change');
  await put(withDirty(row, row.dirty ?? {}, { refused: false }));
  expect((await changes())[0]).toHaveProperty('change');
});

test('of many that were sent, those go that are over, in one stretch or in several', async () => {
  const rows = numbers(1000).map((n) => written(idOf(n), { body: `${n}` }));
  const stays = (n: number) => n === 0 || n === 500 || n === 501 || n === 999;
  const sent = rows.filter((_, n) => n !== 501).map(({ id }) => id);
  await put(...rows);
  const remove = vi.spyOn(IDBObjectStore.prototype, 'delete');
  const isOver = ({ id }: Unsent) => !stays(Number(id.slice(3)));
  const gone = await db.write(BOTH, (transaction) => forget(transaction, sent, isOver));
  expect(remove).toHaveBeenCalledTimes(2);
  remove.mockRestore();
  expect(gone.size).toBe(996);
  expect(await waiting()).toEqual(numbers(1000).filter(stays).map(idOf));
});

test.each([
  ['few', 5, 1],
  ['many, far apart', 110, 9],
])('what lies between those that were sent stays: %s', async (_, count, apart) => {
  await put(...numbers(count * apart).map((n) => written(idOf(n), { body: `${n}` })));
  const sent = numbers(count).map((n) => idOf(n * apart));
  const gone = await db.write(BOTH, (transaction) => forget(transaction, [...sent, 'nowhere'], () => true));
  expect([...gone]).toEqual(sent);
  expect(await waiting()).toEqual(
    numbers(count * apart)
      .map(idOf)
      .filter((id) => !sent.includes(id)),
  );
});

test('a record that is deleted takes along what was unsent of it', async () => {
  await put(written(idOf(1), { body: 'a' }));
  await db.write(BOTH, async (transaction) => deleteRow(transaction, idOf(1)));
  expect([await all(), await waiting()]).toEqual([[], []]);
});
