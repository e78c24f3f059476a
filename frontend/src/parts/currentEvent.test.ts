import { expect, test } from 'vitest';
import type { EventFields } from '../generated/kinds.ts';
import type { Shown } from '../store/contract.ts';
import { localDay, pickEvent } from './currentEvent.ts';

function event(id: string, f: EventFields): Shown<EventFields> {
  return { id, kind: 'event', f, unsynced: false, conflicts: [], changedAt: 0 };
}

const week = event('week', { starts: '2026-05-04', ends: '2026-05-08' });
const meetup = event('meetup', { starts: '2026-05-06' });
const later = event('later', { starts: '2026-06-01', ends: '2026-06-02' });

test('the event whose dates hold today is on, its last day included', () => {
  expect(pickEvent([later, week], null, '2026-05-08')).toBe(week);
  expect(pickEvent([later, week], null, '2026-05-09')).toBeNull();
});

test('of two events on the same day the one that began last is meant', () => {
  expect(pickEvent([week, meetup], null, '2026-05-06')).toBe(meetup);
});

test('"I am here" wins over the dates until that event ends', () => {
  const chosen = { event: 'week', day: '2026-05-05' };
  expect(pickEvent([week, meetup], chosen, '2026-05-06')).toBe(week);
  expect(pickEvent([week, later], chosen, '2026-06-01')).toBe(later);
});

test('"I am here" works before the event starts and for one without dates, that day only', () => {
  expect(pickEvent([later], { event: 'later', day: '2026-05-05' }, '2026-05-05')).toBe(later);
  const undated = event('undated', {});
  const chosen = { event: 'undated', day: '2026-05-05' };
  expect(pickEvent([undated], chosen, '2026-05-05')).toBe(undated);
  expect(pickEvent([undated], chosen, '2026-05-06')).toBeNull();
});

test('"not here" holds for the day and then the dates decide again', () => {
  const chosen = { event: null, day: '2026-05-05' };
  expect(pickEvent([week], chosen, '2026-05-05')).toBeNull();
  expect(pickEvent([week], chosen, '2026-05-06')).toBe(week);
});

test('a choice of an event that is gone is as if none were made', () => {
  expect(pickEvent([week], { event: 'deleted', day: '2026-05-05' }, '2026-05-05')).toBe(week);
});

test('the local day is written with two digits', () => {
  expect(localDay(new Date(2026, 0, 9, 23, 30).getTime())).toBe('2026-01-09');
});
