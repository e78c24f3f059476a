/**
 * From what stands on a card to the fields of a contact. A code's fields come first and are certain; what was read follows,
 * best first within a field. Pure: the same lines give the same fields.
 */

import { codeFields } from '../codes.ts';
import type { Box, FieldName, ReadField, ReadLine } from '../contract.ts';
import { type Line, layOut, type Shape } from '../lines.ts';
import { type AddressFound, findAddresses } from './addresses.ts';
import { agreed, spelledAlike } from './agreement.ts';
import { likelyCountries } from './countries.ts';
import { departmentsIn } from './departments.ts';
import { hostOf } from './domains.ts';
import { findEmails } from './emails.ts';
import { type NameCandidate, nameCandidates } from './names.ts';
import { FLOOR, organisationCandidates } from './organisations.ts';
import { findPhones } from './phones.ts';
import { type Segment, segmentsOf } from './segments.ts';
import { type Found, plain } from './spans.ts';
import { titleCandidates } from './titles.ts';
import { findHandles, findUrls } from './urls.ts';

export interface CardText {
  readonly lines: readonly ReadLine[];
  readonly code: string | null;
  readonly shape: Shape;
}

/** How many guesses are offered where a field has one value. */
const OFFERED = 3;
/** Percent for a value that no line of the card spells. */
const UNREAD = 60;
/** Below these a guess is worse than an empty field. */
const NAME_FLOOR = 1.5;
const TITLE_FLOOR = 1;

export function fieldsOf({ lines, code, shape }: CardText): ReadField[] {
  const certain = code === null ? [] : codeFields(code);
  return [
    ...certain,
    ...readFields(layOut(lines, shape)).filter((field) => !certain.some((other) => isSameField(field, other))),
  ];
}

/** What a code gave already is not offered again as it was read. */
export function isSameField(one: ReadField, other: ReadField): boolean {
  const bare = ({ value }: ReadField) => plain(value).replace(/^https?:\/\/(?:www\.)?|[^\p{L}\p{N}@]/gu, '');
  if (one.field !== other.field) return false;
  if (one.field === 'phone') return bare(one).slice(-8) === bare(other).slice(-8);
  return bare(one) === bare(other);
}

function readFields(lines: readonly Line[]): ReadField[] {
  const foundEmails = findEmails(lines);
  const { emails, urls } = agreed(lines, foundEmails, findUrls(lines, foundEmails));
  const hosts = [...emails, ...urls].map(({ value }) => hostOf(value));
  const phones = findPhones(lines, [...emails, ...urls], likelyCountries(lines, hosts));
  const handles = findHandles(lines, urls, emails);
  const segments = segmentsOf(lines, [...emails, ...urls, ...phones, ...handles]);
  const guesses = guessed(segments, emails, urls);
  const [name] = guesses;
  const alike = name?.field === 'name' ? spelledAlike(surenessOf(name, lines), emails) : null;
  return [
    ...guesses.map((guess) => (alike && guess === name ? { ...guess, value: alike.name } : guess)),
    ...found('email', alike?.emails ?? emails),
    ...found('phone', phones),
    ...found('url', urls),
    ...found('handle', handles),
    ...findAddresses(segments).map(addressField),
  ];
}

/** What no pattern tells: who, what, where. The name is settled first, for the others lean on it. */
function guessed(segments: readonly Segment[], emails: readonly Found[], urls: readonly Found[]): ReadField[] {
  const mail = emails.map(({ value }) => value);
  const web = urls.map(({ value }) => value);
  const names = nameCandidates(segments, { emails: mail, urls: web }).filter(({ score }) => score >= NAME_FLOOR);
  const name = names[0] ?? null;
  const titles = titleCandidates(segments, name).filter(({ score }) => score >= TITLE_FLOOR);
  const organisations = organisationCandidates(segments, name, titles[0]?.segments ?? [], mail, web);
  const believed = organisations.filter(({ score }) => score >= FLOOR);
  const taken = [name, titles[0], believed[0]].flatMap((guess) => guess?.segments ?? []);
  return [
    ...guesses('name', apart(names)),
    ...guesses('title', titles),
    ...guesses('organization', believed),
    ...departmentField(departmentsIn(segments, taken)),
  ];
}

/** One text for all of them: sections stand in departments. */
function departmentField(parts: readonly Segment[]): ReadField[] {
  if (parts.length === 0) return [];
  const value = parts.map(({ text }) => text).join(', ');
  const confidence = Math.min(...parts.map(({ line }) => line.confidence));
  return [{ field: 'department', value, confidence, source: 'read', box: boxAround(parts.map(({ line }) => line)) }];
}

/** How surely the name's line was read, which says nothing of whether it is the name. */
function surenessOf({ value, box }: ReadField, lines: readonly Line[]): { value: string; confidence: number } {
  const own = lines.find((line) => line.box === box);
  return { value, confidence: own?.confidence ?? Math.max(0, ...lines.map(({ confidence }) => confidence)) };
}

function found(field: FieldName, values: readonly Found[]): ReadField[] {
  return values.map(({ line, value, confidence, label, e164 }) => ({
    field,
    value,
    confidence,
    source: 'read',
    box: line.box,
    ...(label === undefined ? {} : { label }),
    ...(e164 === undefined ? {} : { e164 }),
  }));
}

function addressField({ value, lines }: AddressFound): ReadField {
  const confidence = Math.min(...lines.map((line) => line.confidence));
  return { field: 'address', value, confidence, source: 'read', box: boxAround(lines) };
}

interface Guess {
  readonly value: string;
  readonly segments: readonly Segment[];
  readonly score: number;
}

/** The surer the reading of its lines and the further ahead of the next guess, the higher the confidence. */
function guesses(field: FieldName, candidates: readonly Guess[]): ReadField[] {
  return candidates.slice(0, OFFERED).map(({ value, segments, score }, index) => {
    const next = candidates[index + 1]?.score ?? 0;
    // What stands nowhere (a domain's name) is a guess at best.
    const read = Math.min(...(segments.length > 0 ? segments.map((segment) => segment.line.confidence) : [UNREAD]));
    const sure = Math.min(1, 0.5 + 0.1 * score + 0.1 * (score - next));
    return {
      field,
      value,
      confidence: Math.round(read * sure),
      source: 'read',
      box: boxAround(segments.map(({ line }) => line)),
    };
  });
}

/** Guesses of which none contains another's line: the second is another person's name, not half of the first. */
function apart(candidates: readonly NameCandidate[]): NameCandidate[] {
  const kept: NameCandidate[] = [];
  for (const candidate of candidates) {
    const shares = kept.some((other) =>
      other.segments.some((one) => candidate.segments.some((two) => one.line === two.line)),
    );
    if (!shares) kept.push(candidate);
  }
  return kept;
}

/** For text on several lines, the upright rectangle around them. */
function boxAround(lines: readonly Line[]): Box | null {
  const [first] = lines;
  if (!first || lines.every((line) => line === first)) return first?.box ?? null;
  const corners = lines.flatMap((line) => line.box);
  const xs = corners.filter((_, index) => index % 2 === 0);
  const ys = corners.filter((_, index) => index % 2 === 1);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [left, top, right, top, right, bottom, left, bottom];
}
