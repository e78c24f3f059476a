/** Which events are going on, ahead, or over. */
import type { EventFields } from '../generated/kinds.ts';
import type { Shown } from '../store/contract.ts';

export type Event = Shown<EventFields>;

export interface EventGroups {
  readonly now: readonly Event[];
  /** The next one first. */
  readonly upcoming: readonly Event[];
  readonly undated: readonly Event[];
  /** The last one first. */
  readonly past: readonly Event[];
}

/** `here` is the event that the person says to be at: it is on, whatever its dates. */
export function groupEvents(events: readonly Event[], today: string, here: string | null): EventGroups {
  const groups: Record<keyof EventGroups, Event[]> = { now: [], upcoming: [], undated: [], past: [] };
  for (const event of [...events].sort(byStart)) groups[groupOf(event, today, here)].push(event);
  groups.past.reverse();
  return groups;
}

function groupOf(event: Event, today: string, here: string | null): keyof EventGroups {
  const { starts, ends } = event.f;
  if (event.id === here) return 'now';
  if (!starts) return 'undated';
  if (starts > today) return 'upcoming';
  return (ends ?? starts) < today ? 'past' : 'now';
}

function byStart(a: Event, b: Event): number {
  const [left, right] = [a.f.starts ?? '', b.f.starts ?? ''];
  return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
}
