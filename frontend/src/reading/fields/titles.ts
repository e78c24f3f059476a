/** What the person does: a line with the words of a job title, the nearer to the name the better. */
import type { NameCandidate } from './names.ts';
import { titleness } from './occupations.ts';
import type { Segment } from './segments.ts';
import { BEFORE_NAME } from './vocabulary.ts';

export interface TitleCandidate {
  readonly value: string;
  readonly segments: readonly Segment[];
  readonly score: number;
}

const MOST_WORDS = 9;
/** A line that ends or begins like this goes on, or carries on. */
const GOES_ON = new RegExp(
  '(?:[&,/+-]|\\s(?:and|of|for|to|in|the|de|del|de la|des|du|dos|das|do|da|au|aux|à|al|alla|di|dei|delle|degli|della|et|und|für|im|zur|zum|der|mit|bei|' +
    'y|para|por|per|con|en|e|van|voor|bij|i|na|za|dla|og|och|ja|ve|för|av|af|til|till|charge|chargee?|chargé))$',
  'iu',
);
const CARRIES_ON =
  /^(?:[&/+]|(?:and|of|for|to|the|de|del|des|du|et|und|für|im|der|y|e|di|da|do|van|voor|en charge|à|au|aux|in|at|og|och|ve|för|av|af)\s|d['’])/u;

export function titleCandidates(segments: readonly Segment[], name: NameCandidate | null): TitleCandidate[] {
  const candidates: TitleCandidate[] = [];
  for (const segment of segments) {
    if (isName(segment, name)) continue;
    const next = continuation(segment, segments, name);
    const parts = next ? [segment, next] : [segment];
    const score = scoreOf(segment, sentenceShare(parts), name);
    if (score <= 0) continue;
    candidates.push({ value: tidied(parts.map((part) => part.text).join(' ')), segments: parts, score });
  }
  return [...candidates, ...beforeName(name)].sort((a, b) => b.score - a.score);
}

/** "Prop. Jane Doe": what stands before the name may say what she does. */
function beforeName(name: NameCandidate | null): TitleCandidate[] {
  const [first] = name?.segments ?? [];
  const before = first && BEFORE_NAME.exec(first.text)?.[0].trim();
  if (!before || titleness(before) < 1 || /^(?:dr|prof|eng|mr|ms|mrs)\b/i.test(before)) return [];
  return [{ value: before, segments: [first], score: 1.5 }];
}

function scoreOf(segment: Segment, sentence: number, name: NameCandidate | null): number {
  if (segment.title < 1 && (segment.address || segment.department)) return 0;
  const below = name ? distanceBelow(segment, name) : null;
  const plainGuess = segment.title === 0 && !mayStandIn(segment, below);
  if (plainGuess) return 0;
  let score = 2 * segment.title;
  if (below !== null) score += below >= -0.6 && below < 1.6 ? 1.5 : below < 0 ? 0.5 : Math.max(-1, 1.2 - 0.3 * below);
  if (segment.legal) score -= 2.5;
  score -= 0.5 * Math.min(2, segment.organisation);
  if (segment.hasContact) score -= 1;
  if (segment.address) score -= 1;
  if (sentence > 0.3) score -= 1.5;
  if (segment.words.length > MOST_WORDS) score -= 1.5;
  if (/\d{2}/.test(segment.text)) score -= 1;
  if (segment.text !== segment.line.text.trim() && !sameLineAsName(segment, name)) score -= 0.4;
  return score;
}

/** Of all its lines: one that ends with "for the" is mostly made of small words only as long as it stands alone. */
function sentenceShare(parts: readonly Segment[]): number {
  const words = parts.reduce((sum, part) => sum + part.words.length, 0);
  return parts.reduce((sum, part) => sum + part.sentence * part.words.length, 0) / Math.max(1, words);
}

/** A line right below the name that is nothing else may be a title that no list knows. */
function mayStandIn(segment: Segment, below: number | null): boolean {
  if (below === null || below < -0.6 || below > 1.2) return false;
  const { words, legal, organisation, address, hasContact, department, text } = segment;
  const plainWords = words.length > 0 && words.length <= 5 && !/\d/.test(text);
  return plainWords && !legal && organisation === 0 && !address && !hasContact && !department && segment.size < 1.3;
}

/** Gap below the name in heights of the name's type; negative above it. */
function distanceBelow(segment: Segment, name: NameCandidate): number {
  const top = Math.min(...name.segments.map((part) => part.line.top));
  const bottom = Math.max(...name.segments.map((part) => part.line.bottom));
  const height = (bottom - top) / name.segments.length;
  if (sameLineAsName(segment, name)) return 0;
  return segment.line.top >= (top + bottom) / 2
    ? (segment.line.top - bottom) / height
    : (segment.line.bottom - top) / height - 1;
}

function continuation(segment: Segment, segments: readonly Segment[], name: NameCandidate | null): Segment | null {
  if (segment.text !== segment.line.text.trim()) return null;
  const next = segments.find((other) => {
    const gap = other.line.top - segment.line.bottom;
    const height = segment.line.height;
    return (
      other.line !== segment.line &&
      other.text === other.line.text.trim() &&
      gap > -0.6 * height &&
      gap < 0.9 * height &&
      Math.abs(other.line.height - height) < 0.35 * height
    );
  });
  if (!next || next.hasContact || next.address || isName(next, name)) return null;
  return GOES_ON.test(segment.text) || CARRIES_ON.test(next.text) ? next : null;
}

function isName(segment: Segment, name: NameCandidate | null): boolean {
  return (
    name?.segments.some((part) => part.line === segment.line && part.start < segment.end && segment.start < part.end) ??
    false
  );
}

function sameLineAsName(segment: Segment, name: NameCandidate | null): boolean {
  return name?.segments.some((part) => part.line === segment.line) ?? false;
}

function tidied(text: string): string {
  return text.replace(/^[\s,;:–-]+|[\s,;:–-]+$/gu, '');
}
