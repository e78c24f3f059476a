/** Where the person works: legal forms, words of organisations, the domain of the mail, the type of the logo. */
import { onlyPlaces } from './countries.ts';
import { hostOf, ownName } from './domains.ts';
import { belongs, isCarriedPlace, isHalf, isKindOnly, isTorn, SMALL } from './logos.ts';
import { mailboxLikeness } from './mailbox.ts';
import type { NameCandidate } from './names.ts';
import { isMatter } from './occupations.ts';
import { isOrganisationWord } from './organisationWords.ts';
import { describe, type Segment } from './segments.ts';
import { likeness, plain, wordsOf } from './spans.ts';
import { AFTER_NAME } from './vocabulary.ts';

export interface OrganisationCandidate {
  readonly value: string;
  readonly segments: readonly Segment[];
  readonly score: number;
}

/** Ownership from which a text says the domain whole, and what a domain is worth that no text says. */
const SPELT = 2.5;
const DOMAIN_ALONE = 1;
const LOGO = 2.5;
/** Below this a guess is worse than none. */
export const FLOOR = 0.8;
/** An "institute for the" has as many small words as a sentence. */
const SMALL_SHARE = 0.34;
/** What words are worth of which none is proper to one organisation. */
const MATTER = 0.9;
const MOST_WORDS = 12;
const MOST_LEFT = 5;
/** Type this much larger than the card's is a logo, however short. */
const BIG = 1.5;
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
  emails: readonly string[],
  urls: readonly string[],
): OrganisationCandidate[] {
  const owners = ownersOf(emails, urls, name);
  const setting = { name, title, owners, segments };
  const candidates: OrganisationCandidate[] = [];
  for (const segment of segments) consider(candidates, [segment], setting);
  for (const segment of title) addEmployer(candidates, segment, setting);
  for (const upper of segments) {
    for (const lower of segments) if (belongs(upper, lower)) consider(candidates, [upper, lower], setting);
  }
  const found = distinct(candidates.sort((a, b) => b.score - a.score));
  const best = found[0]?.score ?? 0;
  return withDomains(best < FLOOR ? [...leftOver(setting), ...found] : found, emails, urls, name);
}

/**
 * A logo is often no text at all: where nothing on the card spells the domain, the domain itself is offered, second to the
 * best guess.
 */
function withDomains(
  found: readonly OrganisationCandidate[],
  emails: readonly string[],
  urls: readonly string[],
  name: NameCandidate | null,
): OrganisationCandidate[] {
  const [best, ...others] = found;
  const own = [...new Set([...emails, ...urls].map((address) => ownName(hostOf(address))))].filter(
    (owner): owner is string => owner !== null && owner.length > 2 && !isPerson(owner, name),
  );
  const logos = urls.filter((url) => isBare(url) && url !== url.toLowerCase());
  const unspelt = own.filter((owner) => !found.some(({ value }) => ownership(wordsOf(value), [owner]) >= SPELT));
  const score = Math.max(DOMAIN_ALONE, Math.min(best?.score ?? 0, others[0]?.score ?? 0) + 0.01);
  const offered = unspelt.slice(0, 1).map((owner) => ({ value: capitalised(owner), segments: [], score }));
  const [logo] = logos.map((value) => ({ value, segments: [], score: LOGO }));
  if (logo && (best?.score ?? 0) < LOGO) return [logo, ...found];
  if (!best || best.score <= FLOOR) return [...offered, ...found];
  return [best, ...offered, ...others];
}

/** Where nothing says so, the line in the largest type that is nothing else and is written like a name. */
function leftOver({ name, title, segments }: Setting): OrganisationCandidate[] {
  const others = segments.filter(
    (segment) => isNothingElse(segment) && !overlapsAny(segment, [...(name?.segments ?? []), ...title]),
  );
  const [largest] = others.sort((a, b) => b.size - a.size || a.row - b.row);
  return name && largest ? [{ value: tidied(largest.text), segments: [largest], score: FLOOR }] : [];
}

function isNothingElse(segment: Segment): boolean {
  const { text, line, words, title, address, hasContact, department, sentence } = segment;
  if (text !== line.text.trim() || title > 0 || address || hasContact || department || sentence > 0) return false;
  const capital = text.split(/\s+/).every((word) => /^[^\p{Ll}]/u.test(word) || SMALL.has(plain(word)));
  return (
    capital && words.length <= MOST_LEFT && !/\d|[.!?]$/.test(text) && !onlyPlaces(text) && !AFTER_NAME.test(` ${text}`)
  );
}

/** Written like a name: small letters begin small words only. */
function isCapital(text: string): boolean {
  return text.split(/\s+/).every((word) => /^[^\p{Ll}]/u.test(word) || SMALL.has(plain(word)));
}

/** A host without "www" that is not all small letters is a name as much as an address: "Quillmoor.com". */
function isBare(url: string): boolean {
  return !/^(?:https?:|www\.)/i.test(url) && !url.includes('/');
}

function isPerson(owner: string, name: NameCandidate | null): boolean {
  return name !== null && mailboxLikeness(`${owner}@`, wordsOf(name.value)) > 0.8;
}

function capitalised(owner: string): string {
  return owner
    .split('-')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(' ');
}

/** Names that mail and web addresses are under; for a freemail address what stands before "@", unless it is the person. */
function ownersOf(emails: readonly string[], urls: readonly string[], name: NameCandidate | null): string[] {
  const owners = urls.map((url) => ownName(hostOf(url)));
  for (const email of emails) {
    const own = ownName(hostOf(email));
    if (own || (name && mailboxLikeness(email, wordsOf(name.value)) > 0)) owners.push(own);
    else
      owners.push(
        ...email
          .slice(0, email.indexOf('@'))
          .split(/[._-]/)
          .filter((part) => part.length > 4),
      );
  }
  return [...new Set(owners.filter((owner) => owner !== null))];
}

