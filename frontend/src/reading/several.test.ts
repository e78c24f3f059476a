import { expect, test } from 'vitest';
import type { Box, ReadLine } from './contract.ts';
import { fieldsOf } from './fields/fields.ts';
import { cardsOn } from './several.ts';

const shape = { width: 1000, height: 1000 };
const fields = (lines: readonly ReadLine[]) => fieldsOf({ lines, code: null, shape });

/** Lines 300 wide and 30 high, one below the other from the given corner; all in pixels of the photo. */
function block(x: number, y: number, ...texts: string[]): ReadLine[] {
  return texts.map((text, index) => {
    const [left, top, right, bottom] = [x * 10, (y + index * 40) * 10, (x + 300) * 10, (y + index * 40 + 30) * 10];
    const box: Box = [left, top, right, top, right, bottom, left, bottom];
    return { text, box, confidence: 99 };
  });
}

const ana = ['Ana Torres', 'Product Manager', 'ana.torres@brightloom.com', '+34 612 345 678'];
const ben = ['Ben Carter', 'Software Engineer', 'ben.carter@northfield.org', '+44 7700 900123'];
const eva = ['Eva Novak', 'Photographer', 'eva@novakfoto.cz', '+420 601 123 456'];

const textsOf = (cards: readonly (readonly ReadLine[])[]) => cards.map((lines) => lines.map(({ text }) => text));

test('two cards side by side are two', () => {
  const lines = [...block(50, 100, ...ana), ...block(600, 120, ...ben)];
  expect(textsOf(cardsOn(lines, shape, fields))).toEqual([ana, ben]);
});

test('three cards, two above one, are three from the top', () => {
  const lines = [...block(50, 600, ...eva), ...block(50, 100, ...ana), ...block(600, 100, ...ben)];
  expect(textsOf(cardsOn(lines, shape, fields))).toEqual([ana, ben, eva]);
});

test('two columns of one card stay together: one of them names nobody', () => {
  const lines = [...block(50, 100, 'Brightloom S.L.', 'Calle Mayor 5', '28013 Madrid'), ...block(600, 100, ...ana)];
  expect(cardsOn(lines, shape, fields)).toHaveLength(1);
});

test('one card in two languages stays together: both halves share an address', () => {
  const lines = [
    ...block(50, 100, ...ana),
    ...block(600, 100, 'Anna Torres', 'Directora', 'ana.torres@brightloom.com', '+34 612 345 678'),
  ];
  expect(cardsOn(lines, shape, fields)).toHaveLength(1);
});

test('two people close together are one card: no gap says otherwise', () => {
  const lines = block(50, 100, ...ana, ...ben);
  expect(cardsOn(lines, shape, fields)).toHaveLength(1);
});

test('a photo without text is one card without lines', () => {
  expect(cardsOn([], shape, fields)).toEqual([[]]);
});
