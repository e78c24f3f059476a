import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SyncReport } from '../store/channel.ts';
import type { Fetch } from './http.ts';
import { underLock } from './lock.ts';
import { pauseAfter, Runner, type RunnerDeps } from './runner.ts';
import { newPhone, type Phone } from './testing/phone.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const answer = {
  fence: 'f1',
  cursor: { epoch: 'e', n: 1, tag: 't' },
  more: false,
  now: 0,
  results: [],
  changes: [],
  purge: [],
  fork: false,
  reset: false,
};
const fine: Fetch = async () => Response.json(answer);
const failing =
  (status: number, headers = {}): Fetch =>
  async () =>
    Response.json({ error: { code: 'x', fields: {} } }, { status, headers });

async function runnerOn(phone: Phone): Promise<{ runner: Runner; reports: SyncReport[]; deps: RunnerDeps }> {
  const reports: SyncReport[] = [];
  phone.device.channel().listen((message) => {
    if (message.type === 'sync') reports.push(message.report);
  });
  const deps = phone.deps();
  return { runner: new Runner(deps), reports, deps };
}

test('the pause grows from 2 seconds to 5 minutes, anywhere below, and never ends', () => {
  expect(pauseAfter(1, 0)).toBe(2000);
  expect(pauseAfter(1, 0.99)).toBeLessThan(4000);
  expect(pauseAfter(3, 0.5)).toBe(8000);
  expect(pauseAfter(100, 0.999999)).toBeLessThanOrEqual(300_000);
  expect(pauseAfter(100, 0)).toBe(2000);
});

test('without a network it waits, tries again by itself, and comes through', async () => {
  const phone = await newPhone('ana', () => Promise.reject(new TypeError('no network')));
  await phone.store.save('note', phone.store.newId(), { body: 'x' });
  const { runner, reports } = await runnerOn(phone);
  await runner.run();
  expect(reports.map(({ phase }) => phase)).toEqual(['syncing', 'waiting']);
  expect(reports.at(-1)?.trouble).toBeNull();
  phone.fetch = fine;
  await vi.advanceTimersByTimeAsync(300_000);
  await vi.waitFor(() => expect(reports.at(-1)?.phase).toBe('idle'));
  expect(reports.at(-1)?.lastSyncAt).not.toBeNull();
});

test('the first pull is announced, a poll that finds nothing is not', async () => {
  const phone = await newPhone('ana', fine);
  const { runner, reports } = await runnerOn(phone);
  await runner.run();
  expect(reports.map(({ phase }) => phase)).toEqual(['syncing', 'idle']);
  await runner.run();
  expect(reports.map(({ phase }) => phase)).toEqual(['syncing', 'idle', 'idle']);
});

test('a 401 says so, asks no more by itself, and lets work go on', async () => {
  const phone = await newPhone('ana', failing(401));
  const { runner, reports } = await runnerOn(phone);
  await runner.run();
  expect(reports.at(-1)?.phase).toBe('signin');
  expect(vi.getTimerCount()).toBe(0);
  const id = phone.store.newId();
  await phone.store.save('note', id, { body: 'still here' });
  expect(phone.store.get(id).value?.f.body).toBe('still here');
});

test('the server\u2019s Retry-After holds, except for a person who asks, wherever the clock is put', async () => {
  let requests = 0;
  const phone = await newPhone('ana', (url, init) => {
    requests += 1;
    return failing(429, { 'Retry-After': '60' })(url, init);
  });
  const { runner } = await runnerOn(phone);
  await runner.run();
  await runner.run();
  expect(requests).toBe(1);
  await runner.run({ isUrgent: true });
  expect(requests).toBe(2);
  phone.device.clock -= 10 * 365 * 86_400_000;
  await vi.advanceTimersByTimeAsync(61_000);
  await runner.run();
  expect(requests).toBeGreaterThan(2);
});

test('a client that is too old is told in words', async () => {
  const phone = await newPhone('ana', failing(426));
  const { runner, reports } = await runnerOn(phone);
  await runner.run();
  expect(reports.at(-1)).toMatchObject({ phase: 'waiting', trouble: 'client_too_old' });
});

test('what is asked during a run follows it', async () => {
  let requests = 0;
  const phone = await newPhone('ana', async (url, init) => {
    requests += 1;
    return fine(url, init);
  });
  const { runner } = await runnerOn(phone);
  await Promise.all([runner.run(), runner.run(), runner.run()]);
  expect(requests).toBe(2);
});

test('nobody signed in, nothing sent', async () => {
  const phone = await newPhone('ana', () => Promise.reject(new Error('must not be called')));
  const { forgetUser } = await import('../store/db.ts');
  await forgetUser({ database: 'lanyard~ana', discard: true }, null);
  const { runner, reports } = await runnerOn(phone);
  await runner.run();
  expect(reports).toEqual([]);
});

test('a run that failed says what it waits for, and until when', async () => {
  const phone = await newPhone('ana', failing(503, { 'Retry-After': '60' }));
  const { runner, reports, deps } = await runnerOn(phone);
  await runner.run();
  expect(reports.at(-1)?.waits?.for).toBe('server');
  expect(reports.at(-1)?.waits?.until).toBeGreaterThanOrEqual(deps.now() + 59_900);
  phone.fetch = () => Promise.reject(new TypeError('no network'));
  await runner.run({ isUrgent: true });
  expect(reports.at(-1)?.waits?.for).toBe('answer');
  phone.fetch = failing(401);
  await runner.run({ isUrgent: true });
  expect(reports.at(-1)).toMatchObject({ phase: 'signin', waits: null });
  phone.fetch = fine;
  await runner.run({ isUrgent: true });
  expect(reports.at(-1)).toMatchObject({ phase: 'idle', waits: null });
  runner.stop();
});

