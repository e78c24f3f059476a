/**
 * What people type (or a card says) against the server's rules for it (backend/domain/fields.py): mended where that loses
 * nothing that was meant, else named, so that a form can say it before the server refuses it.
 */
import { LIMITS } from '../generated/kinds.ts';
import { isList, isObject, type Json } from './canonical.ts';
import { asLine, isBlank } from './text.ts';

/** The texts of several lines, by kind or part; every other text is one line. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  contact: ['common_ground', 'they_need', 'i_offer'],
  note: ['body'],
  followup: ['draft', 'outcome'],
  recording: ['body'],
  Address: ['formatted', 'street'],
};
const PARTS: Readonly<Record<string, keyof typeof LIMITS>> = {
  emails: 'Labelled',
  urls: 'Labelled',
  phones: 'Phone',
  handles: 'Handle',
  addresses: 'Address',
};
const DAYS = ['starts', 'ends', 'due', 'snoozed_until', 'met_on'];

/** The days that the server takes, as a date field's `min` and `max`. */
export const FIRST_DAY = '1900-01-01';
export const LAST_DAY = '2200-12-31';

export interface Fault {
  readonly field: string;
  /** The most characters that it may have; null where a day lies out of all range. */
  readonly most: number | null;
}

/** The fields, each text that is one line as one, and without what shows nothing. They are normalised already. */
export function mended(kind: string, fields: { readonly [field: string]: Json }): { [field: string]: Json } {
  const all = Object.entries(fields).map(([field, value]) => [mendedName(field), mendedValue(kind, field, value)]);
  return Object.fromEntries(all.filter(([field]) => field !== null));
}

/** The first field that the server would refuse, or null. */
export function faultOf(kind: string, fields: { readonly [field: string]: Json }): Fault | null {
  for (const [field, value] of Object.entries(fields)) {
    const most = longestOf(kind, field, value);
    if (most !== null) return { field, most };
    if (DAYS.includes(field) && typeof value === 'string' && !isDay(value)) return { field, most: null };
  }
  return null;
}

/** A set's element is part of the field's name. Null where nothing of it can be seen. */
function mendedName(field: string): string | null {
  const [prefix = '', ...rest] = field.split(':');
  if (rest.length === 0) return field;
  const element = asLine(rest.join(':'));
  return isBlank(element) ? null : `${prefix}:${element}`;
}

function mendedValue(kind: string, field: string, value: Json): Json {
  const part = PARTS[field];
  if (kind === 'contact' && part && isList(value)) return value.map((each) => mendedPart(part, each));
  return typeof value === 'string' ? mendedText(kind, field, value) : value;
}

function mendedPart(part: string, value: Json): Json {
  if (!isObject(value)) return value;
  const texts = Object.entries(value).map(([key, inner]) => [
    key,
    typeof inner === 'string' ? mendedText(part, key, inner) : inner,
  ]);
  return Object.fromEntries(texts);
}

function mendedText(kind: string, field: string, text: string): string | null {
  if (isBlank(text)) return null;
  return field in limitsOf(kind) && !LINES[kind]?.includes(field) ? asLine(text) : text;
}

/** What the text may have at most, if it has more; else null. */
function longestOf(kind: string, field: string, value: Json): number | null {
  const [prefix = '', ...element] = field.split(':');
  if (element.length > 0) return beyond(element.join(':'), limitsOf(kind)[`${prefix}:`]);
  const part = PARTS[field];
  if (typeof value === 'string') return beyond(value, limitsOf(kind)[field]);
  if (!part || !isList(value)) return null;
  const texts = value.flatMap((each) => (isObject(each) ? Object.entries(each) : []));
  const limits = limitsOf(part);
  return (
    texts.map(([key, text]) => (typeof text === 'string' ? beyond(text, limits[key]) : null)).find(Boolean) ?? null
  );
}

function limitsOf(kind: string): Readonly<Record<string, number>> {
  return (LIMITS as Readonly<Record<string, Readonly<Record<string, number>>>>)[kind] ?? {};
}

function beyond(text: string, most: number | undefined): number | null {
  return most !== undefined && text.length > most && [...text].length > most ? most : null;
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && text >= FIRST_DAY && text <= LAST_DAY;
}
