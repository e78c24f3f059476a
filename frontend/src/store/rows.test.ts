import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../domain/canonical.ts';
import { isVisible } from '../domain/record.ts';
import { contextOf, EMPTY, merge, write } from '../domain/register.ts';
import {
  acknowledged,
  edited,
  isAllSent,
  isAnothers,
  merged,
  redotted,
  registersOf,
  united,
  withDirty,
} from './rows.ts';
import type { Row, Sent } from './schema.ts';
import { unsentIn } from './unsent.ts';

const ID = '01998f3e-0000-7000-8000-000000000001';

function edit(row: Row | undefined, fields: Record<string, Json>, n: number, replica = 'r'): Row {
  const after = edited(row, { id: ID, kind: 'contact', fields, dot: [replica, n], at: n });
  if (!after) throw new Error('nothing was written');
  return after;
}

const pulled = (f: Row) => ({ id: ID, kind: 'contact', full: false, f: registersOf(f) });

test('a new record is unsynced as a whole until the server has it', () => {
  const row = edit(undefined, { name: 'Ana', 'tag:python': true }, 1);
  expect(row).toMatchObject({ f: { name: 'Ana', 'tag:python': true }, unsynced: true, whole: true, since: 1 });
  const there = acknowledged(row, { name: ['r', 1], 'tag:python': ['r', 1] }, true);
  expect(there.unsynced).toBe(false);
  expect(there.since).toBeUndefined();
});

test('a field written again after it was sent stays dirty when the answer comes', () => {
  const sent = edit(undefined, { name: 'Ana', title: 'CTO' }, 1);
  const again = edit(sent, { title: 'CEO' }, 2);
  const after = acknowledged(again, { name: ['r', 1], title: ['r', 1] }, true);
  expect(Object.keys(after.dirty ?? {})).toEqual(['title']);
  expect(after.since).toBe(2);
});

test('a part that was taken while a snapshot is read which has not brought the record is sent again as a whole', () => {
  const clean = acknowledged(edit(undefined, { name: 'Ana' }, 1), { name: ['r', 1] }, true);
  const again = edit(clean, { title: 'CEO' }, 2);
  const sent = { title: ['r', 2] } as const;
  expect(acknowledged(again, sent, false).whole).toBeUndefined();
  expect(acknowledged(again, sent, false, 'now')).toMatchObject({ whole: true, unsynced: true, snapshot: 'now' });
  const seen = merged(clean, pulled(clean), 'now');
  expect(acknowledged(edit(seen, { title: 'CEO' }, 2), sent, false, 'now').unsynced).toBe(false);
  expect(acknowledged(edit(undefined, { name: 'Ana' }, 1), { name: ['r', 1] }, true, 'now').unsynced).toBe(false);
});

test('the same value again is no change, unless it brings a deleted record back', () => {
  const row = edit(undefined, { name: 'Ana' }, 1);
  expect(edited(row, { id: ID, kind: 'contact', fields: { name: 'Ana' }, dot: ['r', 2], at: 2 })).toBe(row);
  const gone = edit(row, { _deleted: { name: { r: 1 } } }, 2);
  expect(gone.hidden).toBe(true);
  expect(edit(gone, { name: 'Ana' }, 3).hidden).toBeUndefined();
});

test('what was pulled twice changes nothing the second time', () => {
  const mine = edit(undefined, { name: 'Ana' }, 1);
  const theirs = edit(undefined, { name: 'Anna', title: 'CTO' }, 1, 'q');
  const once = merged(mine, pulled(theirs));
  expect(once.conflicts).toEqual(['name']);
  expect(merged(once, pulled(theirs))).toBe(once);
});

test('values written under a copied replica survive what the copy wrote with the same counts', () => {
  const clean = acknowledged(edit(undefined, { title: 'a' }, 1), { title: ['r', 1] }, true);
  const mine = edit(edit(clean, { title: 'b' }, 2), { title: 'c' }, 3);
  const copy = edit(clean, { title: 'z' }, 2);
  const after = merged(redotted(mine, 'r', 'new', 1), pulled(copy));
  const values = registersOf(after).title?.s.map(({ v }) => v);
  expect(values?.toSorted()).toEqual(['c', 'z']);
});

test('under another name, a write still stands over the one before it that the server has', () => {
  const sent = edit(undefined, { title: 'a' }, 1);
  const again = acknowledged(edit(sent, { title: 'b' }, 2), { title: ['r', 1] }, true);
  const after = merged(redotted(again, 'r', 'new', 1), pulled(sent));
  expect(registersOf(after).title?.s.map(({ v }) => v)).toEqual(['b']);
});

test('what a snapshot lacks of a record is sent again, once', () => {
  const mine = acknowledged(
    edit(undefined, { name: 'Ana', title: 'CTO' }, 1),
    { name: ['r', 1], title: ['r', 1] },
    true,
  );
  const same = merged(mine, pulled(mine), 'e1.7');
  expect(same.unsynced).toBe(false);
  const revived = pulled(edit(undefined, { name: 'Anna' }, 1, 'q'));
  const after = merged(mine, revived, 'e1.7');
  expect(after).toMatchObject({ whole: true, snapshot: 'e1.7' });
  const there = acknowledged(after, {}, true);
  expect(merged(there, revived, 'e1.7').unsynced).toBe(false);
});

