/** Whose card is it? Every short capitalised line is a candidate; the mailbox's name is the best witness. */

import { hostOf, ownName } from './domains.ts';
import { givenness, isFamilyName } from './givenNames.ts';
import { hanNameness, withoutHanTitle } from './han.ts';
import { mailboxLikeness } from './mailbox.ts';
import { isOccupation } from './occupations.ts';
import { isOrganisationWord } from './organisationWords.ts';
import type { Segment } from './segments.ts';
import { likeness, plain } from './spans.ts';
import { ADDRESS_WORDS, AFTER_NAME, BEFORE_NAME, PARTICLES, SENTENCE_WORDS } from './vocabulary.ts';

export interface NameCandidate {
  readonly value: string;
  readonly segments: readonly Segment[];
  readonly score: number;
}

/** Of the card: a mailbox may spell the person, a host the company. */
export interface Addresses {
  readonly emails: readonly string[];
  readonly urls: readonly string[];
}

const MOST_TOKENS = 6;
const ONE_WORD = /^\p{Lu}\p{L}{6,}$/u;
const SHORTEST_PART = 3;
/** Letters with tails make a line higher than its type. */
const LIKE_SIZE = 1.15;
/** What a title is worth that only the long list knows. */
const LISTED_TITLE = 0.9;
const TOKEN = /^\p{Lu}[\p{L}\p{M}.'’`-]*$|^\p{Ll}[\p{L}\p{M}'’-]+$/u;

/** Best first; only those that may be a name at all. */
export function nameCandidates(segments: readonly Segment[], addresses: Addresses): NameCandidate[] {
  const candidates: NameCandidate[] = [];
  for (const segment of segments) add(candidates, [segment], segments, addresses);
  for (const upper of segments) {
    for (const lower of segments) if (stacked(upper, lower)) add(candidates, [upper, lower], segments, addresses);
  }
  return candidates.sort((a, b) => b.score - a.score);
}

/** A name on two lines: same type, one below the other, a word or two each. */
function stacked(upper: Segment, lower: Segment): boolean {
  const gap = lower.line.top - upper.line.bottom;
  const height = Math.max(upper.line.height, lower.line.height);
  const likeSize = Math.min(upper.line.height, lower.line.height) > 0.75 * height;
  const aligned =
    Math.abs(upper.line.left - lower.line.left) < height ||
    Math.abs(upper.line.right - lower.line.right) < height ||
    Math.abs(upper.line.left + upper.line.right - lower.line.left - lower.line.right) < 2 * height;
  const whole = upper.text === upper.line.text.trim() && lower.text === lower.line.text.trim();
  return (
    whole &&
    likeSize &&
    aligned &&
    gap > -0.5 * height &&
    gap < 0.9 * height &&
    upper.words.length <= 2 &&
    lower.words.length <= 3
  );
}

function add(into: NameCandidate[], parts: readonly Segment[], all: readonly Segment[], addresses: Addresses): void {
  const text = parts.map((part) => part.text).join(' ');
  const bare = withoutHanTitle(text)
    .replace(BEFORE_NAME, '')
    .replace(AFTER_NAME, '')
    .replace(/[,;:.\s–-]+$/u, '')
    .trim();
  const spelt = withCapitalI(spaced(bare, addresses.emails));
  const tokens = spelt.split(/\s+/);
  if (!mayBeName(spelt, tokens)) return;
  const decorated = bare.length < text.trim().length - 1;
  into.push({
    value: spelt,
    segments: parts,
    score: scoreOf(spelt, tokens, parts, all, addresses) + (decorated ? 1.5 : 0),
  });
}

/** In print a capital I is a small l, which no word of a name begins with that has capitals otherwise. */
function withCapitalI(text: string): string {
  if (!/(?<!\p{L})\p{Lu}/u.test(text)) return text;
  return text.replace(/(?<!\p{L})l\p{Ll}{2,}/gu, (word) => (PARTICLES.has(plain(word)) ? word : `I${word.slice(1)}`));
}

/** "ADAEXAMPLE" is two words where a mailbox says which, or a given name and a family name do. */
function spaced(text: string, emails: readonly string[]): string {
  if (!ONE_WORD.test(text)) return text;
  const letters = plain(text);
  if (letters.length !== text.length) return text;
  const ends = emails.map((email) => mailboxEnd(letters, plain(email.slice(0, email.indexOf('@')))));
  const at = ends.find((end) => end > 0) ?? pairEnd(text, letters);
  return at > 0 ? `${text.slice(0, at)} ${text.slice(at)}` : text;
}

/** Where the given name ends if the mailbox is first.last or flast of these letters; 0 if it is neither. */
function mailboxEnd(letters: string, mailbox: string): number {
  const [first = '', last = ''] = mailbox.split(/[._-]/);
  if (last !== '' && letters === first + last) return first.length;
  const family = (last !== '' ? last : first.slice(1)).replace(/\d+$/, '');
  const isInitial = mailbox[0] === letters[0] && family.length >= SHORTEST_PART;
  return isInitial && letters.endsWith(family) && letters.length - family.length > 1
    ? letters.length - family.length
    : 0;
}