/** "Manager of Acme Tools", "CTO @ Acme": believed when the domain says the same. */
function addEmployer(into: OrganisationCandidate[], segment: Segment, { owners }: Setting): void {
  const text = /\s(?:of|at|@|chez|bei|presso|en)\s+(\p{Lu}.*)$/u.exec(segment.text)?.[1];
  const score = text ? ownership(wordsOf(text), owners) : 0;
  if (text && score > 0) into.push({ value: tidied(text), segments: [segment], score });
}

function consider(into: OrganisationCandidate[], parts: readonly Segment[], setting: Setting): void {
  const text = tidied(parts.map((part) => part.text).join(' '));
  if ((text.match(/\p{L}/gu) ?? []).length < 3 && parts.every((part) => part.size < BIG)) return;
  if (parts.some((part) => overlapsAny(part, setting.name?.segments ?? []))) return;
  const score = scoreOf(text, parts, setting);
  if (score > 0) into.push({ value: text, segments: parts, score });
}

function scoreOf(text: string, parts: readonly Segment[], setting: Setting): number {
  const { words, legal, organisation, title, sentence, department } = describe(text);
  let score = 0;
  if (legal) score += 3;
  score += isMatterOnly(words) && !legal ? Math.min(MATTER, organisation) : 1.2 * Math.min(2, organisation);
  score += ownership(words, setting.owners);
  score += Math.max(-0.3, Math.min(1.5, 1.2 * (Math.max(...parts.map((part) => part.size)) - 1)));
  if (parts.some((part) => part.row === 0)) score += 0.4;
  score += repeated(text, parts, setting.segments);
  if (parts.some((part) => overlapsAny(part, setting.title))) score -= 3;
  else if (title >= 1) score -= legal ? 0.5 : 1.5;
  if (parts.some((part) => part.address && !isCarriedPlace(part, parts))) score -= legal ? 0.5 : 2.5;
  if (parts.some((part) => part.hasContact)) score -= 1.2;
  if (department && !legal) score -= 1;
  score -= 3 * Math.max(0, sentence - (organisation > 0 && isCapital(text) ? SMALL_SHARE : 0));
  if (words.length > MOST_WORDS) score -= 2;
  if (/\d/.test(text)) score -= 0.8;
  if (/[.…!?]$/.test(text) && !legal) score -= 1;
  if (parts.length > 1 && !worthJoining(parts, words, setting.owners)) return 0;
  if (parts.length > 1 && isTorn(parts)) score += 0.5;
  if (isHalf(text)) score -= 1;
  if (separators(text) > 1) score -= 2;
  score -= Math.max(0, 90 - Math.min(...parts.map((part) => part.line.confidence))) / 15;
  const [only] = parts;
  if (only && only.text !== only.line.text.trim()) score -= 0.5;
  return score;
}

/** "Global Supply Chain", "Finance and Administration": a part of something rather than its name. */
function isMatterOnly(words: readonly string[]): boolean {
  return words.every((word) => SMALL.has(word) || isOrganisationWord(word) || isMatter(word));
}

/** Two lines make one name when the domain says so, or when one brings the proper name and the other the kind of place. */
function worthJoining(parts: readonly Segment[], words: readonly string[], owners: readonly string[]): boolean {
  const [upper, lower] = parts;
  if (!upper || !lower || upper.legal || separators(lower.text) > 1) return false;
  const heights = [upper.line.height, lower.line.height];
  if (Math.min(...heights) < 0.35 * Math.max(...heights)) return false;
  const alone = Math.max(...parts.map((part) => ownership(part.words, owners)));
  if (ownership(words, owners) > alone) return true;
  if (Math.min(...heights) < 0.6 * Math.max(...heights)) return false;
  return isTorn(parts) || (upper.organisation === 0 && upper.words.length <= 4 && isKindOnly(lower));
}

/** Bullets and bars make a list of words: what a company does, or where. */
function separators(text: string): number {
  return (text.match(/[·•|]|\p{L}\s?[-–]\s?(?=\p{L})/gu) ?? []).length;
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
    if (joined === bare) best = Math.max(best, 4);
    else if (short.length > 2 && long.startsWith(short)) best = Math.max(best, joined === long ? 3 : 2);
    else if (short.length > 3 && long.includes(short)) best = Math.max(best, 2);
    else if (initials.length > 1 && (initials === bare || (bare.length > 2 && initials.startsWith(bare))))
      best = Math.max(best, 2.5);
    else if (likeness(joined, bare) > 0.75) best = Math.max(best, 2);
    else if (words.some((word) => word.length > 3 && bare.includes(word))) best = Math.max(best, 1.2);
  }
  return best;
}

/** The same words stand on another line too, as logos do. The fuller wording is worth more. */
function repeated(text: string, parts: readonly Segment[], segments: readonly Segment[]): number {
  const own = lettersOf(text);
  if (own.length < 4) return 0;
  const others = segments.filter((other) => !other.hasContact && !parts.some((part) => part.line === other.line));
  const texts = others.map((other) => lettersOf(other.text));
  if (texts.some((other) => other.length > 3 && own.includes(other))) return 0.8;
  return texts.some((other) => other.includes(own)) ? 0.3 : 0;
}

function lettersOf(text: string): string {
  return plain(text).replace(/[^\p{L}\p{N}]/gu, '');
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
