/** What can be done about follow-ups, and which is due when. */
import type { FollowupFields } from '../generated/kinds.ts';
import type { Shown, Store } from '../store/contract.ts';
import { addDays, daysBetween, sayDay } from '../words/days.ts';
import { words } from '../words/index.ts';
import { localDay } from './currentEvent.ts';
import { notify } from './notice.ts';

export type Followup = Shown<FollowupFields>;

const CLOSED: readonly unknown[] = ['done', 'answered', 'dropped'];

export const isClosed = (followup: Followup): boolean => CLOSED.includes(followup.f.state);

/** The day on which it asks for attention, or null: the due day, or a later one to which it was snoozed. */
export function dueDay(followup: Followup): string | null {
  const { due, snoozed_until: snoozed } = followup.f;
  if (!due || !snoozed) return due ?? snoozed ?? null;
  return [due, snoozed].sort()[1] ?? null;
}

export interface DueGroups {
  readonly overdue: readonly Followup[];
  readonly today: readonly Followup[];
  readonly upcoming: readonly Followup[];
  readonly someday: readonly Followup[];
  /** Sent, and waiting for an answer. */
  readonly sent: readonly Followup[];
}

/** All that are not closed, the earliest first within each group. */
export function groupByDue(followups: readonly Followup[], today: string): DueGroups {
  const groups: Record<keyof DueGroups, Followup[]> = { overdue: [], today: [], upcoming: [], someday: [], sent: [] };
  for (const followup of [...followups].sort(byDue)) {
    if (!isClosed(followup)) groups[groupOf(followup, today)].push(followup);
  }
  return groups;
}

function groupOf(followup: Followup, today: string): keyof DueGroups {
  const day = dueDay(followup);
  if (followup.f.state === 'sent') return 'sent';
  if (day === null) return 'someday';
  if (day === today) return 'today';
  return day < today ? 'overdue' : 'upcoming';
}

export function byDue(a: Followup, b: Followup): number {
  const [left, right] = [dueDay(a) ?? '9', dueDay(b) ?? '9'];
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
}

/** "2 days late", "Due Friday". */
export function sayDue(followup: Followup, today: string): { text: string; late: boolean } {
  const day = dueDay(followup);
  if (followup.f.state === 'sent') return { text: words.parts.followup.sent, late: false };
  if (day === null) return { text: words.parts.followup.noDue, late: false };
  const late = daysBetween(day, today);
  if (late > 0) return { text: words.parts.followup.late(late), late: true };
  return { text: words.parts.followup.due(sayDay(day, today)), late: false };
}

/** Done first, the outcome after: the tick holds even if nobody answers the question. */
export async function finish(store: Store, followup: Followup): Promise<void> {
  const { state = 'open', done_at: doneAt = null } = followup.f;
  await store.save('followup', followup.id, { state: 'done', done_at: store.now() });
  notify({
    text: words.parts.followup.doneNotice,
    ask: {
      label: words.parts.followup.outcome,
      keep: words.parts.followup.keep,
      answer: (outcome) => void store.save('followup', followup.id, { outcome }),
    },
    actions: [
      {
        label: words.parts.undo,
        run: () => void store.save('followup', followup.id, { state, done_at: doneAt }),
      },
    ],
  });
}

/** Until tomorrow in one tap; the message offers next week instead. */
export async function snooze(store: Store, followup: Followup, days = 1): Promise<void> {
  const before = followup.f.snoozed_until ?? null;
  const today = localDay(store.now());
  const until = addDays(today, days);
  await store.save('followup', followup.id, { snoozed_until: until });
  const undo = {
    label: words.parts.undo,
    run: () => void store.save('followup', followup.id, { snoozed_until: before }),
  };
  const instead = { label: words.parts.followup.untilNextWeek, run: () => void snooze(store, followup, 7) };
  notify({
    text: words.parts.followup.snoozedTo(sayDay(until, today)),
    actions: days === 1 ? [instead, undo] : [undo],
  });
}
