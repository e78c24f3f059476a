import { expect, test } from 'vitest';
import type { Box, ReadLine } from './contract.ts';
import { inReadingOrder, labelLeftOf, layOut } from './lines.ts';

const SHAPE = { width: 1000, height: 600 };

/** A line in pixels of SHAPE, turned around the card's middle. */
function line(text: string, left: number, top: number, width: number, height: number, angle = 0): ReadLine {
  const at = (x: number, y: number) => {
    const [dx, dy] = [x - SHAPE.width / 2, y - SHAPE.height / 2];
    return [
      ((dx * Math.cos(angle) - dy * Math.sin(angle) + SHAPE.width / 2) / SHAPE.width) * 10_000,
      ((dx * Math.sin(angle) + dy * Math.cos(angle) + SHAPE.height / 2) / SHAPE.height) * 10_000,
    ];
  };
  const corners = [at(left, top), at(left + width, top), at(left + width, top + height), at(left, top + height)];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = corners.flat().map(Math.round);
  const box: Box = [a, b, c, d, e, f, g, h];
  return { text, box, confidence: 90 };
}

test.each([0, 0.2, -0.3, Math.PI / 2, Math.PI])('two words of one line are joined on a card turned by %f', (angle) => {
  const lines = [line('Example', 320, 100, 200, 40, angle), line('Ada', 200, 102, 100, 40, angle)];
  const [joined, ...others] = layOut(lines, SHAPE);
  expect(others).toEqual([]);
  expect(joined?.text).toBe('Ada Example');
  expect(joined?.height).toBeCloseTo(41, -0.5);
});

test('columns that stand close are not joined, nor words of another size', () => {
  const columns = [line('Ada Example', 50, 100, 400, 40), line('Example Street', 470, 100, 400, 40)];
  expect(layOut(columns, SHAPE)).toHaveLength(2);
  expect(layOut([line('Ada', 50, 100, 100, 40), line('Phone', 160, 105, 60, 20)], SHAPE)).toHaveLength(2);
});

test('reading order is by rows, and within a row from the left', () => {
  const lines = [
    line('555 0100', 400, 203, 200, 30),
    line('Ada', 100, 100, 100, 40),
    line('Tel', 300, 200, 50, 30),
    line('Fax', 300, 260, 50, 30),
  ];
  expect(inReadingOrder(lines, SHAPE).map(({ text }) => text)).toEqual(['Ada', 'Tel', '555 0100', 'Fax']);
});

test('a label in a column of its own belongs to its row', () => {
  const lines = layOut(
    [line('Tel', 100, 200, 50, 30), line('Fax', 100, 260, 50, 30), line('+1 555 0100', 250, 262, 200, 30)],
    SHAPE,
  );
  const number = lines.find(({ text }) => text.startsWith('+1'));
  expect(number && labelLeftOf(number, lines)?.text).toBe('Fax');
});
