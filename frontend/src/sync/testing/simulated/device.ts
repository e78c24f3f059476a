/** A simulated device: its browser storage, its clock, and the tabs of the app that are open on it. */
import 'fake-indexeddb/auto';
import { IDBDatabase, IDBFactory } from 'fake-indexeddb';
import type { Random } from '../../../domain/ids.ts';
import type { Channel, Message } from '../../../store/channel.ts';
import { Database, databaseName, readUser } from '../../../store/db.ts';
import { LocalStore } from '../../../store/index.ts';
import type { Fetch } from '../../http.ts';
import { Runner, type RunnerDeps } from '../../runner.ts';
import {
  bound,
  type Chain,
  chainHere,
  deviceHere,
  drop,
  inTab,
  inTurn,
  onDevice,
  someDeviceHere,
  start,
  stopAt,
} from './chains.ts';
import { Locks } from './locks.ts';
import { dropTimers, passed } from './time.ts';

export interface Device {
  readonly name: string;
  readonly factory: IDBFactory;
  readonly locks: Locks;
  readonly random: Random;
  readonly tabs: Map<number, Tab>;
  readonly listeners: Set<{ readonly tab: Tab; readonly listener: (message: Message) => void }>;
  /** How far its clock is from the world's, in ms. */
  skew: number;
  /** How many of its next transactions find their connection gone. */
  lostConnections: number;
}

export interface Tab {
  readonly device: Device;
  readonly number: number;
  readonly store: LocalStore;
  readonly runner: Runner;
  /** A frozen tab runs nothing; what it is told meanwhile it hears when it thaws. */
  isFrozen: boolean;
  readonly mail: (() => void)[];
  /** A killed tab runs nothing any more. */
  isGone: boolean;
  /** Whether its runs stop before each use of the database. */
  isFine: boolean;
}

const START = 1_790_000_000_000;

export function newDevice(name: string, seed: number): Device {
  return {
    name,
    factory: new IDBFactory(),
    locks: new Locks(),
    random: randomFrom(seed),
    tabs: new Map(),
    listeners: new Set(),
    skew: 0,
    lostConnections: 0,
  };
}

export function clockOf(device: Device): number {
  return START + passed() + device.skew;
}

/** Opens the app in a tab, as whoever is signed in on the device. */
export async function openTab(device: Device, number: number): Promise<Tab> {
  const tab = { device, number, isFrozen: false, isGone: false, isFine: false, mail: [] as (() => void)[] } as {
    -readonly [Key in keyof Tab]: Tab[Key];
  };
  const channel = channelOf(tab);
  const now = () => clockOf(device);
  const database = databaseName(await undisturbed(device, readUser));
  await inTab(tab, async () => {
    tab.store = new LocalStore({ now, random: device.random, channel }, database);
    tab.runner = tracked(tab, {
      channel,
      fetch,
      now,
      random: device.random,
      chance: () => 0.5,
      locks: asLocks(device),
    });
    await tab.store.ready;
    channel.listen((message) => {
      if (message.type === 'user') void readUser().then((user) => tab.store.use(databaseName(user)));
    });
  });
  device.tabs.set(number, tab);
  return tab;
}

/** Looks at what a device has stored; a connection that is to be lost is lost by the app. */
export async function undisturbed<T>(device: Device, look: () => Promise<T>): Promise<T> {
  const lost = device.lostConnections;
  device.lostConnections = 0;
  try {
    return await onDevice(device, look);
  } finally {
    device.lostConnections = lost;
  }
}

export function thaw(tab: Tab): void {
  tab.isFrozen = false;
  for (const hear of tab.mail.splice(0)) hear();
}

export function killTab(tab: Tab): void {
  const { device } = tab;
  tab.isGone = true;
  device.tabs.delete(tab.number);
  drop(tab);
  dropTimers(tab);
  for (const entry of device.listeners) if (entry.tab === tab) device.listeners.delete(entry);
  device.locks.drop(tab);
}

/** Copies all databases of a device into another's storage, as a backup or a cloned profile does. */
export async function copyStorage(from: Device, to: Device): Promise<void> {
  for (const { name = '', version = 1 } of await from.factory.databases()) {
    const source = await opened(from.factory.open(name));
    const stores = [...source.objectStoreNames];
    const target = await opened(to.factory.open(name, version), (fresh) => {
      for (const store of stores) copyShape(source.transaction(store).objectStore(store), fresh);
    });
    for (const store of stores) await copyStore(source, target, store);
    source.close();
    target.close();
  }
}

function copyShape(of: IDBObjectStore, fresh: IDBDatabase): void {
  const made = fresh.createObjectStore(of.name, { keyPath: of.keyPath });
  for (const index of of.indexNames) made.createIndex(index, of.index(index).keyPath);
}

/** Everything that is stored, by database and store; with its key where that is not in it. */
export async function stored(device: Device): Promise<Record<string, Record<string, unknown[]>>> {
  const found: Record<string, Record<string, unknown[]>> = {};
  for (const { name = '' } of await device.factory.databases()) {
    const database = await opened(device.factory.open(name));
    const stores: Record<string, unknown[]> = {};
    for (const store of database.objectStoreNames) {
      const reading = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([answered(reading.getAllKeys()), answered(reading.getAll())]);
      stores[store] = reading.keyPath === null ? values.map((value, i) => ({ key: keys[i], value })) : values;
    }
    found[name] = stores;
    database.close();
  }
  return found;
}

