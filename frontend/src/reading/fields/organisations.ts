/** Where the person works: legal forms, words of organisations, the domain of the mail, the type of the logo. */
import { ownName } from './domains.ts';
import type { NameCandidate } from './names.ts';
import { describe, type Segment } from './segments.ts';
import { likeness, plain } from './spans.ts';

export interface OrganisationCandidate {
  readonly value: string;
  readonly segments: readonly Segment[];
  readonly score: number;
}

const MOST_WORDS = 12;
const SMALL = new Set([
  'of',
  'and',
  'the',
  'for',
  'de',
  'des',
  'du',
  'la',
  'le',
  'et',
  'und',
  'fur',
  'on',
  'in',
  'y',
  'e',
]);

interface Setting {
  readonly name: NameCandidate | null;
  readonly title: readonly Segment[];
  /** Own names of the hosts on the card, freemail aside. */
  readonly owners: readonly string[];
  readonly segments: readonly Segment[];
}

export function organisationCandidates(
  segments: readonly Segment[],
  name: NameCandidate | null,
  title: readonly Segment[],
  hosts: readonly string[],
): OrganisationCandidate[] {
  const owners = [...new Set(hosts.map(ownName).filter((owner) => owner !== null))];
  const setting = { name, title, owners, segments };
  const candidates: OrganisationCandidate[] = [];
  for (const segment of segments) consider(candidates, [segment], setting);
  for (const upper of segments) {
    for (const lower of segments) if (belongs(upper, lower)) consider(candidates, [upper, lower], setting);
  }
  return distinct(candidates.sort((a, b) => b.score - a.score));
}

/** Logo lines: one right below the other, neither of them something else. */
function belongs(upper: Segment, lower: Segment): boolean {
  if (upper.line === lower.line || upper.text !== upper.line.text.trim() || lower.text !== lower.line.text.trim())
    return false;
  const height = Math.max(upper.line.height, lower.line.height);
  const gap = lower.line.top - upper.line.bottom;
  const apart = Math.max(upper.line.left, lower.line.left) - Math.min(upper.line.right, lower.line.right) > 0;
  return gap > -0.6 * height && gap < 0.8 * height && !apart;
}

function consider(into: OrganisationCandidate[], parts: readonly Segment[], setting: Setting): void {
  const text = tidied(parts.map((part) => part.text).join(' '));
  if ((text.match(/\p{L}/gu) ?? []).length < 2) return;
  if (parts.some((part) => overlapsAny(part, setting.name?.segments ?? []))) return;
  const score = scoreOf(text, parts, setting);
  if (score > 0) into.push({ value: text, segments: parts, score });
}

function scoreOf(text: string, parts: readonly Segment[], setting: Setting): number {
  const { words, legal, organisation, title, sentence, department } = describe(text);
  let score = 0;
  if (legal) score += 3;
  score += 1.2 * Math.min(2, organisation);
  score += ownership(words, setting.owners);
  score += Math.max(-0.3, Math.min(1.5, 1.2 * (Math.max(...parts.map((part) => part.size)) - 1)));
  if (parts.some((part) => part.row === 0)) score += 0.4;
  if (repeated(text, parts, setting.segments)) score += 0.6;
  if (parts.some((part) => overlapsAny(part, setting.title))) score -= 3;
  else if (title >= 1) score -= legal ? 0.5 : 1.5;
  if (parts.some((part) => part.address)) score -= legal ? 0.5 : 2.5;
  if (parts.some((part) => part.hasContact)) score -= 1.2;
  if (department && !legal) score -= 1;
  score -= 3 * sentence;
  if (words.length > MOST_WORDS) score -= 2;
  if (/\d/.test(text)) score -= 0.8;
  if (/[.…!?]$/.test(text) && !legal) score -= 1;
  if (parts.length > 1) score += joinWorth(parts);
  const [only] = parts;
  if (only && only.text !== only.line.text.trim()) score -= 0.5;
  return score;
}

/** Two lines make one name when neither says it alone; a line with a legal form is whole already. */
function joinWorth(parts: readonly Segment[]): number {
  const [upper, lower] = parts;
  if (!upper || !lower) return 0;
  const sizes = [upper.line.height, lower.line.height];
  const alike = Math.min(...sizes) / Math.max(...sizes);
  return alike > 0.7 ? -0.3 : -0.8;
}

/** How well a text spells the domain that the card's mail and web addresses live in. */
function ownership(words: readonly string[], owners: readonly string[]): number {
  let best = 0;
  const joined = words.join('').replace(/[^a-z0-9]/g, '');
  const initials = words
    .filter((word) => !SMALL.has(word))
    .map((word) => word[0])
    .join('');
  for (const owner of owners) {
    const bare = owner.replace(/[^a-z0-9]/g, '');
    if (bare.length < 2 || joined === '') continue;
    const [long, short] = joined.length > bare.length ? [joined, bare] : [bare, joined];
    if (joined === bare) best = Math.max(best, 3.5);
    else if (short.length > 2 && long.startsWith(short)) best = Math.max(best, joined === long ? 3 : 2);
    else if (short.length > 3 && long.includes(short)) best = Math.max(best, 2);
    else if (initials.length > 1 && (initials === bare || (bare.length > 2 && initials.startsWith(bare))))
      best = Math.max(best, 2.5);
    else if (likeness(joined, bare) > 0.75) best = Math.max(best, 2);
    else if (words.some((word) => word.length > 3 && bare.includes(word))) best = Math.max(best, 1.2);
  }
  return best;
}

/** The same words stand on another line too: logos do that. */
function repeated(text: string, parts: readonly Segment[], segments: readonly Segment[]): boolean {
  const own = plain(text).replace(/[^\p{L}\p{N}]/gu, '');
  if (own.length < 4) return false;
  return segments.some(
    (other) =>
      !parts.some((part) => part.line === other.line) &&
      plain(other.text)
        .replace(/[^\p{L}\p{N}]/gu, '')
        .includes(own),
  );
}

function distinct(candidates: readonly OrganisationCandidate[]): OrganisationCandidate[] {
  const kept: OrganisationCandidate[] = [];
  for (const candidate of candidates) {
    if (!kept.some((other) => plain(other.value) === plain(candidate.value))) kept.push(candidate);
  }
  return kept;
}

function overlapsAny(segment: Segment, others: readonly Segment[]): boolean {
  return others.some((other) => other.line === segment.line && other.start < segment.end && segment.start < other.end);
}

function tidied(text: string): string {
  return text.replace(/^[\s,;:–-]+|[\s,;:–-]+$/gu, '');
}
