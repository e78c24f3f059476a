/**
 * A record: a map of independent registers, the twin of backend/domain/record.py. What is shown follows from the
 * registers alone, so every replica shows the same.
 */
import { isObject, type Json } from './canonical.ts';
import {
  type Context,
  contextOf,
  covers,
  type Dot,
  isConflict,
  joined,
  merge,
  type Register,
  registerOf,
  sameDot,
  shownSibling,
} from './register.ts';

export const DELETED = '_deleted';

export type Registers = { readonly [field: string]: Register };

/** What crosses the wire for one record: all of its fields (`full`) or the changed ones. */
export interface Change {
  readonly id: string;
  readonly kind: string;
  readonly full: boolean;
  readonly f: Registers;
}

/** The short form: every field was written once, by one dot. */
export interface ShortChange {
  readonly id: string;
  readonly kind: string;
  readonly full: boolean;
  readonly d: Dot;
  readonly at: number;
  readonly f: { readonly [field: string]: Json };
}

export function mergeRegisters(a: Registers, b: Registers): Registers {
  const merged: Record<string, Register> = { ...a };
  for (const [field, register] of Object.entries(b)) {
    const mine = merged[field];
    merged[field] = mine ? merge(mine, register) : register;
  }
  return merged;
}

/** Whether a person sees the record: kept alive by a `_deleted: false`, or by a person's write that no deletion saw. */
export function isVisible(registers: Registers): boolean {
  const deletions = registers[DELETED]?.s ?? [];
  if (deletions.length === 0 || deletions.some((sibling) => sibling.v === false)) return true;
  const seen: Record<string, Context> = {};
  for (const { v } of deletions) {
    if (!isObject(v)) continue;
    for (const [field, context] of Object.entries(v)) seen[field] = joined(seen[field] ?? {}, context as Context);
  }
  return Object.entries(registers).some(
    ([field, register]) =>
      field !== DELETED && register.s.some(({ d }) => isByPerson(d) && !covers(seen[field] ?? {}, d)),
  );
}

/** Somebody deleted the record, and it shows all the same: written elsewhere meanwhile, and nobody has said yet whether it stays. */
export function isDisputed(registers: Registers): boolean {
  const deletions = registers[DELETED]?.s ?? [];
  return deletions.length > 0 && deletions.every(({ v }) => v !== false) && isVisible(registers);
}

/** What a deletion writes: everything that it has seen. */
export function seenOf(registers: Registers): { readonly [field: string]: Context } {
  const fields = Object.entries(registers).filter(([field]) => field !== DELETED);
  return Object.fromEntries(fields.map(([field, register]) => [field, contextOf(register)]));
}

/** Replicas of jobs and readers bear a `~`: what no person wrote does not bring a deleted record back. */
export function isByPerson([replica]: Dot): boolean {
  return !replica.includes('~');
}

/** One field per element of a set, such as `tag:python`. */
export function isElement(field: string): boolean {
  return field.includes(':');
}

export interface Shown {
  readonly f: { readonly [field: string]: Json };
  readonly conflicts: readonly string[];
  /** Greatest `at` of what is shown, in ms since 1970 UTC. */
  readonly at: number;
}

/** The values to show. Of a set only its elements are there; among concurrent writes to one, true wins. */
export function shownOf(registers: Registers): Shown {
  const f: Record<string, Json> = {};
  const conflicts: string[] = [];
  let at = 0;
  for (const [field, register] of Object.entries(registers)) {
    const best = shownSibling(register);
    if (!best) continue;
    at = Math.max(at, best.at);
    if (field === DELETED) continue;
    if (isElement(field)) {
      if (register.s.some(({ v }) => v === true)) f[field] = true;
      continue;
    }
    f[field] = best.v;
    if (isConflict(register)) conflicts.push(field);
  }
  return { f, conflicts: conflicts.sort(), at };
}

/** The change as it is sent: the short form where it says the same. */
export function shortened(change: Change): Change | ShortChange {
  const { id, kind, full, f } = change;
  const only = Object.values(f)[0]?.s[0];
  if (!only) return change;
  const { d, at } = only;
  const isPlain = ({ c, s: [first, second] }: Register) =>
    !c && first && !second && sameDot(first.d, d) && first.at === at;
  if (!Object.values(f).every(isPlain)) return change;
  const values = Object.entries(f).map(([field, { s }]) => [field, s[0]?.v ?? null]);
  return { id, kind, full, d, at, f: Object.fromEntries(values) };
}

/** The change with a register for each field, each in its one form. */
export function expanded(change: Change | ShortChange): Change {
  const { id, kind, full } = change;
  const registers =
    'd' in change
      ? Object.entries(change.f).map(([field, v]) => [field, { s: [{ d: change.d, v, at: change.at }] }])
      : Object.entries(change.f).map(([field, { c, s }]) => [field, registerOf(c ?? {}, s)]);
  return { id, kind, full, f: Object.fromEntries(registers) };
}
