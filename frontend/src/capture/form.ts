/**
 * The review form of a card as plain data. A reading may arrive while a person is typing, or after: it fills only fields
 * that nobody has touched.
 */
import { asLine, normalisedText } from '../domain/text.ts';
import type { StoredField, StoredReading } from '../generated/kinds.ts';
import { dialable } from '../parts/dialable.ts';
import type { Box } from '../reading/contract.ts';

export const TEXTS = ['name', 'title', 'organization', 'department'] as const;
export const LISTS = ['emails', 'phones', 'urls', 'handles', 'addresses'] as const;
export type TextName = (typeof TEXTS)[number];
export type ListName = (typeof LISTS)[number];
export type FieldName = TextName | ListName | 'met_at' | 'person';

/** Under this many percent a field is marked "please check". */
const DOUBT_BELOW = 80;

const READ_AS: Readonly<Record<ListName, string>> = {
  emails: 'email',
  phones: 'phone',
  urls: 'url',
  handles: 'handle',
  addresses: 'address',
};

/** What the reader offers for a field, and where on the photo it saw it. */
export interface Candidate {
  readonly field: string;
  readonly value: string;
  /** A phone's kind, a handle's service. */
  readonly label: string;
  readonly e164: string | null;
  /** Percent. */
  readonly confidence: number;
  readonly source: string;
  readonly box: Box | null;
}

export interface Entry {
  readonly key: number;
  readonly value: string;
  readonly label: string;
  readonly e164: string | null;
  /** What it was read as; null for a row that a person added. */
  readonly read: Candidate | null;
}

const BLANK: Entry = { key: 0, value: '', label: '', e164: null, read: null };
/** Of these there is a row to type in even where nothing was read. */
const ALWAYS_SHOWN: readonly ListName[] = ['emails', 'phones', 'urls'];

export interface SamePerson {
  readonly id: string;
  /** Where the two differ, what stands on the card is true. */
  readonly cardCounts: boolean;
}

export interface CardForm {
  readonly texts: Readonly<Record<TextName, string>>;
  readonly lists: Readonly<Record<ListName, readonly Entry[]>>;
  readonly metAt: string | null;
  /** The person there already whom this card is of, as somebody said. */
  readonly person?: SamePerson | null;
  readonly touched: readonly FieldName[];
}

export function emptyForm(eventId: string | null): CardForm {
  return {
    texts: { name: '', title: '', organization: '', department: '' },
    lists: { emails: [BLANK], phones: [BLANK], urls: [BLANK], handles: [], addresses: [] },
    metAt: eventId,
    touched: [],
  };
}

/** What a card's stored reading offers, best first. Another version of the app may have written it: odd parts are left out. */
export function candidatesOf(reading: StoredReading | null | undefined): Candidate[] {
  return (reading?.fields ?? []).flatMap((field) => candidateOf(field) ?? []);
}

/** The form with every untouched field as it was read. */
export function fillUntouched(form: CardForm, candidates: readonly Candidate[]): CardForm {
  const free = (name: FieldName) => !form.touched.includes(name);
  const texts = { ...form.texts };
  for (const name of TEXTS) if (free(name)) texts[name] = candidates.find((each) => each.field === name)?.value ?? '';
  const lists = { ...form.lists };
  for (const name of LISTS) if (free(name)) lists[name] = entriesFor(name, candidates);
  return { ...form, texts, lists };
}

export function withText(form: CardForm, name: TextName, value: string): CardForm {
  return { ...form, texts: { ...form.texts, [name]: value }, touched: touching(form, name) };
}

export function withEntries(form: CardForm, name: ListName, entries: readonly Entry[]): CardForm {
  return { ...form, lists: { ...form.lists, [name]: entries }, touched: touching(form, name) };
}

export function withMetAt(form: CardForm, eventId: string | null): CardForm {
  return { ...form, metAt: eventId, touched: touching(form, 'met_at') };
}

