import { expect, test } from 'vitest';
import { decodeCtc } from './ctc.ts';

const CHARSET = ['', 'a', 'b', ':', ':', ' '];

/** One row a step, with the given column at the given likelihood. */
function steps(...chosen: [column: number, likelihood: number][]): Float32Array {
  const rows = new Float32Array(chosen.length * CHARSET.length);
  chosen.forEach(([column, likelihood], step) => {
    rows[step * CHARSET.length + column] = likelihood;
  });
  return rows;
}

test('a sign that is held over steps is written once, after a blank again', () => {
  expect(decodeCtc(steps([1, 0.9], [1, 0.8], [0, 0.9], [1, 1], [2, 1]), CHARSET).text).toBe('aab');
});

test('confidence is the mean of the first step of each sign, without blanks', () => {
  expect(decodeCtc(steps([0, 1], [1, 0.5], [1, 0.1], [2, 0.75]), CHARSET).confidence).toBeCloseTo(0.625);
});

test('two columns may write the same sign', () => {
  expect(decodeCtc(steps([1, 1], [3, 1], [0, 1], [4, 1]), CHARSET).text).toBe('a::');
});

test('spaces at the ends are dropped, nothing at all has no confidence', () => {
  expect(decodeCtc(steps([5, 1], [1, 1], [5, 1]), CHARSET).text).toBe('a');
  expect(decodeCtc(steps([0, 1], [0, 1]), CHARSET)).toEqual({ text: '', confidence: 0 });
});
