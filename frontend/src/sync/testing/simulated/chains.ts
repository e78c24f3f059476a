/**
 * Chains: what runs on a simulated device, one at a time, from one await to the next. A chain stops before each use of
 * the database (where that was asked for), at each request and where it waits for a lock, and goes on when it is told
 * to. Killing a tab means that its chains are never told again: whatever they had not done stays undone.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Device, Tab } from './device.ts';

/** Where a chain is. `running` never lasts: a command is answered once nothing runs any more. */
export type State = 'running' | 'database' | 'request' | 'lock' | 'done';

/** How a chain goes on: with an answer, or into a fault. */
export interface Onward {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** The answer's body in base64. */
  readonly body?: string;
  /** No answer, or no storage: what the browser would say. */
  readonly error?: string;
  /** From here on it no longer stops before each use of the database. */
  readonly coarse?: boolean;
}

export interface Chain {
  readonly id: number;
  readonly tab: Tab;
  readonly what: string;
  isFine: boolean;
  /** Where anything of it stopped last, or `running`. */
  state: 'running' | 'database' | 'request';
  /** Where its own flow is. What was begun under a lock that was stolen may go on beside it, and after it. */
  flow: 'running' | 'lock' | 'done';
  /** How many uses of the database, and packings of bytes, are under way, while it waits for an answer or not. */
  active: number;
  /** What a chain does side by side stops one after the other: this is the last of them. */
  turn: Promise<unknown>;
  /** What the world is to know of the place where it stopped. */
  place: unknown;
  onward: ((onward: Onward) => void) | null;
  result: unknown;
  error: string | null;
}

interface Here {
  readonly device: Device;
  readonly tab: Tab | null;
  readonly chain: Chain | null;
}

const here = new AsyncLocalStorage<Here>();
const chains = new Set<Chain>();
let count = 0;

export function deviceHere(): Device {
  const place = here.getStore();
  if (!place) throw new Error('nothing runs outside of a device');
  return place.device;
}

/** Null where the browser itself is at work. */
export function someDeviceHere(): Device | null {
  return here.getStore()?.device ?? null;
}

export function chainHere(): Chain | null {
  return here.getStore()?.chain ?? null;
}

export function tabHere(): Tab | null {
  return here.getStore()?.tab ?? null;
}

/** On a device, outside of any chain: nothing stops there. */
export function onDevice<T>(device: Device, work: () => T): T {
  return here.run({ device, tab: null, chain: null }, work);
}

/** In a tab, outside of any chain: nothing stops there. */
export function inTab<T>(tab: Tab, work: () => T): T {
  return here.run({ device: tab.device, tab, chain: null }, work);
}

/** Starts a chain, which runs up to its first stop by itself. */
export function start(tab: Tab, what: string, isFine: boolean, work: () => Promise<unknown>): Chain {
  count += 1;
  const chain: Chain = {
    id: count,
    tab,
    what,
    isFine,
    state: 'running',
    flow: 'running',
    active: 0,
    turn: Promise.resolve(),
    place: null,
    onward: null,
    result: null,
    error: null,
  };
  if (tab.isGone) return chain;
  chains.add(chain);
  const end = (result: unknown, error: string | null) => Object.assign(chain, { flow: 'done', result, error });
  here.run({ device: tab.device, tab, chain }, () => {
    work().then(
      (result) => end(result, null),
      (error: unknown) => end(null, nameOf(error)),
    );
  });
  return chain;
}

/** Does something of a chain's once what else it does side by side has stopped, gone on and ended. */
export function inTurn<T>(chain: Chain, work: () => Promise<T>): Promise<T> {
  const done = chain.turn.then(work);
  chain.turn = done.catch(() => undefined);
  return done;
}

/** Stops the chain until `onward` is called; `take` says what becomes of it then. */
export function stopAt(chain: Chain, state: Chain['state'], place: unknown, take: (onward: Onward) => void): void {
  Object.assign(chain, { state, place });
  chain.onward = bound((onward: Onward) => {
    Object.assign(chain, { state: 'running', place: null, onward: null });
    if (onward.coarse) chain.isFine = false;
    take(onward);
  });
}

export function goOn(id: number, onward: Onward): void {
  const chain = [...chains].find((each) => each.id === id);
  const { onward: take } = chain ?? {};
  if (!chain || !take) throw new Error(`chain ${id} does not wait`);
  // A frozen tab hears of it when it thaws, unless it has gone on by then.
  if (chain.tab.isFrozen) chain.tab.mail.push(() => chain.onward === take && take(onward));
  else take(onward);
}

function stateOf({ state, flow }: Chain): State {
  return state === 'running' ? flow : state;
}

/** Of the real clock: bytes are packed by threads, which may have to wait for a busy machine. */
const PATIENCE_MS = 60_000;

/** Where every chain is that has not been reported as done before, once none runs any more. */
export async function standing(): Promise<object[]> {
  // What ends may go on with something else: two looks in a row must find nothing that runs.
  const giveUp = performance.now() + PATIENCE_MS;
  for (let calm = 0; calm < 2; ) {
    calm = [...chains].some((chain) => stateOf(chain) === 'running' || chain.active > 0) ? 0 : calm + 1;
    if (performance.now() > giveUp) throw new Error('a chain neither stops nor ends');
    await new Promise((resolve) => setImmediate(resolve));
  }
  const found = [...chains].map((chain) => {
    const { id, tab, what, place, result, error } = chain;
    return { id, device: tab.device.name, tab: tab.number, what, state: stateOf(chain), place, result, error };
  });
  for (const chain of chains) if (stateOf(chain) === 'done') chains.delete(chain);
  return found;
}

/** The tab is gone: its chains are, too. */
export function drop(tab: Tab): void {
  for (const chain of chains) if (chain.tab === tab) chains.delete(chain);
}

export function dropAll(): void {
  chains.clear();
}

/** Binds a callback to where it was made, so that a timer or a message finds its tab again. */
export function bound<A extends unknown[]>(callback: (...given: A) => void): (...given: A) => void {
  const inside = AsyncLocalStorage.snapshot();
  return (...given) => inside(callback, ...given);
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error || error instanceof DOMException)) return `${error}`;
  return error.name === 'Error' || error.name === 'TypeError' ? (error.stack ?? error.message) : error.name;
}
