import { expect, test } from 'vitest';
import { inOneScript, withLetters } from './letters.ts';

test.each([
  ["Jan Št'astný", 'Jan Šťastný'],
  ["Lud'ka Nováková, Žd'ár", "Lud'ka Nováková, Žďár"],
])('%s is %s', (read, meant) => {
  expect(withLetters(read)).toBe(meant);
});

test.each(["chargé d'enseignement", "Rue de l'Église", "dell'arte", "O'Neill", "aujourd'hui"])('%s stays', (text) => {
  expect(withLetters(text)).toBe(text);
});

test('a card with kana is Japanese, and so are its signs', () => {
  expect(inOneScript(['経濟産業省', 'リーダー'])).toEqual(['経済産業省', 'リーダー']);
});

test('a card without kana keeps the signs that it has', () => {
  expect(inOneScript(['經濟部', 'Taipei'])).toEqual(['經濟部', 'Taipei']);
});

test('dots between words get their room back, and Catalan keeps its own', () => {
  expect(withLetters('PARIS·DAKAR •LYON')).toBe('PARIS · DAKAR • LYON');
  expect(withLetters('Col·legi de Girona')).toBe('Col·legi de Girona');
});

test('the l of an Italian company is no capital I', () => {
  expect(withLetters('Cantina Prova S.r.I.')).toBe('Cantina Prova S.r.l.');
  expect(withLetters('Mrs. r. Imogen')).toBe('Mrs. r. Imogen');
});

test('small ltd is written with an l', () => {
  expect(withLetters('Newbees co., Itd.')).toBe('Newbees co., ltd.');
});