/** Where a capital begins a family name behind a given name; in capitals alone too many words fall apart like that. */
function pairEnd(text: string, letters: string): number {
  const at = /(?<=\p{Ll})\p{Lu}/u.exec(text)?.index ?? 0;
  return givenness(letters.slice(0, at)) === 1 && isFamilyName(letters.slice(at)) ? at : 0;
}

function mayBeName(text: string, tokens: readonly string[]): boolean {
  if (hanNameness(text) > 0) return true;
  if (tokens.length > MOST_TOKENS || (text.match(/\p{L}/gu) ?? []).length < 4) return false;
  return tokens.every((token) => TOKEN.test(token) || PARTICLES.has(plain(token))) && !/\d/.test(text);
}

function scoreOf(
  text: string,
  tokens: readonly string[],
  parts: readonly Segment[],
  all: readonly Segment[],
  { emails, urls }: Addresses,
): number {
  const han = hanNameness(text);
  if (han > 0) return 2 * han + typeSize(parts) + (titleNear(parts, all) ? 1 : 0) - (parts.length > 1 ? 1.5 : 0);
  const words = tokens.map((token) => plain(token).replace(/[^\p{L}-]/gu, '')).filter((word) => word !== '');
  const company = words.some(isOrganisationWord);
  // A company's mailbox spells the company: no witness for a person.
  const mailbox = company ? 0 : Math.max(0, ...emails.map((email) => mailboxLikeness(email, words)));
  let score = 4 * mailbox;
  score += known(words);
  score += typeSize(parts);
  score += [0, -1.5, 1, 1, 0.3, -0.5, -1][words.filter((word) => !PARTICLES.has(word)).length] ?? -1;
  const others = words.filter((word) => !isFamilyOf(words, word));
  score -= 3 * Math.min(2, others.filter(isOrganisationWord).length);
  score -= 2.5 * others.filter(isOccupation).length;
  score -= 1.5 * words.filter((word) => ADDRESS_WORDS.has(word) && !PARTICLES.has(word)).length;
  if (parts.some((part) => part.legal)) score -= 4;
  if (parts.some((part) => part.address)) score -= 3;
  if (words.filter((word) => SENTENCE_WORDS.has(word) && !PARTICLES.has(word)).length > 0.2 * words.length) score -= 3;
  if (parts.some((part) => part.hasContact)) score -= 1;
  if (text === text.toLowerCase()) score -= 1.5;
  // A domain may be a person's own.
  if (mailbox < 0.7 && emails.some((email) => namesCompany(email, words)))
    score -= givenness(words[0] ?? '') > 0 ? 1 : 3;
  else if (emails.length === 0 && urls.some((url) => namesCompany(url, words))) score -= 1;
  if (parts.length > 1) score -= 0.7;
  if (titleNear(parts, all)) score += 1;
  else if (titleAbove(parts, all)) score += 0.5;
  // A badge says little but a name, in the largest type.
  if (emails.length === 0 && parts.every(({ size }) => all.every((other) => other.size < LIKE_SIZE * size)))
    score += 0.7;
  return score;
}

function typeSize(parts: readonly Segment[]): number {
  return Math.max(-0.5, Math.min(1.5, 1.5 * (mean(parts.map((part) => part.size)) - 1)));
}

/**
 * What the lists of names say. A common given name speaks for itself, first of all in first place; one of the long list,
 * which holds many an ordinary word, only beside a family name.
 */
function known(words: readonly string[]): number {
  const [first = ''] = words;
  const isCommon = (word: string) => givenness(word) === 1;
  if (isCommon(first) || first.split('-').every(isCommon)) return 1.5;
  if (words.some(isCommon)) return 1;
  const isPair = words.some(
    (word, at) => givenness(word) > 0 && words.some((other, of) => of !== at && isFamilyName(other)),
  );
  return isPair ? 0.8 : 0;
}

/** Many a family is called after its trade or its house: behind a common given name, a word is theirs first. */
function isFamilyOf([first = '', ...others]: readonly string[], word: string): boolean {
  return givenness(first) === 1 && others.includes(word) && isFamilyName(word);
}

function namesCompany(address: string, words: readonly string[]): boolean {
  const own = ownName(hostOf(address))?.replace(/[^a-z]/g, '');
  const joined = words.join('').replace(/[^a-z]/g, '');
  return (
    own !== undefined && own.length > 2 && (joined.includes(own) || own.includes(joined) || likeness(own, joined) > 0.8)
  );
}

function titleNear(parts: readonly Segment[], all: readonly Segment[]): boolean {
  const last = parts.at(-1);
  if (!last) return false;
  return all.some((other) => {
    if (other.title < LISTED_TITLE || parts.includes(other)) return false;
    const gap = other.line.top - last.line.bottom;
    return other.line === last.line || (gap > -0.5 * last.line.height && gap < 2 * last.line.height);
  });
}

/** Some print what a person does before who it is. */
function titleAbove([first]: readonly Segment[], all: readonly Segment[]): boolean {
  if (!first) return false;
  return all.some((other) => {
    const gap = first.line.top - other.line.bottom;
    return other.title >= LISTED_TITLE && gap > -0.5 * first.line.height && gap < 0.8 * first.line.height;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
