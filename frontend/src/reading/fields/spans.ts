/** What the field finders share: where in which line a value stands, and what is left of a line without it. */
import type { Line } from '../lines.ts';

export interface Span {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
}

export interface Found extends Span {
  readonly value: string;
  /** Percent, no higher than that of the line it stands in. */
  readonly confidence: number;
  readonly label?: string;
  readonly e164?: string;
}

/** A line's text with the spans of what was found in it blanked, so that positions stay. */
export function without(line: Line, spans: readonly Span[]): string {
  let text = line.text;
  for (const span of spans) {
    if (span.line !== line) continue;
    text = text.slice(0, span.start) + ' '.repeat(span.end - span.start) + text.slice(span.end);
  }
  return text;
}

/** Lower case, without accents: for comparing, never for showing. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[ßøłđæœıðþ]/giu, (letter) => PLAIN[letter.toLowerCase()] ?? letter)
    .toLowerCase();
}

const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ð: 'd',
  þ: 'th',
};

/** Words of letters and digits, lower case, without accents. */
export function wordsOf(text: string): string[] {
  return plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How alike two short texts are, 0 to 1: one minus the share of edits. */
export function likeness(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  return longest === 0 ? 1 : 1 - edits(one, other) / longest;
}

function edits(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const swap = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
