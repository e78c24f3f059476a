import { expect, test } from 'vitest';
import { contactFields, saysSomething } from './contact.ts';
import { emptyForm, fillUntouched, withEntries, withNewEntry, withText } from './form.ts';

const card = { captured_at: 1_790_000_000_000, offset_min: 120, photo_front: 'f'.repeat(64), state: 'read' };
const candidate = { label: '', e164: null, confidence: 90, source: 'read', box: null };

test('a reviewed form becomes a contact that names its card, its event and its time', () => {
  const form = fillUntouched(emptyForm('event-1'), [
    { ...candidate, field: 'name', value: 'Ana Kovač' },
    { ...candidate, field: 'organization', value: 'Adriatic Cloud' },
    { ...candidate, field: 'email', value: 'ana@adriatic.example' },
    { ...candidate, field: 'phone', value: '+385 91 234 5678', e164: '+385912345678', label: 'mobile' },
    { ...candidate, field: 'url', value: 'adriatic.example' },
    { ...candidate, field: 'handle', value: 'anak', label: 'github' },
    { ...candidate, field: 'address', value: 'Riva 1, Split' },
  ]);
  expect(contactFields(form, 'card-1', card)).toEqual({
    name: 'Ana Kovač',
    organization: 'Adriatic Cloud',
    emails: [{ value: 'ana@adriatic.example' }],
    phones: [{ value: '+385 91 234 5678', e164: '+385912345678', label: 'mobile' }],
    urls: [{ value: 'adriatic.example' }],
    handles: [{ service: 'github', value: 'anak' }],
    addresses: [{ formatted: 'Riva 1, Split' }],
    met_at: 'event-1',
    captured_at: 1_790_000_000_000,
    offset_min: 120,
    card: 'card-1',
    met_how: 'card',
  });
});

test('empty rows, spaces and fields without content are not written', () => {
  const form = withNewEntry(withText(emptyForm(null), 'name', '  Ana '), 'emails');
  expect(contactFields(form, 'card-1', {})).toEqual({ name: 'Ana', card: 'card-1', met_how: 'card' });
});

test('a form says something once any field does', () => {
  const blank = withNewEntry(withText(emptyForm('event-1'), 'name', '  '), 'phones');
  expect(saysSomething(blank)).toBe(false);
  const [row] = blank.lists.phones;
  expect(row && saysSomething(withEntries(blank, 'phones', [{ ...row, value: '112' }]))).toBe(true);
});
