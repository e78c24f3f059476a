/** The part of a photo that a box surrounds, turned upright: what a person compares a field with. */
import type { Box } from '../reading/contract.ts';

/** Boxes count in ten-thousandths of the photo's width and height. */
const WHOLE = 10_000;
/** Of the line's height, on every side: letters reach out of their box. */
const MARGIN = 0.2;
const TALLEST = 160;
const WIDEST = 1600;

export interface SliceShape {
  readonly width: number;
  readonly height: number;
  /** Takes a point of the photo to a point of the slice, as `setTransform(a, b, c, d, e, f)`. */
  readonly transform: readonly [number, number, number, number, number, number];
}

/** Null for a box that surrounds nothing. The two corners on the left and the upper right one say all of an upright text. */
export function sliceShape(box: Box, photoWidth: number, photoHeight: number): SliceShape | null {
  const px = (value: number) => (value / WHOLE) * photoWidth;
  const py = (value: number) => (value / WHOLE) * photoHeight;
  const [left, top] = [px(box[0]), py(box[1])];
  const along = { x: px(box[2]) - left, y: py(box[3]) - top };
  const down = { x: px(box[6]) - left, y: py(box[7]) - top };
  const length = Math.hypot(along.x, along.y);
  const line = Math.hypot(down.x, down.y);
  const area = along.x * down.y - along.y * down.x;
  if (length < 1 || line < 1 || area <= 0) return null;
  const margin = line * MARGIN;
  const scale = Math.min(1, TALLEST / (line + 2 * margin), WIDEST / (length + 2 * margin));
  // Photo = corner + u·along + v·down, with u and v from 0 to 1; solved for u and v, then stretched to pixels.
  const [su, sv] = [(length * scale) / area, (line * scale) / area];
  const [a, c] = [down.y * su, -down.x * su];
  const [b, d] = [-along.y * sv, along.x * sv];
  const offset = margin * scale;
  return {
    width: Math.ceil(length * scale + 2 * offset),
    height: Math.ceil(line * scale + 2 * offset),
    transform: [a, b, c, d, offset - (a * left + c * top), offset - (b * left + d * top)],
  };
}
