/** Postal addresses: lines that look like one, with those that stand right between or below them. */
import type { Line } from '../lines.ts';
import type { Segment } from './segments.ts';

export interface AddressFound {
  readonly value: string;
  readonly lines: readonly Line[];
}

/** Lines further apart than this many heights belong to two addresses. */
const NEAR = 1.2;

export function findAddresses(segments: readonly Segment[]): AddressFound[] {
  const groups: Segment[][] = [];
  for (const segment of segments) {
    if (!segment.address || segment.text !== textOf(segments, segment)) continue;
    const group = groups.find((other) => follows(segment, other.at(-1)));
    if (group) group.push(segment);
    else groups.push([segment]);
  }
  return groups
    .filter((group) => group.some(({ text }) => /\d/.test(text)))
    .map((group) => ({
      value: group.map(({ text }) => tidied(text)).join(', '),
      lines: group.map(({ line }) => line),
    }));
}

/** The longest piece of the segment's line: the others are parts of it. */
function textOf(segments: readonly Segment[], { line }: Segment): string | undefined {
  return segments.find((other) => other.line === line)?.text;
}

function follows(segment: Segment, before: Segment | undefined): boolean {
  if (!before) return false;
  const gap = segment.line.top - before.line.bottom;
  const apart = segment.line.left > before.line.right || before.line.left > segment.line.right;
  return !apart && gap < NEAR * segment.line.height;
}

function tidied(text: string): string {
  return text.replace(/^[\s,;:–-]+|[\s,;:–-]+$/gu, '');
}
