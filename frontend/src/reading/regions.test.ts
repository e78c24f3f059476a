import { expect, test } from 'vitest';
import type { Point } from './picture.ts';
import { convexHull, corners, type ProbabilityMap, regionsOf, smallestRectangle } from './regions.ts';

/** A map with a filled, leaning bar: `length` × `thickness` around the centre. */
function bar(centre: Point, length: number, thickness: number, angle: number, likelihood = 0.9): ProbabilityMap {
  const [width, height] = [200, 160];
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x + 0.5 - centre.x, y + 0.5 - centre.y];
      const along = dx * Math.cos(angle) + dy * Math.sin(angle);
      const across = dy * Math.cos(angle) - dx * Math.sin(angle);
      if (Math.abs(along) <= length / 2 && Math.abs(across) <= thickness / 2) values[y * width + x] = likelihood;
    }
  }
  return { width, height, values };
}

test.each([0, 0.2, -0.35, 0.7])('a bar that leans by %f is found, grown on all sides, with its angle', (angle) => {
  const [quad, ...others] = regionsOf(bar({ x: 100, y: 80 }, 90, 10, angle));
  expect(others).toEqual([]);
  const [a, b, c, d] = quad ?? [];
  if (!a || !b || !c || !d) throw new Error('no region');
  expect(Math.atan2(b.y - a.y, b.x - a.x)).toBeCloseTo(angle, 1);
  expect((a.x + c.x) / 2).toBeCloseTo(100, 0);
  expect((a.y + c.y) / 2).toBeCloseTo(80, 0);
  expect(Math.hypot(d.x - a.x, d.y - a.y)).toBeGreaterThan(20);
  expect(Math.hypot(b.x - a.x, b.y - a.y)).toBeLessThan(120);
});

test('corners come in reading order for a bar that leans steeply', () => {
  const [quad] = regionsOf(bar({ x: 100, y: 80 }, 90, 10, Math.PI / 2 - 0.2));
  const [a, b, c, d] = quad ?? [];
  if (!a || !b || !c || !d) throw new Error('no region');
  expect(a.x).toBeLessThan(b.x);
  expect(a.y).toBeLessThan(d.y);
  expect(Math.hypot(d.x - a.x, d.y - a.y)).toBeGreaterThan(Math.hypot(b.x - a.x, b.y - a.y));
});

test('faint patches and specks are no text', () => {
  expect(regionsOf(bar({ x: 100, y: 80 }, 90, 10, 0, 0.4))).toEqual([]);
  expect(regionsOf(bar({ x: 100, y: 80 }, 2, 2, 0))).toEqual([]);
});

test('two patches that touch nowhere are two regions', () => {
  const one = bar({ x: 50, y: 40 }, 60, 8, 0);
  const other = bar({ x: 120, y: 110 }, 60, 8, 0);
  const values = one.values.map((value, index) => Math.max(value, other.values[index] ?? 0));
  expect(regionsOf({ ...one, values })).toHaveLength(2);
});

test('the hull leaves inner points out, and the rectangle around a tilted square is that square', () => {
  const square = corners({ centre: { x: 10, y: 10 }, width: 8, height: 8, angle: 0.3 });
  const hull = convexHull([...square, { x: 10, y: 10 }, { x: 11, y: 9 }]);
  expect(hull).toHaveLength(4);
  const rectangle = smallestRectangle(hull);
  expect(rectangle?.width).toBeCloseTo(8);
  expect(rectangle?.height).toBeCloseTo(8);
  expect(rectangle?.centre.x).toBeCloseTo(10);
});
