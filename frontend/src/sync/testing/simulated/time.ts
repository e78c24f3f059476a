/** Simulated time: timers fire when the world lets time pass, and never in a tab that is frozen or gone. */
import { bound, tabHere } from './chains.ts';
import type { Tab } from './device.ts';

interface Timer {
  readonly tab: Tab | null;
  readonly every: number | null;
  readonly fire: () => void;
  at: number;
}

const timers = new Map<number, Timer>();
let now = 0;
let count = 0;

/** Milliseconds since the world began: no clock that a person could set. */
export function passed(): number {
  return now;
}

function add(callback: () => void, wait: number, isRepeated: boolean): number {
  const tab = tabHere();
  count += 1;
  if (!tab?.isGone) timers.set(count, { tab, every: isRepeated ? wait : null, fire: bound(callback), at: now + wait });
  return count;
}

/** Puts simulated timers in the place of Node's. */
export function install(): void {
  Object.assign(globalThis, {
    setTimeout: (callback: () => void, wait = 0) => add(callback, wait, false),
    setInterval: (callback: () => void, wait = 0) => add(callback, wait, true),
    clearTimeout: (number: number) => timers.delete(number),
    clearInterval: (number: number) => timers.delete(number),
  });
}

/** A timer that repeats fires no more often than that while much time passes: the device slept. */
const MOST_REPEATS = 20;

/** Lets time pass; `settled` is awaited after each timer, so that no two run into each other. */
export async function pass(ms: number, settled: () => Promise<unknown>): Promise<void> {
  const end = now + ms;
  const repeats = new Map<Timer, number>();
  for (;;) {
    const due = [...timers].filter(([, { tab, at }]) => at <= end && !tab?.isFrozen);
    const [first] = due.sort(([a, x], [b, y]) => x.at - y.at || a - b);
    if (!first) break;
    const [number, timer] = first;
    now = Math.max(now, timer.at);
    if (timer.every === null) timers.delete(number);
    else {
      const often = (repeats.get(timer) ?? 0) + 1;
      repeats.set(timer, often);
      timer.at = often > MOST_REPEATS ? end + timer.every : now + timer.every;
    }
    timer.fire();
    await settled();
  }
  now = end;
}

export function dropTimers(tab: Tab): void {
  for (const [number, timer] of timers) if (timer.tab === tab) timers.delete(number);
}

export function reset(): void {
  timers.clear();
  now = 0;
}
