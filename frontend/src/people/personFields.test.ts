import { expect, test } from 'vitest';
import type { ContactFields } from '../generated/kinds.ts';
import { draftOf, personChanges, saysSomething } from './personFields.ts';

const ana: ContactFields = {
  name: 'Ana Kovač',
  title: 'Engineer',
  emails: [{ value: 'ana@example.org', label: 'work' }],
  phones: [{ value: '+385 1 234', e164: '+3851234', label: 'mobile' }],
  'topic:judo': true,
  'topic:chess': false,
};

test('a form that nobody touched writes nothing', () => {
  expect(personChanges(draftOf(ana), draftOf(ana), ana)).toEqual({});
});

test('only the touched field is written, and an emptied one is cleared', () => {
  const draft = { ...draftOf(ana), title: ' Staff engineer ' };
  expect(personChanges(draftOf(ana), draft, ana)).toEqual({ title: 'Staff engineer' });
  expect(personChanges(draftOf(ana), { ...draftOf(ana), title: ' ' }, ana)).toEqual({ title: null });
});

test('another phone leaves the first with its label', () => {
  const draft = { ...draftOf(ana), phones: ['+385 1 234', '+49 (0)30 123456', '030 2', ''] };
  expect(personChanges(draftOf(ana), draft, ana)).toEqual({
    phones: [
      { value: '+385 1 234', e164: '+3851234', label: 'mobile' },
      { value: '+49 (0)30 123456', e164: '+4930123456' },
      { value: '030 2' },
    ],
  });
});

test('topics are a set: each is added or taken away by itself', () => {
  expect(draftOf(ana).topics).toBe('judo');
  const draft = { ...draftOf(ana), topics: 'go,  dynamo  db, go' };
  expect(personChanges(draftOf(ana), draft, ana)).toEqual({
    'topic:judo': false,
    'topic:go': true,
    'topic:dynamo db': true,
  });
});

test('a person needs something to be found by', () => {
  const nobody = draftOf({});
  expect(saysSomething(nobody)).toBe(false);
  expect(saysSomething({ ...nobody, topics: 'judo' })).toBe(false);
  expect(saysSomething({ ...nobody, emails: ['', 'x@example.org'] })).toBe(true);
});
