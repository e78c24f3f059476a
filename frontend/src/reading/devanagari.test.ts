import { expect, test } from 'vitest';
import type { Sign } from './ctc.ts';
import { devanagariWords, mayBeDevanagari } from './devanagari.ts';

/** Signs two steps apart, from a step on. */
function signs(text: string, from: number, likelihood = 0.9): Sign[] {
  return Array.from(text).map((sign, index) => ({
    text: sign,
    likelihood,
    first: from + 2 * index,
    last: from + 2 * index,
  }));
}

test('signs that stand together are words, with the spaces between', () => {
  const said = { likelihood: expect.closeTo(0.9) };
  expect(devanagariWords(signs('नई दिल्ली', 4))).toEqual([
    { text: 'नई', ...said, first: 4, last: 6 },
    { text: ' ', ...said, first: 8, last: 8 },
    { text: 'दिल्ली', ...said, first: 10, last: 20 },
  ]);
});

test('what stands further apart counts together, and leaves room for another script', () => {
  const words = devanagariWords([...signs('पता', 0), ...signs('घर', 40)]);
  expect(words.map(({ text, first }) => [text, first])).toEqual([
    ['पता', 0],
    ['घर', 40],
  ]);
});

test.each([
  ['a likeness of two letters', signs('लड', 0)],
  ['a few unsure ones', signs('मोबाइल', 0, 0.5)],
  ['single letters here and there', [...signs('ल', 0), ...signs('ड', 20), ...signs('भ', 40), ...signs('क', 60)]],
])('%s is none', (_, found) => {
  expect(devanagariWords(found)).toEqual([]);
});

test('many letters need be less sure, and unsure ones are worth a closer look', () => {
  expect(devanagariWords(signs('मोबाइल रिपेयरिंग', 0, 0.5))).not.toEqual([]);
  expect(mayBeDevanagari(signs('मोबाइल', 0, 0.4))).toBe(true);
  expect(mayBeDevanagari(signs('मोबाइल', 0, 0.3))).toBe(false);
  expect(mayBeDevanagari(signs('लड', 0))).toBe(false);
});
