/**
 * Turns the detector's map of "how likely is text here" into tilted rectangles: connected patches, the smallest rectangle
 * around each, grown again by what the detector was trained to shrink. Pure geometry, in pixels of the map.
 */
import type { Point, Quad } from './picture.ts';

const LIKELY = 0.3;
const MEAN_LIKELY = 0.5;
const GROW = 1.6;
const MIN_SIDE = 3;

export interface ProbabilityMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Rectangles whose top edge is the one that leans least, so corners start at the top left of level text. */
export function regionsOf(map: ProbabilityMap): Quad[] {
  const quads: Quad[] = [];
  for (const patch of patches(map)) {
    if (patch.mean < MEAN_LIKELY) continue;
    const rectangle = smallestRectangle(convexHull(patch.outline));
    if (!rectangle || Math.min(rectangle.width, rectangle.height) < MIN_SIDE) continue;
    quads.push(corners(grown(rectangle)));
  }
  return quads;
}

interface Patch {
  readonly outline: Point[];
  readonly mean: number;
}

/** 8-connected patches above the threshold. */
function patches(map: ProbabilityMap): Patch[] {
  const seen = new Uint8Array(map.values.length);
  const found: Patch[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (!seen[start] && (map.values[start] ?? 0) > LIKELY) found.push(patchFrom(start, map, seen));
  }
  return found;
}

/** Floods from one pixel; each row's ends suffice as an outline for the convex hull. */
function patchFrom(start: number, { width, height, values }: ProbabilityMap, seen: Uint8Array): Patch {
  const ends = new Map<number, [number, number]>();
  const stack = [start];
  let sum = 0;
  let count = 0;
  seen[start] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const x = at % width;
    const y = (at - x) / width;
    sum += values[at] ?? 0;
    count++;
    const [first, last] = ends.get(y) ?? [x, x];
    ends.set(y, [Math.min(first, x), Math.max(last, x)]);
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (seen[next] || (values[next] ?? 0) <= LIKELY) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
  }
  return { outline: outlineOf(ends), mean: sum / count };
}

/** The outer corners of each row's first and last pixel. */
function outlineOf(ends: ReadonlyMap<number, readonly [number, number]>): Point[] {
  return [...ends].flatMap(([y, [first, last]]) => [
    { x: first, y },
    { x: first, y: y + 1 },
    { x: last + 1, y },
    { x: last + 1, y: y + 1 },
  ]);
}

/** Andrew's monotone chain. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (chain: readonly Point[]) => {
    const hull: Point[] = [];
    for (const point of chain) {
      for (let last = hull.at(-1), before = hull.at(-2); last && before; last = hull.at(-1), before = hull.at(-2)) {
        if ((last.x - before.x) * (point.y - before.y) - (last.y - before.y) * (point.x - before.x) > 0) break;
        hull.pop();
      }
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

export interface Rectangle {
  readonly centre: Point;
  readonly width: number;
  readonly height: number;
  /** Radians, in (-π/4, π/4]: how much the top edge leans. */
  readonly angle: number;
}

/** The smallest rectangle around a convex hull has a side on one of the hull's edges. */
export function smallestRectangle(hull: readonly Point[]): Rectangle | null {
  let best: Rectangle | null = null;
  let bestArea = Number.POSITIVE_INFINITY;
  hull.forEach((from, index) => {
    const to = hull[(index + 1) % hull.length] ?? from;
    const angle = level(Math.atan2(to.y - from.y, to.x - from.x));
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const us = hull.map((point) => point.x * cos + point.y * sin);
    const vs = hull.map((point) => point.y * cos - point.x * sin);
    const [left, right, top, bottom] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
    const area = (right - left) * (bottom - top);
    if (area >= bestArea) return;
    const u = (left + right) / 2;
    const v = (top + bottom) / 2;
    bestArea = area;
    best = { centre: { x: u * cos - v * sin, y: u * sin + v * cos }, width: right - left, height: bottom - top, angle };
  });
  return best;
}

/** Quarter turns added or taken until the angle is in (-π/4, π/4]. */
function level(angle: number): number {
  const quarter = Math.PI / 2;
  return angle - quarter * Math.ceil(angle / quarter - 0.5);
}

function grown(rectangle: Rectangle): Rectangle {
  const { width, height } = rectangle;
  const by = (width * height * GROW) / (2 * (width + height));
  return { ...rectangle, width: width + 2 * by, height: height + 2 * by };
}

export function corners({ centre, width, height, angle }: Rectangle): Quad {
  const across = { x: (Math.cos(angle) * width) / 2, y: (Math.sin(angle) * width) / 2 };
  const down = { x: (-Math.sin(angle) * height) / 2, y: (Math.cos(angle) * height) / 2 };
  const corner = (right: number, below: number): Point => ({
    x: centre.x + right * across.x + below * down.x,
    y: centre.y + right * across.y + below * down.y,
  });
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}
