/** What is left of the lines once addresses and numbers are taken out, cut where a line says two things, and described. */
import type { Line } from '../lines.ts';
import { namesPlace, onlyPlaces } from './countries.ts';
import { hanMeaning } from './han.ts';
import { hasLegalForm } from './legalForms.ts';
import { titleness } from './occupations.ts';
import { hasOrganisationPhrase, isOrganisationWord } from './organisationWords.ts';
import { plain, type Span, without, wordsOf } from './spans.ts';
import { ADDRESS_WORDS, DEPARTMENT_WORDS, SENTENCE_WORDS } from './vocabulary.ts';

export interface Segment extends Span {
  readonly text: string;
  readonly words: readonly string[];
  /** Place of the line among the lines, from the top. */
  readonly row: number;
  /** Height of the type against the median of the card. */
  readonly size: number;
  readonly hasContact: boolean;
  readonly address: boolean;
  /** 0, or 1 to 2: how much like a job title. */
  readonly title: number;
  readonly legal: boolean;
  /** How many words name a kind of organisation. */
  readonly organisation: number;
  readonly department: boolean;
  /** Share of the words that sentences are made of. */
  readonly sentence: number;
}

const CUT =
  /(?<=\p{Script=Han})\s+(?=\p{Script=Latin})|(?<=\p{Script=Latin})\s+(?=\p{Script=Han})|\s*[|•·●■▪\u2022]\s*|\s+[-–—]\s+|\s*[;]\s*|,\s+|\s+\/\s+/gu;
/** Labels that are left when what they announce was taken out. */
const LABELS =
  /(?<![\p{L}\p{N}])(?:e-?mails?|emails?|mail|courriel|web\s?-?site|web|site|homepage|url|internet|http|www|tel(?:efon|ephone)?|phone|ph|mobile?|mob|cel(?:l|ular)?|cell-?phone|handy|natel|gsm|fax|office|direct|direkt|main|skype|linkedin|twitter|[tmfeowpd])(?![\p{L}\p{N}])\s*[.:)\]]*/giu;

export function segmentsOf(lines: readonly Line[], taken: readonly Span[]): Segment[] {
  const median = medianOf(lines.map((line) => line.height));
  return lines.flatMap((line, row) => {
    const rest = without(line, taken);
    const hasContact = rest !== line.text;
    const address = hanMeaning(line.text)?.address || isAddress(line.text);
    return piecesOf(hasContact ? unlabelled(rest) : rest).map(({ text, start }) => ({
      ...describe(text),
      line,
      start,
      end: start + text.length,
      row,
      size: line.height / median,
      hasContact,
      address,
    }));
  });
}

export function describe(text: string): Omit<Segment, keyof Span | 'row' | 'size' | 'hasContact' | 'address'> {
  const words = wordsOf(text);
  const han = hanMeaning(text);
  return {
    text,
    words,
    title: han?.title ? 1 : titleness(text),
    legal: han?.legal || hasLegalForm(text),
    organisation:
      words.filter(isOrganisationWord).length + (han?.organisation ? 1 : 0) + (hasOrganisationPhrase(text) ? 1 : 0),
    department: han?.department || words.some((word) => DEPARTMENT_WORDS.has(word)),
    sentence: words.filter((word) => SENTENCE_WORDS.has(word)).length / Math.max(1, words.length),
  };
}

/** The whole line and, where it says several things, each of them. */
function piecesOf(text: string): { text: string; start: number }[] {
  const pieces: { text: string; start: number }[] = [];
  const add = (start: number, end: number) => {
    const piece = text.slice(start, end);
    const trimmed = piece.trim();
    if ((trimmed.match(/\p{L}/gu) ?? []).length < 2) return;
    pieces.push({ text: trimmed, start: start + piece.indexOf(trimmed) });
  };
  add(0, text.length);
  let start = 0;
  for (const match of text.matchAll(CUT)) {
    add(start, match.index);
    start = match.index + match[0].length;
  }
  if (start > 0) add(start, text.length);
  return pieces;
}

function unlabelled(text: string): string {
  return text
    .replace(LABELS, (label) => ' '.repeat(label.length))
    .replace(/(?<!\p{L})[:/|,;()–-]+(?!\p{L})/gu, (signs) => ' '.repeat(signs.length));
}

const ZIP = /(?:^|\s|-)\d{4,6}(?:-\d{3,4})?(?=\s|,|$|\.)|\b\d{3}-\d{4}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b/;
const HOUSE_NUMBER =
  /^(?:no\.?\s?)?\d{1,5}[a-z]?[,\s]|\s\d{1,4}\s?[a-z]?$|\d+-\d+-\d+|\b(?:plot|lot|unit|suite|room|flat|floor|bldg)\b/i;
const STREET =
  /(?:strasse|straße|str\.|gasse|platz|weg|allee|straat|laan|gatan|vej|katu|-ku|-shi|-cho|chome)(?:$|[\s,\d])/i;

export function isAddress(text: string): boolean {
  const words = wordsOf(text);
  const street = words.some((word) => ADDRESS_WORDS.has(word)) || STREET.test(plain(text));
  const number = HOUSE_NUMBER.test(text);
  const zip = ZIP.test(text);
  const place = namesPlace(text);
  if (/\bp\.?\s?o\.?\s?box\b/i.test(text)) return true;
  return (
    (number && (street || place)) ||
    (zip && (place || street || words.length <= 4)) ||
    (place && (street || onlyPlaces(text)))
  );
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] || 1;
}