export function withPerson(form: CardForm, person: SamePerson | null): CardForm {
  return { ...form, person, touched: touching(form, 'person') };
}

/** What a line of the photo can be taken for. */
export const LINE_FIELDS = ['name', 'title', 'organization', 'emails', 'phones', 'urls', 'addresses'] as const;

/** The form with the text of a line: in place of a text, or as one more entry of a list. */
export function withLine(form: CardForm, name: (typeof LINE_FIELDS)[number], text: string, box: Box | null): CardForm {
  const value = asLine(normalisedText(text)).trim();
  if (isText(name)) return withText(form, name, value);
  const filled = form.lists[name].filter((entry) => entry.value.trim() !== '');
  const read = { field: READ_AS[name], value, label: '', e164: null, confidence: 100, source: 'read', box };
  const e164 = name === 'phones' ? dialable(value) : null;
  return withEntries(form, name, [...filled, { key: nextKey(form.lists[name]), value, label: '', e164, read }]);
}

/** How many of the values that fill the form are doubtful. */
export function doubtsIn(candidates: readonly Candidate[]): number {
  const best = candidates.filter(({ field }, at) => !isText(field) || isFirst(candidates, at));
  return best.filter(({ confidence }) => confidence < DOUBT_BELOW).length;
}

export function withNewEntry(form: CardForm, name: ListName): CardForm {
  const entries = form.lists[name];
  return withEntries(form, name, [...entries, { ...BLANK, key: nextKey(entries) }]);
}

function nextKey(entries: readonly Entry[]): number {
  return Math.max(-1, ...entries.map((entry) => entry.key)) + 1;
}

function isText(name: string): name is TextName {
  return (TEXTS as readonly string[]).includes(name);
}

function isFirst(candidates: readonly Candidate[], at: number): boolean {
  return candidates.findIndex(({ field }) => field === candidates[at]?.field) === at;
}

export function withPhone(entry: Entry, value: string): Entry {
  return { ...entry, value, e164: dialable(value) };
}

/** The values offered for a text field, each once. */
export function choicesFor(name: TextName, candidates: readonly Candidate[]): string[] {
  return [...new Set(candidates.filter((each) => each.field === name).map((each) => each.value))];
}

/** What a text field shows beside itself: the candidate chosen, or after typing the best one, to compare with. */
export function evidenceFor(form: CardForm, name: TextName, candidates: readonly Candidate[]): Candidate | null {
  const offered = candidates.filter((each) => each.field === name);
  return offered.find((each) => each.value === form.texts[name]) ?? offered[0] ?? null;
}

export function isDoubtful(form: CardForm, name: FieldName, read: Candidate | null): read is Candidate {
  return read !== null && read.confidence < DOUBT_BELOW && !form.touched.includes(name);
}

function touching(form: CardForm, name: FieldName): readonly FieldName[] {
  return form.touched.includes(name) ? form.touched : [...form.touched, name];
}

function entriesFor(name: ListName, candidates: readonly Candidate[]): Entry[] {
  const offered = candidates.filter((each) => each.field === READ_AS[name]);
  if (offered.length === 0 && ALWAYS_SHOWN.includes(name)) return [BLANK];
  return offered.map((read, key) => ({ key, value: read.value, label: read.label, e164: read.e164, read }));
}

function candidateOf({ field, value, label, e164, confidence, source, box }: StoredField): Candidate | null {
  if (typeof field !== 'string' || typeof value !== 'string') return null;
  return {
    field,
    value: field === READ_AS.addresses ? value : asLine(normalisedText(value)),
    label: asLine(normalisedText(label ?? '')),
    e164: e164 ?? null,
    confidence: confidence ?? 0,
    source: source ?? 'read',
    box: isBox(box) ? box : null,
  };
}

export function isBox(box: unknown): box is Box {
  return Array.isArray(box) && box.length === 8 && box.every((part) => typeof part === 'number');
}
