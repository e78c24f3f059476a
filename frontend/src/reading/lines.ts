/**
 * Lines as a person sees them: the card turned level, boxes of one printed line joined, read from top to bottom. Lengths
 * are pixels of the photo; only their ratios mean anything.
 */
import type { Box, ReadLine } from './contract.ts';

export interface Shape {
  readonly width: number;
  readonly height: number;
}

export interface Line extends ReadLine {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Height of the box, which is the size of the type for one line. */
  readonly height: number;
}

/**
 * Boxes whose gap is smaller than this many heights are one line, if one of them is a single word: the detector breaks at
 * wide spaces, but two columns of text may stand as close.
 */
const JOIN_GAP = 0.7;
const SAME_ROW = 0.6;
const SAME_SIZE = 1.5;

export function layOut(lines: readonly ReadLine[], shape: Shape): Line[] {
  return byRows(joined(placed(lines, shape).sort((a, b) => a.left - b.left)));
}

/** The lines as they came, on the card turned level. */
export function placed(lines: readonly ReadLine[], shape: Shape): Line[] {
  const angle = leaning(lines, shape);
  return lines.map((line) => place(line, shape, angle));
}

/** The lines as they came, from top to bottom and within a row from left to right. */
export function inReadingOrder(lines: readonly ReadLine[], shape: Shape): ReadLine[] {
  return byRows(placed(lines, shape)).map(({ text, box, confidence }) => ({ text, box, confidence }));
}

function byRows(lines: readonly Line[]): Line[] {
  const rows: Line[][] = [];
  for (const line of [...lines].sort((a, b) => a.top + a.bottom - b.top - b.bottom)) {
    const row = rows.at(-1);
    const [first] = row ?? [];
    if (row && first && overlap(first, line) > SAME_ROW * Math.min(first.height, line.height)) row.push(line);
    else rows.push([line]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.left - b.left));
}

/** The direction in which most of the text runs, in radians; long lines count more. */
function leaning(lines: readonly ReadLine[], shape: Shape): number {
  let x = 0;
  let y = 0;
  for (const { box } of lines) {
    const [dx, dy] = [(box[2] - box[0]) * shape.width, (box[3] - box[1]) * shape.height];
    const length = Math.hypot(dx, dy);
    x += dx * length;
    y += dy * length;
  }
  return Math.atan2(y, x);
}

function place(line: ReadLine, shape: Shape, angle: number): Line {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const us: number[] = [];
  const vs: number[] = [];
  for (let corner = 0; corner < 8; corner += 2) {
    const x = ((line.box[corner] ?? 0) / 10_000) * shape.width;
    const y = ((line.box[corner + 1] ?? 0) / 10_000) * shape.height;
    us.push(x * cos + y * sin);
    vs.push(y * cos - x * sin);
  }
  const [a = 0, b = 0, c = 0, d = 0] = vs;
  // The middle of the upper and lower edge: a leaning line's extremes would look taller than it is.
  const [top, bottom] = [(a + b) / 2, (c + d) / 2];
  return { ...line, left: Math.min(...us), right: Math.max(...us), top, bottom, height: bottom - top };
}

/** Takes lines from left to right; each is joined to the one that ends just before it. */
function joined(lines: readonly Line[]): Line[] {
  const done: Line[] = [];
  for (const line of lines) {
    const before = done.findIndex((other) => continues(other, line));
    const other = done[before];
    if (other) done[before] = join(other, line);
    else done.push(line);
  }
  return done;
}

function continues(before: Line, after: Line): boolean {
  const [small, large] = [Math.min(before.height, after.height), Math.max(before.height, after.height)];
  const gap = after.left - before.right;
  if (before.text.includes(' ') && after.text.includes(' ')) return false;
  return (
    overlap(before, after) > SAME_ROW * small && large < SAME_SIZE * small && gap < JOIN_GAP * small && gap > -small
  );
}

function join(before: Line, after: Line): Line {
  const [ax, ay, , , , , dx, dy] = before.box;
  const [, , bx, by, cx, cy] = after.box;
  const box: Box = [ax, ay, bx, by, cx, cy, dx, dy];
  return {
    text: `${before.text} ${after.text}`,
    box,
    confidence: Math.min(before.confidence, after.confidence),
    left: before.left,
    right: after.right,
    top: Math.min(before.top, after.top),
    bottom: Math.max(before.bottom, after.bottom),
    height: Math.max(before.height, after.height),
  };
}

/** How much of their height two lines share, in pixels. */
export function overlap(one: Line, other: Line): number {
  return Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
}

/** What stands to the left on the same row, within `reach` heights: a label in a column of its own. */
export function labelLeftOf(line: Line, lines: readonly Line[], reach = 8): Line | null {
  let best: Line | null = null;
  for (const other of lines) {
    if (other === line || overlap(other, line) < SAME_ROW * Math.min(other.height, line.height)) continue;
    const gap = line.left - other.right;
    if (gap < -other.height || gap > reach * line.height || other.left >= line.left) continue;
    if (!best || other.right > best.right) best = other;
  }
  return best;
}
