import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Reading } from './contract.ts';
import { readingFiles } from './files.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { createReader, ReadingFailed } from './reader.ts';

const READING: Reading = { engine: 'test', lines: [], fields: [], code: null, ms: 1 };
const WARM: FromWorker = { job: 'warm' };
const photo = new Blob(['photo']);

/** A worker that answers as the test says, a moment later; undefined is silence. */
class FakeWorker {
  static made: FakeWorker[] = [];
  static answer: (question: ToWorker) => FromWorker | undefined = () => undefined;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  ended = false;
  asked: string[] = [];

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(question: ToWorker): void {
    this.asked.push(question.job);
    const data = FakeWorker.answer(question);
    if (data) setTimeout(() => this.ended || this.onmessage?.({ data }), 10);
  }

  terminate(): void {
    this.ended = true;
  }
}

const newReader = () => createReader({ newWorker: () => new FakeWorker() as unknown as Worker });
const works = ({ job }: ToWorker): FromWorker => (job === 'warm' ? WARM : { job, reading: READING });
let kept: Set<string>;

beforeEach(() => {
  vi.useFakeTimers();
  kept = new Set();
  FakeWorker.made = [];
  FakeWorker.answer = works;
  vi.stubGlobal('caches', { match: async (url: string) => (kept.has(url) ? new Response('') : undefined) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets everything that is due within the time happen. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const keepAll = () => {
  kept = new Set(Object.values(readingFiles));
};

test('photos are read one after another by one worker, fetched for once', async () => {
  const reader = newReader();
  const both = Promise.all([reader.read(photo), reader.read(photo)]);
  await pass(100);
  expect(await both).toEqual([READING, READING]);
  expect(FakeWorker.made.map(({ asked }) => asked)).toEqual([['warm', 'read', 'read']]);
});

test('a long pile is read by one worker after the other, so that none grows without end', async () => {
  keepAll();
  const reader = newReader();
  await pass(0);
  const all = Promise.all(Array.from({ length: 45 }, () => reader.read(photo)));
  await pass(1000);
  expect(await all).toHaveLength(45);
  expect(FakeWorker.made.map(({ asked, ended }) => [asked.length, ended])).toEqual([
    [20, true],
    [20, true],
    [5, false],
  ]);
});

test('ready means that every file is kept on this device', async () => {
  const reader = newReader();
  const warmed = reader.warm();
  expect(reader.state.value).toBe('fetching');
  await pass(100);
  await warmed;
  expect(reader.state.value).toBe('absent');

  keepAll();
  const later = newReader();
  await pass(0);
  expect(later.state.value).toBe('ready');
  await later.warm();
  expect(FakeWorker.made).toHaveLength(1);
});

test('what was fetched before there was a service worker is kept as soon as there is one', async () => {
  const reader = createReader({
    newWorker: () => new FakeWorker() as unknown as Worker,
    keep: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5000));
      keepAll();
    },
  });
  const first = reader.read(photo);
  await pass(100);
  expect(await first).toEqual(READING);
  expect(reader.state.value).toBe('fetching');
  await pass(5000);
  expect(reader.state.value).toBe('ready');
});

test('one file that is missing is enough not to be ready', async () => {
  keepAll();
  kept.delete(readingFiles.codes);
  const reader = newReader();
  await pass(0);
  expect(reader.state.value).toBe('absent');
});

test('files that do not come are a failure, and a later attempt may work', async () => {
  FakeWorker.answer = () => ({ job: 'failed', reason: 'absent', message: 'offline' });
  const reader = newReader();
  const failure = reader.read(photo).catch((error: unknown) => error);
  await pass(100);
  expect(await failure).toMatchObject({ name: 'ReadingFailed', reason: 'absent' });
  expect(reader.state.value).toBe('failed');

  FakeWorker.answer = works;
  const again = reader.read(photo);
  await pass(100);
  expect(await again).toEqual(READING);
});

test('a photo that never ends is given up, and the next one gets a fresh worker', async () => {
  FakeWorker.answer = (question) => (question.job === 'warm' ? WARM : undefined);
  const reader = newReader();
  const late = reader.read(photo).catch((error: unknown) => error);
  await pass(100_000);
  expect(await late).toBeInstanceOf(ReadingFailed);
  expect(FakeWorker.made[0]?.ended).toBe(true);

  FakeWorker.answer = works;
  const next = reader.read(photo);
  await pass(100);
  expect(await next).toEqual(READING);
  expect(FakeWorker.made).toHaveLength(2);
});

test('a worker that dies fails its photo alone', async () => {
  FakeWorker.answer = (question) => (question.job === 'warm' ? WARM : undefined);
  const reader = newReader();
  const failure = reader.read(photo).catch((error: unknown) => error);
  await pass(50);
  FakeWorker.made[0]?.onerror?.({ message: 'out of memory' });
  expect(await failure).toMatchObject({ reason: 'gave-up', message: 'out of memory' });
});

test('the memory is given back when idle, and when asked', async () => {
  const reader = newReader();
  const first = reader.read(photo);
  await pass(100);
  await first;
  expect(FakeWorker.made[0]?.ended).toBe(false);
  await pass(60_000);
  expect(FakeWorker.made[0]?.ended).toBe(true);

  const second = reader.read(photo);
  await pass(1);
  reader.release(); // waits for the photo that is being read
  await pass(100);
  expect(await second).toEqual(READING);
  expect(FakeWorker.made[1]?.ended).toBe(true);
});

test('taken off the device, nothing brings it back until somebody fetches it', async () => {
  vi.useRealTimers(); // A response's bytes come by a timer of Node's own.
  keepAll();
  let isRemoved = false;
  const removed = {
    recall: () => isRemoved,
    remember: (value: boolean) => {
      isRemoved = value;
    },
  };
  const deleted: string[] = [];
  vi.stubGlobal('caches', {
    match: async (url: string) => (kept.has(url) ? new Response('1234') : undefined),
    keys: async () => ['reading'],
    open: async () => ({ delete: async (url: string) => deleted.push(url) && kept.delete(url) }),
  });
  const make = () => createReader({ newWorker: () => new FakeWorker() as unknown as Worker, removed });
  const reader = make();
  expect(await reader.kept()).toBe('1234'.length * Object.values(readingFiles).length);
  await reader.remove();
  expect(deleted.toSorted()).toEqual(Object.values(readingFiles).toSorted());
  expect(reader.state.value).toBe('absent');
  for (const each of [reader, make()]) {
    expect(each.isRemoved.value).toBe(true);
    await expect(each.warm()).rejects.toMatchObject({ reason: 'absent' });
    await expect(each.read(photo)).rejects.toMatchObject({ reason: 'absent' });
  }
  expect(FakeWorker.made).toHaveLength(0);
  keepAll(); // As where the app was closed in the middle.
  const late = make();
  await vi.waitFor(() => expect(kept.size).toBe(0));
  expect(late.state.value).toBe('absent');
  await reader.fetch();
  expect(reader.isRemoved.value).toBe(false);
  expect(FakeWorker.made[0]?.asked).toEqual(['warm']);
});
