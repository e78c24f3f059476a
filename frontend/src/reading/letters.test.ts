import { expect, test } from 'vitest';
import { withLetters } from './letters.ts';

test.each([
  ["Jan Št'astný", 'Jan Šťastný'],
  ["Lud'ka Nováková, Žd'ár", "Lud'ka Nováková, Žďár"],
])('%s is %s', (read, meant) => {
  expect(withLetters(read)).toBe(meant);
});

test.each(["chargé d'enseignement", "Rue de l'Église", "dell'arte", "O'Neill", "aujourd'hui"])('%s stays', (text) => {
  expect(withLetters(text)).toBe(text);
});
