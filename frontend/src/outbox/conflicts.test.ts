import { expect, test } from 'vitest';
import { sayValue, unite } from './conflicts.ts';

test('two notes are kept one after the other, two titles side by side', () => {
  expect(unite('note', 'body', ['First', 'Second'])).toBe('First\n\nSecond');
  expect(unite('contact', 'title', ['Staff engineer', 'Principal engineer'])).toBe(
    'Staff engineer / Principal engineer',
  );
});

test('two lists are united, and what both hold stands there once', () => {
  const [a, b, c] = [{ value: 'a@x.org' }, { value: 'b@x.org' }, { value: 'c@x.org' }];
  expect(
    unite('contact', 'emails', [
      [a, b],
      [b, c],
    ]),
  ).toEqual([a, b, c]);
});

test('both dates, or both states, would mean nothing', () => {
  expect(unite('followup', 'due', ['2026-05-01', '2026-05-02'])).toBeUndefined();
  expect(unite('followup', 'state', ['open', 'done'])).toBeUndefined();
  expect(unite('contact', 'title', ['Engineer', 3])).toBeUndefined();
});

test('values are said, not dumped', () => {
  expect(sayValue([{ value: 'a@x.org', label: 'work' }])).toBe('a@x.org');
  expect(sayValue(null)).toBe('(empty)');
});
