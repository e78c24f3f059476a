/**
 * The event that is on, as this device sees it: what the person chose ("I am here"), else the event whose dates hold today
 * in local time. The choice stays on the device and ends with the event; "not here" ends with the day.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { recall, remember } from '../device/remembered.ts';
import type { EventFields } from '../generated/kinds.ts';
import type { Shown, Store } from '../store/contract.ts';

type Event = Shown<EventFields>;

interface Choice {
  /** Null: "I am at none of them". */
  readonly event: string | null;
  /** The local day on which it was made. */
  readonly day: string;
}

const KEY = 'here';
const choice = signal<Choice | null>(readChoice());

/** Say where the person is; null says "at no event today". */
export function setHere(eventId: string | null): void {
  choice.value = { event: eventId, day: localDay(Date.now()) };
  remember(KEY, choice.value);
}

/** The event to note on what is captured now, or null. */
export function currentEvent(store: Store): ReadonlySignal<Event | null> {
  const events = store.list<EventFields>('event');
  return computed(() => pickEvent(events.value, choice.value, localDay(store.now())));
}

export function pickEvent(events: readonly Event[], chosen: Choice | null, today: string): Event | null {
  const here = events.find((event) => event.id === chosen?.event);
  if (here && today <= lastDay(here, chosen?.day ?? today)) return here;
  if (chosen?.event === null && chosen.day === today) return null;
  const on = events.filter((event) => isOn(event, today));
  // Of several, the one that began last is the nearest: a meetup during a week-long conference.
  return on.sort((a, b) => compare(b.f.starts ?? '', a.f.starts ?? '') || compare(a.id, b.id))[0] ?? null;
}

/** The calendar day of an instant (ms since 1970 UTC) where this device is, as `YYYY-MM-DD`. */
export function localDay(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whether the event's dates hold the day. */
export function isOn(event: Event, today: string): boolean {
  const { starts } = event.f;
  return typeof starts === 'string' && starts <= today && today <= lastDay(event, starts);
}

function lastDay(event: Event, otherwise: string): string {
  return event.f.ends ?? event.f.starts ?? otherwise;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function readChoice(): Choice | null {
  const stored = recall(KEY);
  if (typeof stored !== 'object' || stored === null || !('event' in stored) || !('day' in stored)) return null;
  const { event, day } = stored;
  if (typeof day !== 'string' || (typeof event !== 'string' && event !== null)) return null;
  return { event, day };
}
