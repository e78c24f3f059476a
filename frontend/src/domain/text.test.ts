import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asLine, fold, isBlank, normalised, normalisedText } from './text.ts';

test('text is composed, and freed of halves of pairs, controls and direction overrides', () => {
  expect(normalisedText('Ame\u0301lie')).toBe('Am\u00e9lie');
  expect(normalisedText('a\ud800b\u0000c\u202ed\u2066')).toBe('abcd');
  expect(normalisedText('one\r\ntwo\rthree\u2028four\tfive')).toBe('one\ntwo\nthree\nfour\tfive');
});

test('emoji, flags and right-to-left text pass untouched', () => {
  for (const text of ['👩‍👩‍👧', '🇩🇪', 'שלום\u200f', 'नमस्ते', '🙂']) expect(normalisedText(text)).toBe(text);
});

test('normalising twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(normalisedText(normalisedText(text))).toBe(normalisedText(text));
    }),
  );
});

test('a line joins its lines by spaces, and no letter carries more marks than the server takes', () => {
  expect(asLine('Ada\nLovelace \t Countess')).toBe('Ada Lovelace Countess');
  expect(asLine(`Z${'\u0301'.repeat(20)}algo`)).toBe(`Z${'\u0301'.repeat(8)}algo`);
  for (const text of ['👩🏽‍🚀 Zoë', '🏳️‍🌈', 'ไม้เอก', 'محمد']) expect(asLine(text)).toBe(text);
});

test('spaces, joiners and fillers are nothing to see', () => {
  for (const text of ['', '  ', '\u200b\u200d', '\u3164', '\u0301']) expect(isBlank(text)).toBe(true);
  for (const text of ['a', '松', '👍', '.']) expect(isBlank(text)).toBe(false);
});

test('values are normalised in depth, and only safe integers are numbers', () => {
  expect(normalised([{ value: 'e\u0301\u0007', label: null }, 3, true])).toEqual([
    { value: 'é', label: null },
    3,
    true,
  ]);
  expect(() => normalised({ a: [1.5] })).toThrow(RangeError);
  expect(() => normalised(2 ** 53)).toThrow(RangeError);
});

test('folding forgets case, accents and the letters that keyboards lack', () => {
  expect(fold('Straße')).toBe('strasse');
  expect(fold('Ærø Łódź Čapek İzmir')).toBe('aero lodz capek izmir');
  expect(fold('Ｆｕｌｌ')).toBe('full');
  expect(fold('ΟΔΥΣΣΕΥΣ')).toBe(fold('Οδυσσεύς'));
});
