import { expect, test } from 'vitest';
import type { Hint } from './ctc.ts';
import { withMarks } from './vietnamese.ts';

/** A line as it was read on a card with other texts; a vowel in brackets was passed over. */
function read(line: string, ...others: string[]): string | undefined {
  const hints: Hint[] = [];
  let text = '';
  for (const [part, vowel] of line.matchAll(/\((.)\)|[^(]+/gu)) {
    if (vowel) hints.push({ at: text.length, vowel });
    else text += part;
  }
  const rest = others.map((other) => ({ text: other, confidence: 1 }));
  return withMarks([{ text, confidence: 1, hints }, ...rest])[0]?.text;
}

test.each([
  ['Ph(a)m Quôc B(a)o', 'Phạm Quốc Bảo'],
  ['Nguy(ê)n Th(i) H(ô)ng', 'Nguyễn Thị Hồng'],
  ['Đ(Ă)NG TH(I) NG(O)C', 'ĐẶNG THỊ NGỌC'],
  ['Ch(u) t(i)ch Công ty C(ô) ph(â)n', 'Chủ tịch Công ty Cổ phần'],
  ['Giám đ(ô)c', 'Giám đốc'],
  ['TRÄN Văn Quőc Viêt', 'TRẦN Văn Quốc Việt'],
  ['Tr(ư)ng', 'Trưng'],
])('on a Vietnamese card %s is %s', (line, printed) => {
  expect(read(line, '+84 24 3555 0123')).toBe(printed);
});

test.each([
  ['a name that is printed without marks', 'Pham Quoc Bao'],
  ['a word that may be one of several', 'Hu(ê)'],
  ['another tone that the alphabet has', 'Hồ Chí Minh, đường Trưng Bà'],
  ['a hint at no word', 'Ban(i) Phuong(i)'],
  ['an address', 'viet.hop@b(a)o.vn'],
])('%s stays as it is', (_, line) => {
  expect(read(line, 'www.saobien.vn')).toBe(line.replace(/\(.\)/gu, ''));
});

test('hints and letters on any other card are none', () => {
  expect(read('B(a)o Viêt Duc', 'Đuro Horvat', '+385 1 2345 678')).toBe('Bo Viêt Duc');
});

test('a line in which a word was put right is worth a look, the others are as sure as before', () => {
  const lines = [
    { text: 'Giám đc', confidence: 0.99, hints: [{ at: 6, vowel: 'ô' }] },
    { text: 'Công ty', confidence: 0.98 },
    { text: '+84 24 3555 0123', confidence: 0.97 },
  ];
  expect(withMarks(lines).map(({ confidence }) => confidence)).toEqual([0.75, 0.98, 0.97]);
});
