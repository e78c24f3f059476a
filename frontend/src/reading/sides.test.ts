import { expect, test } from 'vitest';
import type { FieldName, ReadField } from './contract.ts';
import { withBack } from './sides.ts';

const read = (field: FieldName, value: string): ReadField => ({
  field,
  value,
  confidence: 95,
  source: 'read',
  box: [0, 0, 10, 0, 10, 10, 0, 10],
});
const said = (fields: readonly ReadField[]) => fields.map(({ field, value }) => `${field} ${value}`);

test('what the front says comes first, and what the back says too is not said twice', () => {
  const both = withBack(
    [read('name', 'Ana Torres'), read('email', 'ana@brightloom.com')],
    [read('name', 'Ana Torres'), read('email', 'Ana@brightloom.com'), read('phone', '+34 612 345 678')],
  );
  expect(said(both)).toEqual(['name Ana Torres', 'email ana@brightloom.com', 'phone +34 612 345 678']);
});

test('a place on the back is no place on the front', () => {
  const [field] = withBack([], [read('url', 'brightloom.com')]);
  expect(field?.box).toBeNull();
});

test('a logo alone on the front: the back says who', () => {
  const both = withBack([read('organization', 'Brightloom')], [read('name', 'Ana Torres'), read('title', 'CTO')]);
  expect(said(both)).toEqual(['organization Brightloom', 'name Ana Torres', 'title CTO']);
});

test('no more guesses than a person can choose from', () => {
  const front = ['A One', 'B Two'].map((value) => read('name', value));
  const back = ['C Three', 'D Four'].map((value) => read('name', value));
  expect(said(withBack(front, back))).toEqual(['name A One', 'name B Two', 'name C Three']);
});
