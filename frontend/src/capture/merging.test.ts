import { expect, test } from 'vitest';
import type { ContactFields } from '../generated/kinds.ts';
import { additions, differences } from './merging.ts';

const THERE: ContactFields = {
  name: 'Ana Costa',
  title: 'Engineer',
  emails: [{ value: 'ana@fjorddata.no', label: 'work' }],
  phones: [{ value: '22 33 44 55', e164: '+4722334455' }],
  urls: [{ value: 'https://www.fjorddata.no' }],
  met_at: 'pycon',
};
const CARD: ContactFields = {
  name: 'Ana Costa',
  title: 'Head of Data',
  organization: 'Fjord Data AS',
  emails: [{ value: 'ANA@fjorddata.no' }, { value: 'ana@example.org' }],
  phones: [{ value: '+47 22 33 44 55', e164: '+4722334455' }],
  urls: [{ value: 'fjorddata.no/' }],
  met_at: 'fosdem',
  card: 'card',
};

test('what is empty is filled, what is new is added, what is there stays', () => {
  expect(additions(THERE, CARD, false)).toEqual({
    organization: 'Fjord Data AS',
    emails: [{ value: 'ana@fjorddata.no', label: 'work' }, { value: 'ana@example.org' }],
    card: 'card',
  });
});

test('where the two differ, the card counts if the person says so', () => {
  expect(differences(THERE, CARD)).toEqual(['title']);
  expect(additions(THERE, CARD, true)).toMatchObject({ title: 'Head of Data', organization: 'Fjord Data AS' });
  expect(additions(THERE, CARD, true)).not.toHaveProperty('name');
});

test('a card that says nothing new changes nothing', () => {
  expect(additions({ ...THERE, card: 'card' }, { name: 'Ana Costa', card: 'card' }, true)).toEqual({});
});