test('the first pull says how much has come; later ones need not', async () => {
  const phone = await newPhone('ana', fine);
  const people = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `c${from + i}`,
      kind: 'contact',
      full: true,
      d: ['q', from + i + 1],
      at: 1,
      f: { name: 'x' },
    }));
  const cursor = { ...answer.cursor, snap: 's' };
  const pages = [
    { ...answer, snapshot: 's', cursor, more: true, share: 0.5, changes: people(0, 700) },
    { ...answer, snapshot: 's', changes: people(700, 10), share: null },
  ];
  phone.fetch = async () => Response.json(pages.shift() ?? answer);
  const { runner, reports } = await runnerOn(phone);
  await runner.run();
  const received = reports.map(({ receiving }) => receiving);
  expect(received).toContainEqual({ records: 500, share: (0.5 * 500) / 700 });
  expect(received).toContainEqual({ records: 700, share: 0.5 });
  expect(received).toContainEqual({ records: 710, share: 1 });
  expect(reports.at(-1)).toMatchObject({ phase: 'idle', receiving: null });
  const before = reports.length;
  pages.push({ ...answer, snapshot: 's', changes: people(0, 1), share: null });
  await runner.run();
  expect(reports.slice(before).map(({ receiving }) => receiving)).toEqual([null]);
});

/** As much of Web Locks as the lock uses: a queue, stealing, and waiting that can be broken off. */
function fakeLocks(): LockManager {
  let end: ((error: Error) => void) | undefined;
  let tail: Promise<unknown> = Promise.resolve();
  const request = (_name: string, options: LockOptions, job: () => Promise<unknown>) => {
    const run = () => Promise.race([job(), new Promise((_, reject) => (end = reject))]);
    if (options.steal) {
      end?.(new DOMException('stolen', 'AbortError'));
      return run();
    }
    const broken = new Promise((_, reject) =>
      options.signal?.addEventListener('abort', () => reject(new DOMException('x', 'AbortError'))),
    );
    const turn = Promise.race([tail, broken]).then(run);
    tail = turn.catch(() => undefined);
    return turn;
  };
  return { request, query: async () => ({}) } as unknown as LockManager;
}

test('a lock whose holder has been silent for a minute is taken away, and the holder stops', async () => {
  const phone = await newPhone('ana', fine);
  const locks = fakeLocks();
  const deps = () => ({ channel: phone.device.channel(), now: () => Date.now() + ahead, locks });
  let ahead = 0;
  let wasStopped = false;
  const frozen = underLock(
    { ...deps(), channel: { post: () => undefined, listen: () => () => undefined, close: () => undefined } },
    (signal) => {
      signal.addEventListener('abort', () => (wasStopped = true));
      return new Promise(() => undefined);
    },
  );
  frozen.catch(() => undefined);
  const second = underLock(deps(), async () => 'mine');
  await vi.advanceTimersByTimeAsync(30_000);
  ahead = 61_000;
  await vi.advanceTimersByTimeAsync(40_000);
  expect(await second).toBe('mine');
  await expect(frozen).rejects.toThrow('stolen');
  expect(wasStopped).toBe(true);
});

test('a holder that is alive keeps the lock, and \u2018stop\u2019 makes it let go', async () => {
  const phone = await newPhone('ana', fine);
  const locks = fakeLocks();
  const deps = () => ({ channel: phone.device.channel(), now: Date.now, locks });
  const order: string[] = [];
  const first = underLock(deps(), async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    order.push('first');
  });
  const second = underLock(deps(), async () => order.push('second'));
  await vi.advanceTimersByTimeAsync(200_000);
  expect(order).toEqual([]);
  phone.device.channel().post({ type: 'stop' });
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
});

test('what is written while a photo goes up goes out before the next photo', async () => {
  const phone = await newPhone('ana', fine);
  const order: string[] = [];
  const body = (init?: RequestInit) => new TextDecoder().decode(init?.body as ArrayBuffer);
  phone.fetch = async (url, init) => {
    if (url === '/api/photos') {
      order.push('photo');
      if (order.length === 1) await phone.store.save('note', phone.store.newId(), { body: 'written meanwhile' });
      return Response.json({ ready: true, upload: null });
    }
    if (body(init).includes('written meanwhile')) order.push('note');
    return fine(url, init);
  };
  await phone.store.photos.put(new Blob(['one']));
  await phone.store.photos.put(new Blob(['two']));
  await (await runnerOn(phone)).runner.run();
  expect(order).toEqual(['photo', 'note', 'photo']);
});

test('on a network that loses much the pauses stay short while anything comes through', async () => {
  const phone = await newPhone('ana', fine);
  let left = 5;
  let asked = 0;
  phone.fetch = async (url, init) => {
    if (url !== '/api/photos') return fine(url, init);
    asked += 1;
    if (asked % 2 === 0) throw new TypeError('the connection was lost');
    left -= 1;
    return Response.json({ ready: true, upload: null });
  };
  for (let i = 0; i < 5; i += 1) await phone.store.photos.put(new Blob([`photo ${i}`]));
  await (await runnerOn(phone)).runner.run();
  for (let pause = 0; pause < 4; pause += 1) {
    const before = left;
    await vi.advanceTimersByTimeAsync(2000);
    await vi.waitFor(() => expect(left).toBeLessThan(before));
  }
  expect(left).toBe(0);
});
