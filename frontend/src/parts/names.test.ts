import { expect, test } from 'vitest';
import { byName, type Contact, keptByName, letterOf } from './names.ts';

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

test('a list that is kept in order stays so, whatever comes, changes, goes or moves', () => {
  const kept = keptByName();
  const people = ['Ana', 'Zoë', 'Ben', 'Ana', 'Øystein', 'Mia'].map((name, at) => contact(`${at}`, name));
  const renamed = people.with(1, contact('1', 'Alma'));
  const steps = [
    people.slice(0, 2),
    people,
    renamed,
    renamed.toSpliced(0, 1),
    [...renamed].reverse(),
    [contact('9', 'Carla'), ...renamed],
    [],
    people,
  ];
  for (const step of steps) expect(kept(step)).toEqual(byName(step));
});

test('a person stands under the first letter of their name, or under # where there is none', () => {
  const people = [contact('1', ' (Øystein)'), contact('2', '3Com'), contact('3', 'émile'), contact('4', '…')];
  expect(people.map(letterOf)).toEqual(['O', '#', 'E', '#']);
});
