import { expect, test } from 'vitest';
import type { ContactFields } from '../generated/kinds.ts';
import type { Contact } from '../parts/names.ts';
import { byOrganisation, byTopic } from './groups.ts';

function contact(id: string, f: ContactFields): Contact {
  return { id, kind: 'contact', f: { name: id, ...f }, unsynced: false, conflicts: [], changedAt: 0 };
}

test('an organisation is one however it is spelled, under its most common spelling', () => {
  const groups = byOrganisation([
    contact('zoe', { organization: 'Fjord Data AS' }),
    contact('ana', { organization: 'FJORD DATA AS' }),
    contact('jun', { organization: 'Fjord Data AS ' }),
    contact('lea', { organization: 'GDG' }),
    contact('tunde', {}),
  ]);
  expect(groups.map(({ name, people }) => [name, people.map(({ id }) => id)])).toEqual([
    ['Fjord Data AS', ['ana', 'jun', 'zoe']],
    ['GDG', ['lea']],
  ]);
});

test('a person stands under each of their topics once', () => {
  const groups = byTopic([
    contact('ana', { 'topic:judo': true, 'tag:judo': true, 'topic:go': true }),
    contact('jun', { 'topic:judo': true, 'topic:chess': false }),
  ]);
  expect(groups.map(({ name, people }) => [name, people.length])).toEqual([
    ['judo', 2],
    ['go', 1],
  ]);
});
