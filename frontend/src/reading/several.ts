/**
 * Several cards on one photo. Parts of the text that a clear gap divides are cards of their own only where each of them
 * names a person and how to reach that person, and no two of them share anything: two languages on one card, or two
 * columns of it, do share.
 */
import type { ReadField, ReadLine } from './contract.ts';
import { type Line, placed, type Shape } from './lines.ts';

/** In heights of a typical line. */
const CLEAR_GAP = 1.5;
const FEWEST_LINES = 3;
/** Widest gaps that are tried in each direction. */
const TRIED = 3;

type FieldsOf = (lines: readonly ReadLine[]) => readonly ReadField[];

/** The lines of each card, the cards from the top and from the left; the order of a card's lines stays. */
export function cardsOn(lines: readonly ReadLine[], shape: Shape, fieldsOf: FieldsOf): ReadLine[][] {
  const parts = divided(placed(lines, shape), (part) => fieldsOf(unplaced(part)));
  return parts.map((part) => {
    const texts = new Set(part.map(({ box }) => box));
    return lines.filter(({ box }) => texts.has(box));
  });
}

function unplaced(lines: readonly Line[]): ReadLine[] {
  return lines.map(({ text, box, confidence }) => ({ text, box, confidence }));
}

function divided(lines: readonly Line[], fieldsOf: (lines: readonly Line[]) => readonly ReadField[]): Line[][] {
  for (const [before, after] of cuts(lines)) {
    if (areCards(fieldsOf(before), fieldsOf(after))) return [...divided(before, fieldsOf), ...divided(after, fieldsOf)];
  }
  return [[...lines]];
}

/** Ways to part the lines where nothing crosses, the widest gap first; across before down. */
function cuts(lines: readonly Line[]): [Line[], Line[]][] {
  const heights = lines.map(({ height }) => height).sort((a, b) => a - b);
  const least = CLEAR_GAP * (heights[Math.floor(heights.length / 2)] ?? 0);
  return [
    ...gaps(lines, ({ top, bottom }) => [top, bottom], least),
    ...gaps(lines, ({ left, right }) => [left, right], least),
  ].filter((parts) => parts.every((part) => part.length >= FEWEST_LINES));
}

function gaps(lines: readonly Line[], extent: (line: Line) => [number, number], least: number): [Line[], Line[]][] {
  const sorted = [...lines].sort((a, b) => extent(a)[0] - extent(b)[0]);
  const found: { width: number; at: number }[] = [];
  let reach = Number.NEGATIVE_INFINITY;
  sorted.forEach((line, at) => {
    const [start, end] = extent(line);
    if (at > 0 && start - reach > least) found.push({ width: start - reach, at });
    reach = Math.max(reach, end);
  });
  found.sort((a, b) => b.width - a.width);
  return found.slice(0, TRIED).map(({ at }) => [sorted.slice(0, at), sorted.slice(at)]);
}

function areCards(one: readonly ReadField[], other: readonly ReadField[]): boolean {
  if (![one, other].every((fields) => has(fields, 'name') && (has(fields, 'email') || has(fields, 'phone'))))
    return false;
  const known = new Set(one.flatMap(identity));
  return !other.flatMap(identity).some((value) => known.has(value));
}

function has(fields: readonly ReadField[], name: ReadField['field']): boolean {
  return fields.some(({ field }) => field === name);
}

/** What tells one person's card from another's. Colleagues share a web address. */
function identity({ field, value, e164 }: ReadField): string[] {
  return field === 'email' || field === 'phone' || field === 'name' ? [(e164 ?? value).toLowerCase()] : [];
}
