import { expect, test } from 'vitest';
import type { Box } from '../reading/contract.ts';
import { sliceShape } from './slices.ts';

/** Where a point of the photo (in ten-thousandths) lands on the slice. */
function landing(box: Box, width: number, height: number, x: number, y: number) {
  const shape = sliceShape(box, width, height);
  if (!shape) throw new Error('no slice');
  const [a, b, c, d, e, f] = shape.transform;
  const [px, py] = [(x / 10_000) * width, (y / 10_000) * height];
  return { x: a * px + c * py + e, y: b * px + d * py + f, shape };
}

test('an upright line keeps its size, with a margin around it', () => {
  const box: Box = [1000, 1000, 5000, 1000, 5000, 1500, 1000, 1500];
  const corner = landing(box, 1000, 1000, 1000, 1000);
  expect(corner.shape).toMatchObject({ width: 420, height: 70 });
  expect(corner.x).toBeCloseTo(10);
  expect(corner.y).toBeCloseTo(10);
  expect(landing(box, 1000, 1000, 5000, 1500)).toMatchObject({ x: 410, y: 60 });
});

test('a line that runs up the photo is turned upright', () => {
  const box: Box = [1000, 5000, 1000, 1000, 1500, 1000, 1500, 5000];
  const start = landing(box, 1000, 1000, 1000, 5000);
  const end = landing(box, 1000, 1000, 1000, 1000);
  expect(start.shape).toMatchObject({ width: 420, height: 70 });
  expect([start.x, start.y].map(Math.round)).toEqual([10, 10]);
  expect([end.x, end.y].map(Math.round)).toEqual([410, 10]);
});

test('boxes are measured in the photo, whatever its shape', () => {
  const box: Box = [0, 0, 10_000, 0, 10_000, 1000, 0, 1000];
  const end = landing(box, 800, 400, 10_000, 1000);
  expect([end.x, end.y].map(Math.round)).toEqual([808, 48]);
});

test('a large slice is made small enough to hold', () => {
  const shape = sliceShape([0, 0, 10_000, 0, 10_000, 5000, 0, 5000], 2560, 1920);
  expect(shape?.height).toBeLessThanOrEqual(161);
  expect(shape?.width).toBeLessThanOrEqual(1601);
});

test.each([
  ['empty', [10, 10, 10, 10, 10, 10, 10, 10]],
  ['mirrored', [5000, 0, 0, 0, 0, 1000, 5000, 1000]],
] as const)('a box that is %s gives no slice', (_, box) => {
  expect(sliceShape(box, 1000, 1000)).toBeNull();
});
