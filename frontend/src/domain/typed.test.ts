import { expect, test } from 'vitest';
import { faultOf, mended } from './typed.ts';

test('texts of one line become one; notes, drafts and addresses keep their lines', () => {
  const typed = {
    name: 'Ada\nLovelace',
    emails: [{ value: 'ada@x.org\t', label: 'work' }],
    addresses: [{ formatted: '12 Street\nTown' }],
    common_ground: 'Maths\nEngines',
  };
  expect(mended('contact', typed)).toEqual({
    name: 'Ada Lovelace',
    emails: [{ value: 'ada@x.org ', label: 'work' }],
    addresses: [{ formatted: '12 Street\nTown' }],
    common_ground: 'Maths\nEngines',
  });
  expect(mended('note', { body: 'One\n\tTwo' })).toEqual({ body: 'One\n\tTwo' });
});

test('what shows nothing clears the field, and is no element of a set', () => {
  expect(mended('contact', { name: '\u200b', 'topic:\u3164': true, 'topic:a\tb': true })).toEqual({
    name: null,
    'topic:a b': true,
  });
});

test('what a card was read as is kept as it was read', () => {
  const read = { engine: 'x', lines: [{ text: 'one\ntwo' }] };
  expect(mended('card', { read, state: 'read' })).toEqual({ read, state: 'read' });
});

test('what is too long for the server is named, wherever it stands', () => {
  expect(faultOf('contact', { name: '🙂'.repeat(200) })).toBeNull();
  expect(faultOf('contact', { name: 'x'.repeat(201) })).toEqual({ field: 'name', most: 200 });
  expect(faultOf('contact', { phones: [{ value: '1' }, { value: '1'.repeat(101) }] })).toEqual({
    field: 'phones',
    most: 100,
  });
  const topic = `topic:${'x'.repeat(101)}`;
  expect(faultOf('contact', { [topic]: true })).toEqual({ field: topic, most: 100 });
  expect(faultOf('note', { body: 'x'.repeat(16_001) })).toEqual({ field: 'body', most: 16_000 });
});

test('a day that no calendar of ours holds is named', () => {
  expect(faultOf('event', { starts: '2026-05-01', ends: null })).toBeNull();
  for (const day of ['0001-01-01', '2999-01-01', '12026-05-01'])
    expect(faultOf('followup', { due: day })).toEqual({ field: 'due', most: null });
});
