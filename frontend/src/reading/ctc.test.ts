import { expect, test } from 'vitest';
import { decodeCtc, kinOf } from './ctc.ts';

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

test('a gap that hints at a space is one, and says nothing of how sure the signs are', () => {
  const line = (space: number, between: [number, number] = [0, 0.7]) => {
    const rows = steps([1, 0.9], between, [2, 0.7]);
    rows[CHARSET.length + 5] = Math.max(space, rows[CHARSET.length + 5] ?? 0);
    return decodeCtc(rows, CHARSET);
  };
  expect(line(0.1)).toEqual({ text: 'a b', confidence: expect.closeTo(0.8) });
  expect(line(0.01).text).toBe('ab');
  expect(line(0.1, [5, 0.9]).text, 'one that is sure is not doubled').toBe('a b');
});

test('where another head found a word, this one has none; between two, what it is sure of', () => {
  const word = { text: 'पता', likelihood: 0.7, first: 1, last: 3 };
  const others = [word, { ...word, first: 4, last: 4, text: ' ' }, { ...word, first: 7, last: 8 }];
  const line = (dash: number) =>
    steps([1, 0.9], [2, 0.6], [0, 1], [2, 0.5], [3, dash], [5, 0.9], [5, 0.9], [1, 0.9], [2, 0.4], [2, 0.9], [1, 0.9]);
  expect(decodeCtc(line(0.9), CHARSET, [], others).text).toBe('aपता : पताa');
  expect(decodeCtc(line(0.7), CHARSET, [], others).text).toBe('aपता पताa');
});

test('a vowel that was passed over is hinted at by its kin, and only where there is room', () => {
  const charset = ['', 'H', 'n', 'ô', 'o', ' '];
  const kin = kinOf(charset);
  expect(kin).toEqual([3, 4]);
  const line = (hint: number, blanks: number) => {
    const rows = new Float32Array((blanks + 3) * charset.length);
    rows[5] = 1;
    rows[charset.length + 1] = 1;
    for (let step = 2; step < blanks + 2; step++) rows[step * charset.length] = 1;
    rows[2 * charset.length + 3] = hint;
    rows[2 * charset.length + 4] = hint / 2;
    rows[(blanks + 2) * charset.length + 2] = 1;
    return decodeCtc(rows, charset, kin);
  };
  expect(line(1e-4, 3)).toEqual({ text: 'Hn', confidence: 1, hints: [{ at: 1, vowel: 'ô' }] });
  expect(line(1e-5, 3).hints).toBeUndefined();
  expect(line(1e-4, 1).hints).toBeUndefined();
});

test('the shoulder of a vowel is no second one', () => {
  const charset = ['', 'e', 'ê', 'n'];
  const rows = Float32Array.from([0, 1, 0, 0, 1, 1e-3, 1e-3, 0, 1, 0, 0, 0, 0, 0, 0, 1]);
  expect(decodeCtc(rows, charset, kinOf(charset)).hints).toBeUndefined();
});
