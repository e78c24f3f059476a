import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isVisible, type Registers, shownOf } from '../domain/record.ts';
import type { FollowupFields } from '../generated/kinds.ts';
import { dueDay, type Followup, groupByDue, isClosed, sayDue } from './followups.ts';

const TODAY = '2026-05-06';

function followup(id: string, f: FollowupFields): Followup {
  return { id, kind: 'followup', f: { state: 'open', ...f }, unsynced: false, conflicts: [], changedAt: 0 };
}

const ids = (followups: readonly Followup[]) => followups.map(({ id }) => id);

test('follow-ups stand by their day, the longest overdue first', () => {
  const groups = groupByDue(
    [
      followup('soon', { due: '2026-05-07' }),
      followup('late', { due: '2026-05-04' }),
      followup('later', { due: '2026-05-01' }),
      followup('now', { due: TODAY }),
      followup('whenever', {}),
    ],
    TODAY,
  );
  expect(ids(groups.overdue)).toEqual(['later', 'late']);
  expect(ids(groups.today)).toEqual(['now']);
  expect(ids(groups.upcoming)).toEqual(['soon']);
  expect(ids(groups.someday)).toEqual(['whenever']);
});

test('what is closed shows nowhere, what was sent waits for its answer', () => {
  const closed = ['done', 'answered', 'dropped'].map((state) => followup(state, { state, due: TODAY }));
  const groups = groupByDue([...closed, followup('sent', { state: 'sent', due: '2026-05-01' })], TODAY);
  expect(Object.values(groups).flatMap(ids)).toEqual(['sent']);
  expect(ids(groups.sent)).toEqual(['sent']);
});

test('a state that a newer version of the app invented is still shown', () => {
  expect(ids(groupByDue([followup('new', { state: 'delegated', due: TODAY })], TODAY).today)).toEqual(['new']);
});

test('a snooze moves it to a later day and never to an earlier one', () => {
  expect(dueDay(followup('a', { due: '2026-05-01', snoozed_until: '2026-05-09' }))).toBe('2026-05-09');
  expect(dueDay(followup('b', { due: '2026-05-20', snoozed_until: '2026-05-09' }))).toBe('2026-05-20');
  expect(dueDay(followup('c', { snoozed_until: '2026-05-09' }))).toBe('2026-05-09');
});

test('lateness is counted in days, the future said by name', () => {
  expect(sayDue(followup('a', { due: '2026-05-04' }), TODAY)).toEqual({ text: '2 days late', late: true });
  expect(sayDue(followup('b', { due: TODAY }), TODAY)).toEqual({ text: 'Due today', late: false });
  expect(sayDue(followup('c', { due: '2026-05-08' }), TODAY)).toEqual({ text: 'Due Friday', late: false });
});

interface DueCase {
  readonly name: string;
  readonly kind: string;
  readonly f: Registers;
  readonly due: string | null;
}

const vectors = new URL('../../../tests/vectors/due.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as { cases: readonly DueCase[] };

test.each(cases.map((each) => [each.name, each] as const))('the server and the page agree: %s', (_, each) => {
  const shown = { ...followup('r1', {}), f: shownOf(each.f).f as FollowupFields };
  const asks = each.kind === 'followup' && isVisible(each.f) && !isClosed(shown) && shown.f.state !== 'sent';
  expect(asks ? dueDay(shown) : null).toBe(each.due);
});