async function copyStore(source: IDBDatabase, target: IDBDatabase, store: string): Promise<void> {
  const from = source.transaction(store, 'readonly').objectStore(store);
  const [keys, values] = await Promise.all([answered(from.getAllKeys()), answered(from.getAll())]);
  const transaction = target.transaction(store, 'readwrite');
  const into = transaction.objectStore(store);
  for (const [i, value] of values.entries()) {
    if (into.keyPath === null) into.put(value, keys[i] as IDBValidKey);
    else into.put(value);
  }
  await new Promise<void>((resolve) => transaction.addEventListener('complete', () => resolve()));
}

let requests = 0;

function requestNumber(): number {
  requests += 1;
  return requests;
}

/**
 * What a chain does on the network: it stops, and the world says what comes of it. A chain has one place to stop at: what
 * it asks while another question is open is asked once that has its answer.
 */
export const fetch: Fetch = (url, init = {}) => {
  const chain = chainHere();
  if (!chain) return Promise.reject(new TypeError('no network outside of a chain'));
  return inTurn(chain, () => asked(chain, url, init));
};

function asked(chain: Chain, url: string, init: RequestInit): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    const { signal } = init;
    const giveUp = bound(() => {
      Object.assign(chain, { state: 'running', place: null, onward: null });
      reject(new DOMException('the request was given up', 'AbortError'));
    });
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    const body = typeof init.body === 'string' ? Buffer.from(init.body) : Buffer.from((init.body ?? '') as ArrayBuffer);
    const headers = Object.fromEntries(new Headers(init.headers));
    const request = {
      number: requestNumber(),
      method: init.method ?? 'GET',
      url,
      headers,
      body: body.toString('base64'),
    };
    stopAt(chain, 'request', request, ({ status = 200, headers: given = {}, body: answer = '', error }) => {
      signal?.removeEventListener('abort', giveUp);
      if (error) reject(new TypeError(error));
      else resolve(new Response(answer ? Buffer.from(answer, 'base64') : null, { status, headers: given }));
    });
  });
}

/** Every use of the database becomes a stop of its chain; connections get lost when the world says so. */
export function watchDatabases(): void {
  const { read, write } = Database.prototype;
  const stopping = (use: typeof read | typeof write, mode: string) =>
    function (this: Database, stores: never, ...given: never[]) {
      const chain = chainHere();
      const go = async () => {
        if (chain) chain.active += 1;
        try {
          return await (use as (...all: unknown[]) => Promise<unknown>).call(this, stores, ...given);
        } finally {
          if (chain) chain.active -= 1;
        }
      };
      return chain?.isFine ? inTurn(chain, () => stopped(chain, `${mode} ${(stores as string[]).join()}`, go)) : go();
    };
  Object.assign(Database.prototype, { read: stopping(read, 'read'), write: stopping(write, 'write') });
  const { transaction } = IDBDatabase.prototype;
  Object.assign(IDBDatabase.prototype, {
    transaction(this: IDBDatabase, ...given: Parameters<typeof transaction>) {
      const device = someDeviceHere();
      if (device && device.lostConnections > 0) {
        device.lostConnections -= 1;
        throw new DOMException('the connection is gone', 'InvalidStateError');
      }
      return transaction.apply(this, given);
    },
  });
  Object.defineProperty(globalThis, 'indexedDB', { get: () => deviceHere().factory, configurable: true });
}

/** Bytes are packed and read by threads of Node's own: a chain whose bytes are not there yet still runs. */
export function watchBytes(): void {
  for (const { prototype } of [Blob, Response]) {
    const { arrayBuffer } = prototype;
    Object.assign(prototype, {
      async arrayBuffer(this: Blob & Response) {
        const chain = chainHere();
        if (chain) chain.active += 1;
        try {
          return await arrayBuffer.call(this);
        } finally {
          if (chain) chain.active -= 1;
        }
      },
    });
  }
}

function stopped(chain: Chain, place: string, go: () => Promise<unknown>): Promise<unknown> {
  if (!chain.isFine) return go();
  return new Promise((resolve, reject) => {
    stopAt(chain, 'database', place, ({ error }) => {
      if (error) reject(new DOMException('simulated', error));
      else go().then(resolve, reject);
    });
  });
}

/** A runner whose runs are chains, those that it starts by itself after a pause as well. */
function tracked(tab: Tab, deps: RunnerDeps): Runner {
  const runner = new Runner(deps);
  let current: Chain | null = null;
  const run = runner.run.bind(runner);
  runner.run = (ask) => {
    if (current && current.flow !== 'done') return run(ask);
    let ended: Promise<void> = Promise.resolve();
    current = start(tab, 'run', tab.isFine, () => {
      ended = run(ask);
      return ended;
    });
    return ended;
  };
  return runner;
}

function asLocks(device: Device): LockManager {
  return device.locks as unknown as LockManager;
}

function channelOf(tab: Tab): Channel {
  const { listeners } = tab.device;
  const own = new Set<{ readonly tab: Tab; readonly listener: (message: Message) => void }>();
  return {
    post(message) {
      for (const entry of listeners) {
        if (own.has(entry)) continue;
        const hear = () => entry.listener(message);
        if (entry.tab.isFrozen) entry.tab.mail.push(hear);
        else queueMicrotask(hear);
      }
    },
    listen(listener) {
      const entry = { tab, listener: bound(listener) };
      own.add(entry);
      listeners.add(entry);
      return () => {
        own.delete(entry);
        listeners.delete(entry);
      };
    },
    close: () => undefined,
  };
}

function randomFrom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (bytes) => {
    for (let i = 0; i < bytes.length; i += 1) {
      // Xorshift (Marsaglia 2003).
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      bytes[i] = state & 0xff;
    }
    return bytes;
  };
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });
}

function opened(request: IDBOpenDBRequest, upgrade?: (fresh: IDBDatabase) => void): Promise<IDBDatabase> {
  if (upgrade) request.addEventListener('upgradeneeded', () => upgrade(request.result));
  return answered(request);
}
