import { expect, test } from 'vitest';
import { byName, type Contact, letterOf } from './names.ts';

const contact = (id: string, name?: string): Contact => ({
  id,
  kind: 'contact',
  f: name === undefined ? {} : { name },
  unsynced: false,
  conflicts: [],
  changedAt: 0,
});

test('people stand in the order of their names, without regard to case and accents, and of their ids where those are equal', () => {
  const people = [contact('4', 'Øystein'), contact('3', 'Ana'), contact('1', 'ána'), contact('2', 'Zoë')];
  expect(byName(people).map(({ id }) => id)).toEqual(['1', '3', '4', '2']);
  expect(people.map(({ id }) => id)).toEqual(['4', '3', '1', '2']);
});

test('a person stands under the first letter of their name, or under # where there is none', () => {
  const people = [contact('1', ' (Øystein)'), contact('2', '3Com'), contact('3', 'émile'), contact('4', '…')];
  expect(people.map(letterOf)).toEqual(['O', '#', 'E', '#']);
});
