import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, type Json } from './canonical.ts';
import { isVisible, mergeRegisters, type Registers, seenOf } from './record.ts';
import { type Context, contextOf, EMPTY, merge, type Register, shownSibling, write } from './register.ts';

/** A history of writes by three replicas that merge each other's state now and then: registers as they really arise. */
const step = fc.record({
  who: fc.nat(2),
  mergeFrom: fc.option(fc.nat(2)),
  value: fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant(true)),
  at: fc.integer({ min: -1000, max: 1000 }),
});
const histories = fc.array(step, { maxLength: 14 });

function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Register[] {
  const registers = [EMPTY, EMPTY, EMPTY];
  const counts = [0, 0, 0];
  for (const { who, mergeFrom, value, at } of steps) {
    const mine = registers[who] ?? EMPTY;
    if (mergeFrom !== null) {
      registers[who] = merge(mine, registers[mergeFrom] ?? EMPTY);
    } else {
      counts[who] = (counts[who] ?? 0) + 1;
      registers[who] = write(mine, contextOf(mine), { d: [`r${who}`, counts[who]], v: value, at });
    }
  }
  return registers;
}

const same = (a: Register, b: Register) =>
  expect(canonical(a as unknown as Json)).toBe(canonical(b as unknown as Json));

test('merging does not care about order, grouping or repetition', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const [a = EMPTY, b = EMPTY, c = EMPTY] = play(steps);
      same(merge(a, b), merge(b, a));
      same(merge(merge(a, b), c), merge(a, merge(b, c)));
      same(merge(a, a), a);
      same(merge(merge(a, b), b), merge(a, b));
    }),
    { numRuns: 500 },
  );
});

test('a merge keeps every value that no write has seen, and no other', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const [a = EMPTY, b = EMPTY] = play(steps);
      const both = merge(a, b);
      const unseen = (mine: Register, other: Register) =>
        mine.s.filter(
          ({ d }) =>
            other.s.some((o) => o.d[0] === d[0] && o.d[1] === d[1]) || !((contextOf(other)[d[0]] ?? 0) >= d[1]),
        );
      const expected = new Set([...unseen(a, b), ...unseen(b, a)].map(({ d }) => d.join()));
      expect(new Set(both.s.map(({ d }) => d.join()))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a write over all that is shown leaves one value', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const [a = EMPTY, b = EMPTY] = play(steps);
      const both = merge(a, b);
      const after = write(both, contextOf(both), { d: ['r9', 1], v: 'last', at: -9999 });
      expect(after.s.map(({ v }) => v)).toEqual(['last']);
    }),
  );
});

test('clocks never change which values survive', () => {
  fc.assert(
    fc.property(histories, fc.integer(), (steps, shift) => {
      const dots = (registers: Register[]) => registers.map(({ s }) => s.map(({ d }) => d.join()));
      const shifted = steps.map((each) => ({ ...each, at: each.who === 1 ? each.at * -7 + shift : each.at }));
      expect(dots(play(shifted))).toEqual(dots(play(steps)));
    }),
  );
});

test('two people who edit the same field keep both values, the later one shown', () => {
  const first = write(EMPTY, {}, { d: ['a', 1], v: 'CTO', at: 10 });
  const phone = write(first, contextOf(first), { d: ['a', 2], v: 'CEO', at: 30 });
  const laptop = write(first, contextOf(first), { d: ['b', 1], v: 'Founder', at: 20 });
  const both = merge(phone, laptop);
  expect(both.s.map(({ v }) => v)).toEqual(['CEO', 'Founder']);
  expect(shownSibling(both)?.v).toBe('CEO');
});

test('a deletion and a concurrent edit keep the record whole; a deletion that saw all hides it', () => {
  const put = (context: Context, n: number, v: Json) => write(EMPTY, context, { d: ['a', n], v, at: n });
  const record: Registers = { name: put({}, 1, 'Ana'), title: put({}, 1, 'CTO') };
  const deletion: Registers = {
    _deleted: write(EMPTY, {}, { d: ['b', 1], v: seenOf(record) as unknown as Json, at: 5 }),
  };
  expect(isVisible(mergeRegisters(record, deletion))).toBe(false);
  const edit: Registers = { title: put({ a: 1 }, 2, 'CEO') };
  const all = mergeRegisters(mergeRegisters(record, deletion), edit);
  expect(isVisible(all)).toBe(true);
  expect(all.name?.s[0]?.v).toBe('Ana');
  const read: Registers = { read: write(EMPTY, {}, { d: ['a~read', 3], v: 'text', at: 9 }) };
  expect(isVisible(mergeRegisters(mergeRegisters(record, deletion), read))).toBe(false);
});
