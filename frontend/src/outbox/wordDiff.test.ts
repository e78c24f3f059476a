import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffWords } from './wordDiff.ts';

/** `-missing-`, `+new+`. */
function marked(before: string, after: string): string {
  const marks = { same: '', added: '+', removed: '-' };
  return diffWords(before, after)
    .map(({ kind, text }) => marks[kind] + text + marks[kind])
    .join('');
}

test('words that are new, missing and replaced', () => {
  expect(marked('Send the talk', 'Send the talk')).toBe('Send the talk');
  expect(marked('Send the talk', 'Send the slides')).toBe('Send the -talk-+slides+');
  expect(marked('Send the talk', 'Send Jun the talk on Monday')).toBe('Send +Jun +the talk+ on Monday+');
  expect(marked('', 'all new')).toBe('+all new+');
  expect(marked('all gone', '')).toBe('-all gone-');
});

test('neighbouring changes are one, not one a word', () => {
  expect(marked('met at the bar on Monday', 'met in a café on Monday')).toBe('met -at the bar-+in a café+ on Monday');
});

test('texts without spaces have words too', () => {
  expect(marked('私は東京に住んでいます', '私は大阪に住んでいます')).toBe('私は-東京-+大阪+に住んでいます');
});

test('both texts can be read out of the comparison', () => {
  const word = fc.constantFrom('a', 'b', 'c', ' ', '\n', '.');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), fc.array(word, { maxLength: 30 }), (a, b) => {
      const pieces = diffWords(a.join(''), b.join(''));
      const without = (kind: string) => pieces.filter((piece) => piece.kind !== kind).map(({ text }) => text);
      expect(without('added').join('')).toBe(a.join(''));
      expect(without('removed').join('')).toBe(b.join(''));
    }),
  );
});

test('a long note with one word changed shows that word; two strangers are replaced as a whole', () => {
  const long = Array.from({ length: 20_000 }, (_, i) => `word${i}`);
  const changed = diffWords(long.join(' '), long.with(9000, 'other').join(' '));
  expect(changed.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
  const strange = long.map((word) => word.toUpperCase());
  expect(diffWords(long.join(' '), strange.join(' ')).map(({ kind }) => kind)).toEqual(['removed', 'added']);
});
