import { beforeEach, expect, test, vi } from 'vitest';
import type { BuildList } from './build.ts';
import type { ReadingFiles } from './messages.ts';

const BUILD: BuildList = {
  version: 'new',
  shell: [
    { url: '/assets/app-1.js', integrity: 'sha256-app' },
    { url: '/index.html', integrity: 'sha256-page' },
  ],
  reading: [
    { url: '/assets/det.onnx', bytes: 5 },
    { url: '/assets/ort.wasm', bytes: 6 },
  ],
};
const ORIGIN = 'https://lanyard.example';
const pathOf = (request: string | { url: string }) =>
  new URL(typeof request === 'string' ? request : request.url, ORIGIN).pathname;

class FakeCache {
  readonly files = new Map<string, string>();
  async put(request: string, response: Response): Promise<void> {
    this.files.set(pathOf(request), await response.text());
  }
  async match(request: string | { url: string }): Promise<Response | undefined> {
    const text = this.files.get(pathOf(request));
    return text === undefined ? undefined : new Response(text);
  }
  async keys(): Promise<{ url: string }[]> {
    return [...this.files.keys()].map((path) => ({ url: ORIGIN + path }));
  }
  async delete(request: { url: string }): Promise<boolean> {
    return this.files.delete(pathOf(request));
  }
}

let kept: Map<string, FakeCache>;
let fetched: { path: string; integrity?: string | undefined }[];
let registration: { installing: object | null; waiting: object | null };
let locks: string[];

function cacheWith(name: string, files: Record<string, string>): FakeCache {
  const cache = new FakeCache();
  for (const [path, text] of Object.entries(files)) cache.files.set(path, text);
  kept.set(name, cache);
  return cache;
}

beforeEach(() => {
  kept = new Map();
  fetched = [];
  locks = [];
  registration = { installing: null, waiting: null };
  vi.stubGlobal('BUILD', BUILD);
  vi.stubGlobal('location', { origin: ORIGIN });
  vi.stubGlobal('registration', registration);
  vi.stubGlobal('clients', { claim: async () => undefined });
  vi.stubGlobal('navigator', { locks: { query: async () => ({ held: locks.map((name) => ({ name })) }) } });
  vi.stubGlobal('fetch', async (request: string | Request, init?: RequestInit) => {
    fetched.push({ path: pathOf(request), integrity: init?.integrity });
    return new Response(`network ${pathOf(request)}`);
  });
  vi.stubGlobal('caches', {
    open: async (name: string) => kept.get(name) ?? cacheWith(name, {}),
    keys: async () => [...kept.keys()],
    delete: async (name: string) => kept.delete(name),
    match: async (request: string | { url: string }) => {
      for (const cache of kept.values()) if (cache.files.has(pathOf(request))) return cache.match(request);
      return undefined;
    },
  });
});

/** What the worker answers; null where it leaves the request to the browser. */
async function answerTo(path: string, mode: RequestMode = 'cors', method = 'GET'): Promise<string | null> {
  const { answer } = await import('./cache.ts');
  let given: Promise<Response> | null = null;
  const waited: Promise<unknown>[] = [];
  answer({
    request: { url: ORIGIN + path, method, mode },
    respondWith: (response: Promise<Response>) => {
      given = response;
    },
    waitUntil: (work: Promise<unknown>) => void waited.push(work),
  } as unknown as FetchEvent);
  await Promise.all(waited);
  const response = given as Promise<Response> | null;
  return response && (await response).text();
}

test('installing fetches the shell, checked by its hashes, and copies files that an older build has', async () => {
  cacheWith('shell-old', { '/assets/app-1.js': 'the same bytes', '/index.html': 'old page' });
  const { keepShell } = await import('./cache.ts');
  await keepShell();
  expect(fetched).toEqual([{ path: '/index.html', integrity: 'sha256-page' }]);
  expect(kept.get('shell-new')?.files.get('/assets/app-1.js')).toBe('the same bytes');
});

test('every place of the app opens with the page of this build, without a network', async () => {
  cacheWith('shell-new', { '/index.html': 'new page' });
  expect(await answerTo('/people/123', 'navigate')).toBe('new page');
  expect(await answerTo('/capture/review', 'navigate')).toBe('new page');
  expect(fetched).toEqual([]);
});

test('the API, other methods and files that are not ours are left to the browser', async () => {
  cacheWith('shell-new', { '/index.html': 'new page' });
  expect(await answerTo('/api/session')).toBeNull();
  expect(await answerTo('/api/photos/abc', 'navigate')).toBeNull();
  expect(await answerTo('/people', 'navigate', 'POST')).toBeNull();
  expect(await answerTo('/robots.txt', 'navigate')).toBeNull();
});

test('a page of an older build still gets the files it was built with', async () => {
  cacheWith('shell-new', {});
  cacheWith('shell-old', { '/assets/lazy-0.js': 'old part' });
  expect(await answerTo('/assets/lazy-0.js')).toBe('old part');
});

test("an older build's files go once no page holds them", async () => {
  const { takeOver } = await import('./update.ts');
  cacheWith('shell-new', {});
  cacheWith('shell-old', {});
  cacheWith('shell-older', {});
  const reading = cacheWith('reading', { '/assets/det.onnx': 'model', '/assets/det-before.onnx': 'old model' });
  locks = ['shell-old', 'some other lock'];
  await takeOver();
  expect([...kept.keys()]).toEqual(['shell-new', 'shell-old', 'reading']);
  expect([...reading.files.keys()]).toContain('/assets/det-before.onnx');
  locks = [];
  await takeOver();
  expect([...kept.keys()]).toEqual(['shell-new', 'reading']);
  expect([...reading.files.keys()]).toEqual(['/assets/det.onnx']);
});

test('the shell of a build that is only being installed is not taken for an old one', async () => {
  const { dropOldShells } = await import('./update.ts');
  cacheWith('shell-new', {});
  cacheWith('shell-newer', {});
  registration.installing = {};
  await dropOldShells();
  expect([...kept.keys()]).toEqual(['shell-new', 'shell-newer']);
});

test('a file of the reading engine travels once, however many ask for it, and is kept', async () => {
  const answers = await Promise.all([answerTo('/assets/det.onnx'), answerTo('/assets/det.onnx')]);
  expect(answers).toEqual(['network /assets/det.onnx', 'network /assets/det.onnx']);
  expect(fetched.map(({ path }) => path)).toEqual(['/assets/det.onnx']);
  expect(await answerTo('/assets/det.onnx')).toBe('network /assets/det.onnx');
  expect(fetched).toHaveLength(1);
});

test('a page hears how much of the engine is here, and when all that could come has come', async () => {
  const { fetchReading, tellReadingState } = await import('./reading.ts');
  const said: ReadingFiles[] = [];
  const port = { postMessage: (files: ReadingFiles) => void said.push(files) } as unknown as MessagePort;
  cacheWith('reading', { '/assets/det.onnx': 'model' });
  await tellReadingState(port);
  await fetchReading(port);
  expect(said).toEqual([
    { have: 5, total: 11, done: false },
    { have: 11, total: 11, done: true },
  ]);
});

test('without a network the last word is what is here, not an error', async () => {
  const { fetchReading } = await import('./reading.ts');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
  const said: ReadingFiles[] = [];
  await fetchReading({ postMessage: (files: ReadingFiles) => void said.push(files) } as unknown as MessagePort);
  expect(said).toEqual([{ have: 0, total: 11, done: true }]);
});
