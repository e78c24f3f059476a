import { expect, test } from 'vitest';
import { enlarged, letGo, type Picture, reduced, sample, shrunk, turned, turnedBack } from './picture.ts';

/** Each pixel's red counts up from 0, row by row. */
function counting(width: number, height: number): Picture {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) data.set([pixel, 100, 200, 255], 4 * pixel);
  return { width, height, data };
}

function reds({ data }: Picture): number[] {
  return [...data].filter((_, index) => index % 4 === 0);
}

test('a quarter turn is clockwise', () => {
  const picture = turned(counting(3, 2), 1);
  expect([picture.width, picture.height]).toEqual([2, 3]);
  expect(reds(picture)).toEqual([3, 0, 4, 1, 5, 2]);
});

test.each([1, 2, 3])('%i quarter turns and the rest of the circle give the picture back', (quarters) => {
  expect(reds(turned(turned(counting(4, 3), quarters), 4 - quarters))).toEqual(reds(counting(4, 3)));
});

test.each([0, 1, 2, 3])('a point of the picture turned by %i quarters is found again', (quarters) => {
  const picture = counting(5, 3);
  const after = turned(picture, quarters);
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [1, 2],
  ] as const) {
    const red = after.data[4 * (y * after.width + x)] ?? -1;
    const before = turnedBack({ x: (x + 0.5) / after.width, y: (y + 0.5) / after.height }, quarters);
    expect(Math.floor(before.y * 3) * 5 + Math.floor(before.x * 5)).toBe(red);
  }
});

test('a reduced picture shows the mean of each square, and leaves out what fills none', () => {
  const picture = reduced(counting(5, 4), 2);
  expect([picture.width, picture.height]).toEqual([2, 2]);
  expect(reds(picture)).toEqual([3, 5, 13, 15]);
  expect([...picture.data.slice(1, 4)]).toEqual([100, 200, 255]);
  expect(reduced(picture, 1)).toBe(picture);
});

test('a cut at full size is the pixels themselves, blue first, from -1 to 1', () => {
  const picture = counting(4, 2);
  const whole = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 2 },
    { x: 0, y: 2 },
  ] as const;
  const planes = sample(picture, whole, 4, 2);
  expect(planes).toHaveLength(24);
  expect(planes[0]).toBeCloseTo(200 / 127.5 - 1);
  expect(planes[8]).toBeCloseTo(100 / 127.5 - 1);
  expect([...planes.slice(16)].map((value) => Math.round((value + 1) * 127.5))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('a cut from the bottom right back to the top left stands upside down', () => {
  const over = [
    { x: 4, y: 2 },
    { x: 0, y: 2 },
    { x: 0, y: 0 },
    { x: 4, y: 0 },
  ] as const;
  const planes = sample(counting(4, 2), over, 4, 2);
  expect([...planes.slice(16)].map((value) => Math.round((value + 1) * 127.5))).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
});

test('a cut at half the size averages, so that no row is lost', () => {
  const whole = [
    { x: 0, y: 0 },
    { x: 4, y: 0 },
    { x: 4, y: 2 },
    { x: 0, y: 2 },
  ] as const;
  const red = [...sample(counting(4, 2), whole, 2, 1).slice(4)].map((value) => (value + 1) * 127.5);
  expect(red[0]).toBeCloseTo((0 + 1 + 4 + 5) / 4);
});

test('shown smaller, every pixel of the part counts for its share', () => {
  const picture = counting(6, 4);
  const [, , reds] = thirds(shrunk(picture, { x: 1, y: 0, width: 4, height: 4 }, 2, 2));
  // Columns 1 and 2, then 3 and 4; rows 0 and 1, then 2 and 3; six pixels a row.
  expect(reds.map((value) => Math.round((value + 1) * 127.5 * 4))).toEqual([
    1 + 2 + 7 + 8,
    3 + 4 + 9 + 10,
    13 + 14 + 19 + 20,
    15 + 16 + 21 + 22,
  ]);
});

test('a pixel on the border counts for what is inside', () => {
  const [blues, greens, reds] = thirds(shrunk(counting(4, 1), { x: 0.5, y: 0, width: 3, height: 1 }, 1, 1));
  expect(reds[0]).toBeCloseTo((0.5 * 0 + 1 + 2 + 0.5 * 3) / 3 / 127.5 - 1, 5);
  expect([blues[0], greens[0]].map((value) => Math.round(((value ?? 0) + 1) * 127.5))).toEqual([200, 100]);
});

test('made larger, a picture has its colours between those it had, and no see-through pixel', () => {
  const larger = enlarged(counting(2, 1), 2);
  expect([larger.width, larger.height]).toEqual([4, 2]);
  expect(reds(larger)).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  expect([...larger.data].filter((_, at) => at % 4 === 3)).toEqual(Array(8).fill(255));
});

test('a picture that was let go is empty, and where the browser cannot, it stays', () => {
  const picture = counting(4, 4);
  const buffer = Object.assign(picture.data.buffer, { transfer: undefined });
  letGo(picture.data);
  expect(picture.data).toHaveLength(64);
  Object.assign(buffer, { transfer: () => structuredClone(buffer, { transfer: [buffer] }) });
  letGo(picture.data);
  expect(picture.data).toHaveLength(0);
});

function thirds(planes: Float32Array): [number[], number[], number[]] {
  const size = planes.length / 3;
  return [[...planes.slice(0, size)], [...planes.slice(size, 2 * size)], [...planes.slice(2 * size)]];
}
