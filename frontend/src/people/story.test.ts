import { expect, test } from 'vitest';
import type { ContactFields } from '../generated/kinds.ts';
import type { Shown } from '../store/contract.ts';
import { storyOf } from './story.ts';

function shown<F>(kind: string, id: string, f: F): Shown<F> {
  return { id, kind, f, unsynced: false, conflicts: [], changedAt: 5000 };
}

const ana = shown<ContactFields>('contact', 'ana', { name: 'Ana', card: 'card-1', captured_at: 1000 });

test('what is to come stands first by its day, what was below it with the latest on top', () => {
  const story = storyOf({
    contact: ana,
    notes: [
      shown('note', 'early', { body: 'Hello', at: 2000, 'person:ana': true }),
      shown('note', 'late', { body: 'Again', at: 4000, 'person:ana': true, 'person:jun': true }),
    ],
    followups: [
      shown('followup', 'friday', { what: 'Write', due: '2026-05-08', state: 'open', 'person:ana': true }),
      shown('followup', 'monday', { what: 'Call', due: '2026-05-04', state: 'sent', 'person:ana': true }),
      shown('followup', 'over', { what: 'Send', state: 'done', done_at: 3000, 'person:ana': true }),
    ],
    cards: [shown('card', 'card-1', { captured_at: 1000 })],
    recordings: [shown('recording', 'said', { at: 3500, 'person:ana': true })],
  });
  expect(story.ahead.map(({ id }) => id)).toEqual(['monday', 'friday']);
  expect(story.past.map((entry) => ('record' in entry ? entry.record.id : entry.type))).toEqual([
    'late',
    'said',
    'over',
    'early',
    'card-1',
  ]);
});

test('notes of others, and people who were taken off a note, do not show', () => {
  const notes = [
    shown('note', 'other', { at: 1, 'person:jun': true }),
    shown('note', 'taken-off', { at: 2, 'person:ana': false }),
  ];
  expect(storyOf({ contact: ana, notes, followups: [], cards: [], recordings: [] }).past).toEqual([
    { type: 'added', at: 1000 },
  ]);
});

test('a second card of the same person, saved elsewhere, shows too', () => {
  const cards = [shown('card', 'card-1', {}), shown('card', 'card-2', { contact: 'ana' }), shown('card', 'card-3', {})];
  const story = storyOf({ contact: ana, notes: [], followups: [], cards, recordings: [] });
  expect(story.past.map((entry) => ('record' in entry ? entry.record.id : entry.type))).toEqual(['card-1', 'card-2']);
});
