/** The two sides of one card. The front has the word; what only the back says comes after it, without a place on the front. */
import type { FieldName, ReadField } from './contract.ts';
import { isSameField } from './fields/fields.ts';

/** Fields with one value: the back's are further guesses. */
const GUESSED: ReadonlySet<FieldName> = new Set(['name', 'title', 'organization', 'department']);
const OFFERED = 3;

export function withBack(front: readonly ReadField[], back: readonly ReadField[]): ReadField[] {
  const added = back
    .filter((field) => !front.some((other) => isSameField(field, other)))
    .filter(({ field }, index, all) => !GUESSED.has(field) || room(front, field) > earlier(all, field, index))
    .map((field): ReadField => ({ ...field, box: null }));
  return [...front, ...added];
}

function room(front: readonly ReadField[], name: FieldName): number {
  return OFFERED - front.filter(({ field }) => field === name).length;
}

function earlier(fields: readonly ReadField[], name: FieldName, before: number): number {
  return fields.slice(0, before).filter(({ field }) => field === name).length;
}
