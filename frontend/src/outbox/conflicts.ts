/** Two versions of one field: how they are shown, and what keeping both means. */
import type { Json } from '../store/contract.ts';
import { words } from '../words/index.ts';

/** Fields that hold flowing text; others of a text are short and stand on one line. */
const LONG = ['body', 'draft', 'outcome', 'common_ground', 'they_need', 'i_offer'];
/** Short texts of which two can stand side by side; a date, a state or an id cannot. */
const SHORT = ['name', 'title', 'organization', 'department', 'place', 'what'];

export function sayValue(value: Json): string {
  if (value === null || value === '') return words.outbox.conflict.empty;
  if (isList(value)) return value.map(sayValue).join(', ');
  if (typeof value === 'object') return String(value.value ?? value.formatted ?? JSON.stringify(value));
  return String(value);
}

/** Both versions as one value: texts joined, lists united. Undefined where that means nothing. */
export function unite(field: string, versions: readonly Json[]): Json | undefined {
  const kept = versions.filter((value) => value !== null && value !== '');
  if (kept.length > 0 && kept.every(isList)) return uniteLists(kept);
  if (!kept.every((value) => typeof value === 'string')) return undefined;
  if (LONG.includes(field)) return kept.join('\n\n');
  return SHORT.includes(field) ? kept.join(' / ') : undefined;
}

function uniteLists(lists: readonly (readonly Json[])[]): Json[] {
  const byText = new Map(lists.flat().map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
