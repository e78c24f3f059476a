/** Made-up cards for tests: lines where a test says, without a photo. */
import type { Box, FieldName, ReadLine } from '../contract.ts';
import { fieldsOf } from '../fields/fields.ts';

export const SHAPE = { width: 1000, height: 600 };

export type Place = readonly [text: string, left: number, top: number, height?: number];

/** A made-up card: each line's text, place in pixels and height of type. Widths follow from the text. */
export function card(...places: Place[]): ReadLine[] {
  return places.map(([text, left, top, height = 24]) => {
    const right = left + text.length * height * 0.5;
    const [l, r, t, b] = [left / 0.1, right / 0.1, top / 0.06, (top + height) / 0.06].map(Math.round);
    const box: Box = [l ?? 0, t ?? 0, r ?? 0, t ?? 0, r ?? 0, b ?? 0, l ?? 0, b ?? 0];
    return { text, box, confidence: 98 };
  });
}

/** Lines below one another at the left. */
export function column(...texts: (string | readonly [string, number])[]): ReadLine[] {
  let top = 20;
  return card(
    ...texts.map((text): Place => {
      const [words, height] = typeof text === 'string' ? ([text, 24] as const) : text;
      const place: Place = [words, 60, top, height];
      top += height * 1.6;
      return place;
    }),
  );
}

export function values(lines: readonly ReadLine[], field: FieldName, code: string | null = null): string[] {
  return fieldsOf({ lines, code, shape: SHAPE }).flatMap((one) =>
    one.field === field ? [one.label && field !== 'url' ? `${one.value} (${one.label})` : one.value] : [],
  );
}

export const first = (lines: readonly ReadLine[], field: FieldName) => values(lines, field)[0];
