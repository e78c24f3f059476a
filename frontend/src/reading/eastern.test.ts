import { createHash } from 'node:crypto';
import hashes from '@models/hashes.json';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Eastern } from './eastern.ts';
import { easternFiles, fetchModel, keptHere, readingFiles } from './files.ts';

/** Cache Storage as a map of maps. */
let stored: Map<string, Map<string, Response>>;
let served: Map<string, Uint8Array>;
let changes: number;

const cacheOf = (name: string) => {
  const cache = stored.get(name) ?? new Map<string, Response>();
  stored.set(name, cache);
  return cache;
};
const caches = {
  keys: async () => [...stored.keys()],
  has: async (name: string) => stored.has(name),
  delete: async (name: string) => stored.delete(name),
  match: async (url: string) => [...stored.values()].find((cache) => cache.has(url))?.get(url),
  open: async (name: string) => {
    const cache = cacheOf(name);
    return {
      put: async (url: string, response: Response) => void cache.set(url, response),
      delete: async (url: string) => cache.delete(url),
    };
  },
};

/** The right hash for whatever bytes the test serves. */
const asBuilt = vi.hoisted(() => ({ bytes: new Uint8Array([1, 2, 3]) }));
vi.mock('@models/hashes.json', async () => {
  const { createHash: hash } = await import('node:crypto');
  const sha256 = hash('sha256').update(asBuilt.bytes).digest('hex');
  const names = ['det.onnx', 'rec_latin.onnx', 'eastern_head.onnx', 'eastern_charset.json'];
  return { default: Object.fromEntries(names.map((name) => [name, { bytes: asBuilt.bytes.length, sha256 }])) };
});

const FILES = Object.values(easternFiles);
const newEastern = () => new Eastern(() => void changes++);

beforeEach(() => {
  stored = new Map();
  served = new Map([...FILES, readingFiles.detector].map((url) => [url, asBuilt.bytes]));
  changes = 0;
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('fetch', async (url: string) => {
    const bytes = served.get(url);
    if (!bytes) throw new TypeError('offline');
    return new Response(new Uint8Array(bytes));
  });
});

afterEach(() => vi.unstubAllGlobals());

test('it is here once it was asked for, and says what it takes', async () => {
  const eastern = newEastern();
  expect(eastern.state.value).toBe('absent');
  expect(eastern.bytes).toBe(2 * asBuilt.bytes.length);
  const states: string[] = [];
  eastern.state.subscribe((state) => void states.push(state));
  await eastern.fetch();
  expect(states).toEqual(['absent', 'fetching', 'ready']);
  expect(await keptHere(FILES)).toBe(true);
  expect(changes).toBe(1);
});

test('a later visit finds it without a network', async () => {
  await newEastern().fetch();
  served.clear();
  const later = newEastern();
  await vi.waitFor(() => expect(later.state.value).toBe('ready'));
});

test('removed is gone from this device, and what reads now is told', async () => {
  const eastern = newEastern();
  await eastern.fetch();
  await eastern.remove();
  expect(eastern.state.value).toBe('absent');
  expect(stored.size).toBe(0);
  expect(changes).toBe(2);
});

test('half a download is not kept, and a second try may work', async () => {
  served.delete(easternFiles.charset);
  const eastern = newEastern();
  await expect(eastern.fetch()).rejects.toMatchObject({ reason: 'absent' });
  expect(eastern.state.value).toBe('failed');
  expect(stored.size).toBe(0);

  served.set(easternFiles.charset, asBuilt.bytes);
  await eastern.fetch();
  expect(eastern.state.value).toBe('ready');
});

test('whoever had the files of an older build gets the new ones', async () => {
  cacheOf('reading-eastern').set('/assets/eastern_head-old.onnx', new Response(''));
  await newEastern().refresh();
  expect([...cacheOf('reading-eastern').keys()].sort()).toEqual([...FILES].sort());
});

test('nobody gets it who did not ask', async () => {
  await newEastern().refresh();
  expect(stored.size).toBe(0);
});

test('a model that is not the one that was built is refused and forgotten', async () => {
  expect(await fetchModel(readingFiles.detector)).toEqual(asBuilt.bytes);
  const other = new Uint8Array([1, 2, 4]);
  served.set(readingFiles.detector, other);
  cacheOf('reading').set(readingFiles.detector, new Response(other));
  await expect(fetchModel(readingFiles.detector)).rejects.toMatchObject({ reason: 'absent' });
  expect(cacheOf('reading').size).toBe(0);
  expect(hashes['det.onnx']?.sha256).not.toBe(createHash('sha256').update(other).digest('hex'));
});
