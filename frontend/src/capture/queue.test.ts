import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import { cardBeside } from '../domain/ids.ts';
import type { CardFields } from '../generated/kinds.ts';
import type { Reader, Reading } from '../reading/contract.ts';
import type { LocalStore } from '../store/index.ts';
import { merged } from '../store/rows.ts';
import { type Device, newDevice } from '../store/testing/device.ts';
import { createQueue } from './queue.ts';
import type { Begun } from './readings.ts';

const reading: Reading = { engine: 'test', lines: [], fields: [], code: null, ms: 1 };

let device: Device;
let store: LocalStore;
let counts: Begun & { readonly map: Map<string, number>; readonly givenUp: readonly string[] };

beforeEach(async () => {
  device = newDevice();
  store = device.tab();
  await store.ready;
  counts = countsIn(new Map());
});

/** What localStorage holds: it outlives a killed page. */
function countsIn(map: Map<string, number>, givenUp: string[] = []) {
  return {
    map,
    of: (id: string) => map.get(id) ?? null,
    set: (id: string, times: number) => void map.set(id, times),
    forget: (id: string) => void map.delete(id),
    givenUp,
    giveUp: (id: string) => void givenUp.push(id),
  };
}

function readerThat(read: Reader['read']): Reader {
  const eastern = {
    state: signal('absent' as const),
    bytes: 0,
    fetch: async () => undefined,
    remove: async () => undefined,
  };
  const nothing = async () => undefined;
  const unused = { warm: nothing, fetch: nothing, remove: nothing, kept: async () => 0, release: () => undefined };
  return { state: signal('ready'), isRemoved: signal(false), eastern, read, ...unused };
}

/** Photos say which card they are of. */
async function shoot(name: string, capturedAt: number, ours = true): Promise<string> {
  const id = store.newId();
  const photo_front = await store.photos.put(new Blob([name], { type: 'image/jpeg' }));
  await store.save('card', id, { photo_front, captured_at: capturedAt, state: 'waiting' });
  if (ours) counts.set(id, 0);
  return id;
}

/** A card that another device has sent, photo included. */
async function shotElsewhere(capturedAt: number): Promise<string> {
  const id = store.newId();
  const photo = await store.photos.put(new Blob(['elsewhere'], { type: 'image/jpeg' }));
  const values = { photo_front: photo, captured_at: capturedAt, state: 'waiting' };
  const registers = Object.entries(values).map(([field, v]) => [
    field,
    { s: [{ d: ['other', 1], v, at: capturedAt }] },
  ]);
  const row = merged(undefined, { id, kind: 'card', full: true, f: Object.fromEntries(registers) });
  await store.database().write(['records'], (transaction) => transaction.objectStore('records').put(row));
  await store.memory.refresh(store.database(), [id]);
  return id;
}

const card = (id: string): CardFields | undefined => store.get<CardFields>(id).peek()?.f;

