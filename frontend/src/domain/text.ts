/**
 * Text as it is written and as it is searched. The client normalises what it writes; the server stores it verbatim or
 * refuses it (backend/domain/text.py), so what `normalised` lets through is what the server takes.
 */
import { isList, isObject, type Json } from './canonical.ts';

/** Lone surrogates, controls except tab and line feed, line and paragraph separators, bidi overrides and isolates. */
const UNWANTED = /\p{Cs}|(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** NFC, with line feeds for other line ends, without what no person means to write. */
export function normalisedText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(UNWANTED, '')
    .normalize('NFC');
}

/** Eight combining marks are the most that the server takes on one letter; joiners between them do not count. */
const PILED = /((?:\p{M}\p{Cf}*){8})(?:\p{M}\p{Cf}*)+/gu;
const VISIBLE = /[^\p{Z}\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]|\p{Cn}|\p{Co}/u;

/** Normalised text as one line: its lines joined by spaces, piles of accents cut down to what a letter may carry. */
export function asLine(text: string): string {
  return text.replace(/\s*[\t\n]\s*/g, ' ').replace(PILED, '$1');
}

/** Whether a person would see nothing of the text: spaces, joiners, fillers. */
export function isBlank(text: string): boolean {
  return !VISIBLE.test(text);
}

/** The value with every text in it normalised. Throws RangeError for a number that is not a safe integer. */
export function normalised(value: Json): Json {
  if (typeof value === 'string') return normalisedText(value);
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`not an integer: ${value}`);
  if (isList(value)) return value.map(normalised);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [normalisedText(key), normalised(inner)]));
}

const SPECIAL: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ŋ: 'n',
  ħ: 'h',
  ŧ: 't',
  ς: 'σ',
};
const SPECIAL_LETTERS = new RegExp(`[${Object.keys(SPECIAL).join('')}]`, 'g');

/** The form under which text is found: without case, accents and the difference of ø and o, ß and ss, æ and ae. */
export function fold(text: string): string {
  // Most text is ASCII, and normalising it is what costs.
  if (/^\p{ASCII}*$/u.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(SPECIAL_LETTERS, (letter) => SPECIAL[letter] ?? letter);
}
