/**
 * One field of a record: a dotted-version-vector set, the twin of backend/domain/register.py (shared vectors hold the
 * two together). Merging is commutative, associative and idempotent, and drops a value only where a write saw it.
 */
import { type Json, sameJson } from './canonical.ts';

/** Up to which count each replica's writes have been seen. */
export type Context = { readonly [replica: string]: number };
export type Dot = readonly [replica: string, n: number];

/** A value that nobody has overwritten; `at` is in ms since 1970 UTC and only orders what is shown. */
export interface Sibling {
  readonly d: Dot;
  readonly v: Json;
  readonly at: number;
}

/** `c` is left out where it equals the siblings' own dots. Siblings are in order of their dots. */
export interface Register {
  readonly c?: Context;
  readonly s: readonly Sibling[];
}

export const EMPTY: Register = { s: [] };

/** What the register has seen, its own siblings included. */
export function contextOf({ c, s }: Register): Context {
  return c ? joined(c, dotsOf(s)) : dotsOf(s);
}

export function merge(a: Register, b: Register): Register {
  const seenByA = contextOf(a);
  const seenByB = contextOf(b);
  const kept = a.s.filter((sibling) => hasDot(b, sibling.d) || !covers(seenByB, sibling.d));
  const gained = b.s.filter((sibling) => !hasDot(a, sibling.d) && !covers(seenByA, sibling.d));
  return registerOf(joined(seenByA, seenByB), [...kept, ...gained]);
}

/** The register after `sibling` was written over everything in `seen`; values outside `seen` stay beside it. */
export function write(register: Register, seen: Context, sibling: Sibling): Register {
  return merge(register, registerOf(joined(seen, dotsOf([sibling])), [sibling]));
}

/** The sibling to show: the greatest (`at`, replica, count). */
export function shownSibling(register: Register): Sibling | undefined {
  return register.s.reduce<Sibling | undefined>((best, each) => (best && isLater(best, each) ? best : each), undefined);
}

/** Whether two siblings hold different values; equal ones are no conflict. */
export function isConflict(register: Register): boolean {
  const [first, ...others] = register.s;
  return first !== undefined && others.some((other) => !sameJson(first.v, other.v));
}

/** In the one form that both languages write: siblings in order, `c` left out where it says nothing more. */
export function registerOf(context: Context, siblings: readonly Sibling[]): Register {
  const s = siblings.length > 1 ? [...siblings].sort((a, b) => compareDots(a.d, b.d)) : siblings;
  const dots = dotsOf(s);
  const says = Object.entries(context).some(([replica, n]) => n > (dots[replica] ?? 0));
  return says ? { c: joined(context, dots), s } : { s };
}

export function joined(a: Context, b: Context): Context {
  const both: Record<string, number> = { ...a };
  for (const [replica, n] of Object.entries(b)) both[replica] = Math.max(both[replica] ?? 0, n);
  return both;
}

export function covers(context: Context, [replica, n]: Dot): boolean {
  return (context[replica] ?? 0) >= n;
}

export function sameDot(a: Dot, b: Dot): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function hasDot(register: Register, dot: Dot): boolean {
  return register.s.some((sibling) => sameDot(sibling.d, dot));
}

export function dotsOf(siblings: readonly Sibling[]): Context {
  const dots: Record<string, number> = {};
  for (const { d } of siblings) dots[d[0]] = Math.max(dots[d[0]] ?? 0, d[1]);
  return dots;
}

function compareDots(a: Dot, b: Dot): number {
  return a[0] === b[0] ? a[1] - b[1] : a[0] < b[0] ? -1 : 1;
}

function isLater(a: Sibling, b: Sibling): boolean {
  return a.at === b.at ? compareDots(a.d, b.d) > 0 : a.at > b.at;
}