test('waiting cards are read one at a time, oldest first', async () => {
  await shoot('second', 2);
  await shoot('third', 3);
  const first = await shoot('first', 1);
  const order: string[] = [];
  let running = 0;
  const reader = readerThat(async (photo) => {
    running += 1;
    expect(running).toBe(1);
    order.push(await photo.text());
    running -= 1;
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(order).toEqual(['first', 'second', 'third']);
  expect(card(first)).toMatchObject({ state: 'read', read: { engine: 'test' } });
  expect(counts.map.size).toBe(0);
});

test('a card shot just before the browser was killed is read at once, though its count was lost', async () => {
  const id = await shoot('mine', store.now(), false);
  await createQueue(
    store,
    readerThat(async () => reading),
    counts,
  ).drain();
  expect(card(id)).toMatchObject({ state: 'read' });
});

test('a card that cannot be read is left to the person, and the next one is read', async () => {
  const broken = await shoot('broken', 1);
  const fine = await shoot('fine', 2);
  const reader = readerThat(async (photo) => {
    if ((await photo.text()) === 'broken') throw new Error('gave up');
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(card(broken)).toMatchObject({ state: 'failed' });
  expect(card(fine)).toMatchObject({ state: 'read' });
});

test('a page killed twice while reading a card does not read it a third time', async () => {
  const id = await shoot('deadly', 1);
  const killed = readerThat(() => new Promise<never>(() => undefined));
  for (const times of [1, 2]) {
    void createQueue(store, killed, counts).drain();
    await expect.poll(() => counts.of(id)).toBe(times);
  }
  let read = 0;
  const reader = readerThat(async () => {
    read += 1;
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(read).toBe(0);
  expect(card(id)).toMatchObject({ state: 'failed' });
  expect(counts.givenUp).toEqual([id]);
});

test('leaving the page in order is not a kill', async () => {
  const id = await shoot('slow', 1);
  const queue = createQueue(
    store,
    readerThat(() => new Promise<never>(() => undefined)),
    counts,
  );
  void queue.drain();
  await expect.poll(() => counts.of(id)).toBe(1);
  queue.leave();
  expect(counts.of(id)).toBe(0);
});

test('without the engine nothing fails: the cards wait for a network', async () => {
  const id = await shoot('waits', 1);
  const absent = Object.assign(new Error('offline'), { reason: 'absent' });
  await createQueue(
    store,
    readerThat(() => Promise.reject(absent)),
    counts,
  ).drain();
  expect(card(id)).toMatchObject({ state: 'waiting' });
  expect(counts.of(id)).toBe(0);
});

test('a card saved by hand while it was read keeps its state, and the reading beside it', async () => {
  const id = await shoot('typed', 1);
  const reader = readerThat(async () => {
    await store.save('card', id, { state: 'done', contact: store.newId() });
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(card(id)).toMatchObject({ state: 'done', read: { engine: 'test' } });
});

test('a card deleted while it was read stays deleted', async () => {
  const id = await shoot('deleted', 1);
  const reader = readerThat(async () => {
    await store.remove(id);
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(card(id)).toBeUndefined();
});

test("another device's card is left to that device for ten minutes", async () => {
  const now = device.clock;
  const id = await shotElsewhere(now);
  const queue = createQueue(
    store,
    readerThat(async () => reading),
    counts,
  );
  await queue.drain();
  expect(card(id)).toMatchObject({ state: 'waiting' });
  device.clock = now + 11 * 60_000;
  await queue.drain();
  expect(card(id)).toMatchObject({ state: 'read' });
});

test('a card whose photo is still on another device is passed over', async () => {
  const id = store.newId();
  await store.save('card', id, { photo_front: 'a'.repeat(64), captured_at: 1, state: 'waiting' });
  const here = await shoot('here', 2);
  await createQueue(
    store,
    readerThat(async () => reading),
    counts,
  ).drain();
  expect(card(id)).toMatchObject({ state: 'waiting' });
  expect(card(here)).toMatchObject({ state: 'read' });
});

test('the back of a card is read with its front', async () => {
  const id = await shoot('front', 1);
  await store.save('card', id, { photo_back: await store.photos.put(new Blob(['back'], { type: 'image/jpeg' })) });
  const sides: string[] = [];
  const reader = readerThat(async (photo, back) => {
    sides.push(await photo.text(), (await back?.text()) ?? '');
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(sides).toEqual(['front', 'back']);
});

test('a back that is shot while the front is read is read with it', async () => {
  const id = await shoot('front', 1);
  const photo_back = await store.photos.put(new Blob(['back'], { type: 'image/jpeg' }));
  const sides: string[] = [];
  const reader = readerThat(async (_photo, back) => {
    sides.push((await back?.text()) ?? 'no back');
    if (!back) await store.save('card', id, { photo_back });
    return reading;
  });
  await createQueue(store, reader, counts).drain();
  expect(sides).toEqual(['no back', 'back']);
});

test('further cards on a photo become cards of their own, once', async () => {
  const id = await shoot('three cards', 5);
  const text = (name: string) => ({
    lines: [],
    fields: [{ field: 'name' as const, value: name, confidence: 90, source: 'read' as const, box: null }],
  });
  const reader = readerThat(async () => ({ ...reading, others: [text('Ana'), text('Bo')] }));
  await createQueue(store, reader, counts).drain();
  await store.save('card', id, { state: 'waiting' });
  await createQueue(store, reader, counts).drain();
  const cards = store.list<CardFields>('card').peek();
  expect(cards).toHaveLength(3);
  const names = cards.flatMap(({ f }) => f.read?.fields?.map(({ value }) => value) ?? []);
  expect(names.sort()).toEqual(['Ana', 'Bo']);
  expect(card(await cardBeside(id, 1))).toMatchObject({ state: 'read', captured_at: 5 });
  expect(card(id)?.read).not.toHaveProperty('others');
});
