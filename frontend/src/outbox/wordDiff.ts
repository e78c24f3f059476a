/**
 * What differs between two texts, word by word (Myers' greedy algorithm). Texts that have hardly anything in common are not
 * compared to the last word: what lies between their common beginning and end then counts as replaced.
 */
import { late } from '../domain/late.ts';

export interface Piece {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Beyond so many differences a comparison helps nobody, and takes long. */
const MOST_EDITS = 600;

/** How `after` came to be from `before`: pieces in reading order, neighbours of one kind joined. */
export function diffWords(before: string, after: string): Piece[] {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const middle = middleOf(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const tail = a.slice(a.length - end);
  return joined([...a.slice(0, start).map(same), ...middle, ...tail.map(same)]);
}

const same = (text: string): Piece => ({ kind: 'same', text });
const added = (text: string): Piece => ({ kind: 'added', text });
const removed = (text: string): Piece => ({ kind: 'removed', text });

// Its dictionaries take a browser long to load, and most versions are in Latin letters.
const segmenter = late(() =>
  typeof Intl.Segmenter === 'undefined' ? null : new Intl.Segmenter(undefined, { granularity: 'word' }),
);

/** Words, and what stands between them; Chinese and Japanese have words without spaces. */
function tokensOf(text: string): string[] {
  const chunks = text.match(/\s+|[^\s]+/gu) ?? [];
  return chunks.flatMap(
    (chunk) => (isLatin(chunk) ? null : segmented(chunk)) ?? chunk.match(/[\p{L}\p{N}\p{M}'’-]+|./gsu) ?? [],
  );
}

function isLatin(chunk: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Common}\p{M}]*$/u.test(chunk);
}

function segmented(chunk: string): string[] | null {
  const words = segmenter()?.segment(chunk);
  return words ? Array.from(words, ({ segment }) => segment) : null;
}

function middleOf(a: readonly string[], b: readonly string[]): Piece[] {
  const trace = a.length > 0 && b.length > 0 ? traceOf(a, b) : null;
  return trace ? walkBack(a, b, trace) : [...a.map(removed), ...b.map(added)];
}

type Reach = ReadonlyMap<number, number>;

/** For each number of edits, how far down `a` one gets on each diagonal; null where that takes too many. */
function traceOf(a: readonly string[], b: readonly string[]): Reach[] | null {
  const trace: Reach[] = [];
  let reach = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(a.length + b.length, MOST_EDITS); edits += 1) {
    trace.push(reach);
    const next = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = isDown(reach, diagonal, edits) ? (reach.get(diagonal + 1) ?? 0) : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      next.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return trace;
    }
    reach = next;
  }
  return null;
}

/** Whether the best way onto the diagonal adds a word of `b`, rather than leaving out one of `a`. */
function isDown(reach: Reach, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1);
}

function walkBack(a: readonly string[], b: readonly string[], trace: readonly Reach[]): Piece[] {
  const pieces: Piece[] = [];
  let [x, y] = [a.length, b.length];
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const reach = trace[edits] ?? new Map();
    const diagonal = x - y;
    const from = isDown(reach, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const fromX = edits === 0 ? 0 : (reach.get(from) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - from;
    for (; x > fromX && y > fromY; x -= 1, y -= 1) pieces.push(same(a[x - 1] ?? ''));
    if (edits === 0) break;
    if (x === fromX) pieces.push(added(b[y - 1] ?? ''));
    else pieces.push(removed(a[x - 1] ?? ''));
    [x, y] = [fromX, fromY];
  }
  return pieces.reverse();
}

/** Within a change what is missing stands before what is new, and a space between two changes belongs to them. */
function joined(pieces: readonly Piece[]): Piece[] {
  const runs: Piece[] = [];
  let change: { removed: string; added: string } | null = null;
  const flush = () => {
    if (change?.removed) runs.push(removed(change.removed));
    if (change?.added) runs.push(added(change.added));
    change = null;
  };
  for (const [i, { kind, text }] of pieces.entries()) {
    const bridges =
      kind === 'same' && change !== null && text.trim() === '' && (pieces[i + 1]?.kind ?? 'same') !== 'same';
    if (kind === 'same' && !bridges) {
      flush();
      const last = runs.at(-1);
      if (last?.kind === 'same') runs[runs.length - 1] = same(last.text + text);
      else runs.push(same(text));
      continue;
    }
    change ??= { removed: '', added: '' };
    if (kind !== 'added') change.removed += text;
    if (kind !== 'removed') change.added += text;
  }
  flush();
  return runs;
}
