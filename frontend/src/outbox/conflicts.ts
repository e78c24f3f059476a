/** Versions of one field: how they are shown, and what keeping both means. */

import { DELETED } from '../domain/record.ts';
import { faultOf } from '../domain/typed.ts';
import type { Json, Store } from '../store/contract.ts';
import { titleOf } from '../store/rows.ts';
import { sayDay } from '../words/days.ts';
import { peopleWords } from '../words/people.ts';
import { syncWords } from '../words/sync.ts';

/** Fields that hold flowing text; others of a text are short and stand on one line. */
const LONG = ['body', 'draft', 'outcome', 'common_ground', 'they_need', 'i_offer', 'met_how'];
/** Short texts of which two can stand side by side; a date, a state or an id cannot. */
const SHORT = ['name', 'title', 'organization', 'department', 'place', 'what'];
/** Fields that hold the id of another record. */
const NAMING = ['met_at', 'event', 'introduced_by', 'contact', 'note', 'card', 'talk', 'same_as'];

export function isLong(field: string): boolean {
  return LONG.includes(field);
}

/** The fields of which there are versions to compare: a deletion is a question of its own. */
export function isVersioned(field: string): boolean {
  return field !== DELETED;
}

export function sayValue(value: Json): string {
  const { empty, yes, no } = syncWords.conflict;
  if (value === null || value === '') return empty;
  if (typeof value === 'boolean') return value ? yes : no;
  if (isList(value)) return value.map(sayValue).join(', ');
  if (typeof value === 'object') return String(value.value ?? value.formatted ?? JSON.stringify(value));
  return String(value);
}

/** As above; of another record its name, a day as a day, a state in words. */
export function sayIn(store: Store, field: string, value: Json, today: string): string {
  if (typeof value !== 'string' || value === '') return sayValue(value);
  if (NAMING.includes(field)) return titleOf(store.get(value).value?.f ?? {}) || value;
  const states: Readonly<Record<string, string>> = peopleWords.followup.state;
  if (field === 'state') return states[value] ?? value;
  return /^\d{4}-\d\d-\d\d$/.test(value) ? sayDay(value, today) : value;
}

/** All versions as one value: texts joined, lists united. Undefined where that means nothing, or would be too long. */
export function unite(kind: string, field: string, versions: readonly Json[]): Json | undefined {
  const united = together(field, versions);
  return united === undefined || faultOf(kind, { [field]: united }) ? undefined : united;
}

function together(field: string, versions: readonly Json[]): Json | undefined {
  const kept = versions.filter((value) => value !== null && value !== '');
  if (kept.length > 0 && kept.every(isList)) return uniteLists(kept);
  if (kept.length < 2 || !kept.every((value) => typeof value === 'string')) return undefined;
  if (LONG.includes(field)) return [...new Set(kept)].join('\n\n');
  return SHORT.includes(field) ? [...new Set(kept)].join(' / ') : undefined;
}

function uniteLists(lists: readonly (readonly Json[])[]): Json[] {
  const byText = new Map(lists.flat().map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
