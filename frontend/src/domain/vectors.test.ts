/** The vectors that the server's merge passes too: both must give the same bytes. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonical, type Json } from './canonical.ts';
import {
  type Change,
  expanded,
  isVisible,
  mergeRegisters,
  type Registers,
  type ShortChange,
  shortened,
  shownOf,
} from './record.ts';
import { type Context, contextOf, merge, type Register, registerOf, type Sibling, write } from './register.ts';

interface Input {
  readonly value: Json;
  readonly register: Register;
  readonly seen: Context;
  readonly sibling: Sibling;
  readonly registers: readonly Register[];
  readonly records: readonly Registers[];
  readonly f: Registers;
  readonly change: Change | ShortChange;
}

interface Case {
  readonly op: string;
  readonly name: string;
  readonly in: Input;
  readonly out: Json;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/register.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };

const text = (value: unknown) => canonical(value as Json);

function* orders<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) {
    for (const rest of orders(items.toSpliced(i, 1))) yield [item, ...rest];
  }
}

/** The merge of all, in every order, grouped from the left and from the right, and with each of them once more. */
function everyMerge<T>(items: readonly T[], join: (a: T, b: T) => T): T[] {
  const [only] = items;
  if (items.length === 1 && only !== undefined) return [only, join(only, only)];
  return [...orders(items)].flatMap((order) => {
    const left = order.reduce((a, b) => join(a, b));
    const right = order.reduceRight((b, a) => join(a, b));
    return [left, right, ...order.map((each) => join(left, each)), join(left, right)];
  });
}

function outcomes(op: string, given: Input): unknown[] {
  switch (op) {
    case 'canonical':
      return [given.value];
    case 'normal':
      return [registerOf(given.register.c ?? {}, given.register.s), merge(given.register, given.register)];
    case 'write':
      return [write(given.register, given.seen, given.sibling)];
    case 'merge':
      return everyMerge(given.registers, merge);
    case 'merge_records':
      return everyMerge(given.records, mergeRegisters);
    case 'shown': {
      const { f, conflicts } = shownOf(given.f);
      return [{ f, conflicts }];
    }
    case 'visible':
      return [isVisible(given.f)];
    case 'expand':
      return [expanded(given.change)];
    case 'shorten':
      return [shortened(expanded(given.change))];
    default:
      throw new Error(`no such operation: ${op}`);
  }
}

test('there are vectors', () => expect(cases.length).toBeGreaterThan(50));

test.each(cases.map((each) => [`${each.op}: ${each.name}`, each] as const))('%s', (_name, { op, in: given, out }) => {
  const expected = op === 'canonical' ? out : text(out);
  for (const outcome of outcomes(op, given)) expect(text(outcome)).toBe(expected);
});

test('the context of a register covers its own siblings', () => {
  for (const { in: given } of cases.filter(({ op }) => op === 'merge')) {
    for (const register of given.registers) {
      for (const { d } of register.s) expect(contextOf(register)[d[0]]).toBeGreaterThanOrEqual(d[1]);
    }
  }
});