test('without the base context the copy would have been lost: the rule is needed', () => {
  const register = write(EMPTY, {}, { d: ['r', 3], v: 'c', at: 3 });
  const wrong = write(register, contextOf(register), { d: ['new', 1], v: 'c', at: 3 });
  expect(merge(wrong, write(EMPTY, {}, { d: ['r', 2], v: 'z', at: 2 })).s.map(({ v }) => v)).toEqual(['c']);
});

test('a deletion of values that get new dots still covers them', () => {
  const row = edit(edit(undefined, { name: 'Ana' }, 1), { title: 'CTO' }, 2);
  const gone = edit(row, { _deleted: { name: { r: 1 }, title: { r: 2 } } }, 3);
  const after = redotted(gone, 'r', 'new', 1);
  expect(after.hidden).toBe(true);
  expect(isVisible(registersOf(after))).toBe(false);
  expect(JSON.stringify(registersOf(after))).not.toContain('"r"');
});

test('what a reader wrote gets new dots of the new reader, and still brings nothing back', () => {
  const row = edit(edit(undefined, { state: 'waiting' }, 1), { read: 'text' }, 2, 'r~read');
  const after = redotted(row, 'r', 'new', 1);
  expect(registersOf(after).read?.s[0]?.d).toEqual(['new~read', 1]);
});

test('after a restored server, what it turns out to have is not sent again', () => {
  const row = acknowledged(edit(undefined, { name: 'Ana' }, 1), { name: ['r', 1] }, true);
  const whole: Row = { ...row, whole: true, unsynced: true, since: 1 };
  expect(merged(whole, { ...pulled(row), full: true }).unsynced).toBe(false);
  const more: Row = { ...edit(row, { title: 'CTO' }, 2), whole: true };
  expect(merged(more, { ...pulled(row), full: true }).unsynced).toBe(true);
});

test('uniting the same row twice changes nothing, and what was new is dirty', () => {
  const before = edit(undefined, { name: 'Ana' }, 1, 'old');
  const copied = united(undefined, before);
  expect(united(copied, before)).toEqual(copied);
  const synced = acknowledged(copied, { name: ['old', 1] }, true);
  expect(united(synced, before).unsynced).toBe(false);
  const later = united(synced, edit(before, { title: 'CTO' }, 2, 'old'));
  expect(Object.keys(later.dirty ?? {})).toEqual(['title']);
});

test('whatever is edited, sent, acknowledged and pulled in between: a clean field is one that was acknowledged', () => {
  const steps = fc.array(fc.constantFrom('edit', 'send', 'ack', 'pull'), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (story) => {
      let row: Row | undefined;
      let n = 0;
      let sent: Row | undefined;
      let acked = -1;
      for (const step of story) {
        if (step === 'edit') row = edit(row, { name: `v${++n}` }, n);
        if (step === 'send') sent ??= row;
        if (step === 'pull' && row) row = merged(row, pulled(edit(undefined, { title: 'x' }, 1, 'q')));
        if (step === 'ack' && sent && row) {
          acked = sent.dirty?.name?.dot[1] ?? acked;
          const dots: Sent['dots'] = sent.dirty?.name ? { name: sent.dirty.name.dot } : {};
          const isOver = row.since !== undefined && isAllSent(unsentIn(row), { dots, whole: sent.whole === true });
          const isClean = row.since === undefined;
          row = acknowledged(row, dots, sent.whole === true);
          expect(isOver || isClean).toBe(row.since === undefined);
          sent = undefined;
        }
      }
      if (row) expect(row.dirty?.name === undefined).toBe(acked === n);
    }),
  );
});

test('under another name, what was read from a file keeps its dots, and what was written here beside it does not', () => {
  const clean = acknowledged(edit(undefined, { title: 'a' }, 1), { title: ['r', 1] }, true);
  const theirs = withDirty(edit(clean, { title: 'from the file' }, 7, 'q'), {
    title: { base: { r: 1 }, dot: ['q', 7] },
  });
  expect(redotted(theirs, 'r', 'new', 1)).toEqual(theirs);
  const both = redotted(united(edit(clean, { title: 'here' }, 2), theirs), 'r', 'new', 1);
  const dots = registersOf(both).title?.s.map(({ d, v }) => [v, d]);
  expect(dots).toEqual([
    ['here', ['new', 1]],
    ['from the file', ['q', 7]],
  ]);
});

test('a pulled write under our own name is another’s, unless it is what we wrote or what the server had before', () => {
  const once = edit(undefined, { body: 'mine' }, 1);
  const twice = edit(once, { body: 'mine, later' }, 2);
  const theirs = pulled(edit(undefined, { body: 'theirs' }, 1));
  expect(isAnothers(once, once.dirty ?? {}, pulled(once), ['r'])).toBe(false);
  expect(isAnothers(once, once.dirty ?? {}, theirs, ['r'])).toBe(true);
  expect(isAnothers(twice, twice.dirty ?? {}, pulled(once), ['r'])).toBe(true);
  const onServer = edit(acknowledged(once, { body: ['r', 1] }, true), { body: 'mine, later' }, 2);
  expect(isAnothers(onServer, onServer.dirty ?? {}, pulled(once), ['r'])).toBe(false);
  expect(isAnothers(onServer, onServer.dirty ?? {}, theirs, ['x'])).toBe(false);
});
