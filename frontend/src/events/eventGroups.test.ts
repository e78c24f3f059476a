import { expect, test } from 'vitest';
import type { EventFields } from '../generated/kinds.ts';
import { type Event, groupEvents } from './eventGroups.ts';

const TODAY = '2026-05-06';

function event(id: string, f: EventFields): Event {
  return { id, kind: 'event', f, unsynced: false, conflicts: [], changedAt: 0 };
}

const events = [
  event('long-ago', { starts: '2025-01-01' }),
  event('last-week', { starts: '2026-04-28', ends: '2026-05-05' }),
  event('on', { starts: '2026-05-04', ends: TODAY }),
  event('next-year', { starts: '2027-01-01' }),
  event('next-week', { starts: '2026-05-12' }),
  event('someday', {}),
];

test('the nearest stands first on both sides of today', () => {
  const groups = groupEvents(events, TODAY, null);
  const ids = Object.entries(groups).map(([group, found]) => [group, found.map(({ id }: Event) => id)]);
  expect(Object.fromEntries(ids)).toEqual({
    now: ['on'],
    upcoming: ['next-week', 'next-year'],
    undated: ['someday'],
    past: ['last-week', 'long-ago'],
  });
});

test('an event that one is at is on, whatever its dates say', () => {
  expect(groupEvents(events, TODAY, 'next-week').now.map(({ id }) => id)).toEqual(['on', 'next-week']);
});
