import { expect, test } from 'vitest';
import type { StoredReading } from '../generated/kinds.ts';
import {
  candidatesOf,
  choicesFor,
  doubtsIn,
  emptyForm,
  evidenceFor,
  fillUntouched,
  isDoubtful,
  withEntries,
  withLine,
  withNewEntry,
  withPhone,
  withText,
} from './form.ts';

const BOX = [0, 0, 10, 0, 10, 10, 0, 10] as const;
const box = [...BOX];
const reading: StoredReading = {
  engine: 'ppocr6-latin',
  fields: [
    { field: 'name', value: 'Zoë Ødegård', confidence: 96, source: 'read', box },
    { field: 'organization', value: 'Fjord Data AS', confidence: 91, source: 'read', box },
    { field: 'organization', value: 'Fjord', confidence: 60, source: 'read', box },
    { field: 'email', value: 'zoe@fjorddata.no', confidence: 62, source: 'read', box },
    {
      field: 'phone',
      value: '+47 912 34 567',
      e164: '+4791234567',
      label: 'mobile',
      confidence: 95,
      source: 'read',
      box,
    },
    { field: 'phone', value: '+47 22 33 44 55', e164: '+4722334455', label: 'office', confidence: 95, source: 'code' },
  ],
};
const candidates = candidatesOf(reading);

test('a value of several lines fills a line of the form as one; an address keeps its lines', () => {
  const fields = [
    { field: 'name', value: 'Zoë\r\nØdegård' },
    { field: 'address', value: 'Storgata 1\n0155 Oslo' },
  ];
  expect(candidatesOf({ fields }).map(({ value }) => value)).toEqual(['Zoë Ødegård', 'Storgata 1\n0155 Oslo']);
});

test('a reading fills an untouched form, the best candidate of each text and every entry of a list', () => {
  const form = fillUntouched(emptyForm('event'), candidates);
  expect(form.texts).toEqual({ name: 'Zoë Ødegård', title: '', organization: 'Fjord Data AS', department: '' });
  expect(form.lists.emails.map((entry) => entry.value)).toEqual(['zoe@fjorddata.no']);
  expect(form.lists.phones.map(({ value, label, e164 }) => [value, label, e164])).toEqual([
    ['+47 912 34 567', 'mobile', '+4791234567'],
    ['+47 22 33 44 55', 'office', '+4722334455'],
  ]);
  expect(form.metAt).toBe('event');
});

test('a late reading never overwrites what a person has touched, an emptied field included', () => {
  let typed = withText(emptyForm(null), 'name', 'Zoe O.');
  typed = withText(typed, 'organization', '');
  typed = withEntries(withNewEntry(typed, 'emails'), 'emails', []);
  const form = fillUntouched(typed, candidates);
  expect(form.texts.name).toBe('Zoe O.');
  expect(form.texts.organization).toBe('');
  expect(form.lists.emails).toEqual([]);
  expect(form.lists.phones).toHaveLength(2);
});

test('where nothing was read there is a row to type an e-mail, a phone and a link in', () => {
  const { lists } = fillUntouched(emptyForm(null), []);
  expect(Object.values(lists).map((entries) => entries.length)).toEqual([1, 1, 1, 0, 0]);
});

test('a doubtful field is marked until a person has touched it', () => {
  const form = fillUntouched(emptyForm(null), candidates);
  const email = form.lists.emails[0]?.read ?? null;
  expect(isDoubtful(form, 'emails', email)).toBe(true);
  expect(isDoubtful(withEntries(form, 'emails', form.lists.emails), 'emails', email)).toBe(false);
  expect(isDoubtful(form, 'name', evidenceFor(form, 'name', candidates))).toBe(false);
});

test('several candidates are offered once each, and the slice follows the one chosen', () => {
  expect(choicesFor('organization', [...candidates, ...candidates])).toEqual(['Fjord Data AS', 'Fjord']);
  const form = withText(fillUntouched(emptyForm(null), candidates), 'organization', 'Fjord');
  expect(evidenceFor(form, 'organization', candidates)?.confidence).toBe(60);
  expect(evidenceFor(withText(form, 'organization', 'By hand'), 'organization', candidates)?.value).toBe(
    'Fjord Data AS',
  );
});

test.each([
  ['+47 (0) 912-34.567', '+4791234567'],
  ['912 34 567', null],
  ['+47 call me', null],
])('an edited number %s can be dialled as %s', (value, e164) => {
  const entry = { key: 0, value: '', label: '', e164: '+1', read: null };
  expect(withPhone(entry, value).e164).toBe(e164);
});

test('rows that are added get keys of their own, whatever was removed before', () => {
  let form = withNewEntry(withNewEntry(emptyForm(null), 'handles'), 'handles');
  form = withEntries(form, 'handles', form.lists.handles.slice(1));
  form = withNewEntry(form, 'handles');
  expect(form.lists.handles.map((entry) => entry.key)).toEqual([1, 2]);
});

test('a reading of another version gives what can be understood of it', () => {
  expect(candidatesOf(null)).toEqual([]);
  const odd = {
    fields: [
      { field: 'name', value: null },
      { field: 'title', value: 'CTO', box: [1, 2] },
    ],
  };
  expect(candidatesOf(odd)).toEqual([
    { field: 'title', value: 'CTO', label: '', e164: null, confidence: 0, source: 'read', box: null },
  ]);
});

test('a line of the photo takes the place of a text, or becomes one more entry with its place on the card', () => {
  const form = fillUntouched(emptyForm(null), candidates);
  expect(withLine(form, 'organization', ' FJORD  DATA ', null).texts.organization).toBe('FJORD  DATA');
  const { phones, emails } = withLine(withLine(form, 'phones', '+47 400 00 000', BOX), 'emails', 'z@x.no', null).lists;
  expect(phones.map(({ value, e164 }) => [value, e164])).toEqual([
    ['+47 912 34 567', '+4791234567'],
    ['+47 22 33 44 55', '+4722334455'],
    ['+47 400 00 000', '+4740000000'],
  ]);
  expect(phones.at(-1)?.read?.box).toEqual(BOX);
  expect(new Set(phones.map(({ key }) => key)).size).toBe(3);
  expect(emails.map(({ value }) => value)).toEqual(['zoe@fjorddata.no', 'z@x.no']);
  expect(withLine(emptyForm(null), 'urls', 'x.no', null).lists.urls).toHaveLength(1);
});

test('doubts are counted over what fills the form: not the second organisation, but the doubtful e-mail', () => {
  expect(doubtsIn(candidates)).toBe(1);
});
