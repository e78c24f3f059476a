/**
 * Calendar days (`YYYY-MM-DD`) and instants, counted and said. Days are counted in UTC, where each has 24 hours; instants
 * are said in the local time of where they happened.
 */
import { late } from '../domain/late.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

// A browser takes its time over each of these, and a start may need none.

/** The words are English: dates in another language would not fit into their sentences. */
const locale = late(() => {
  const preferred = new Intl.DateTimeFormat().resolvedOptions().locale;
  return preferred.startsWith('en') ? preferred : 'en-GB';
});
const relative = late(() => new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }));
const dateFormat = (options: Intl.DateTimeFormatOptions) =>
  late(() => new Intl.DateTimeFormat(locale(), { timeZone: 'UTC', ...options }));
const weekday = dateFormat({ weekday: 'long' });
const thisYear = dateFormat({ day: 'numeric', month: 'long' });
const otherYear = dateFormat({ day: 'numeric', month: 'long', year: 'numeric' });
const clock = dateFormat({ hour: 'numeric', minute: '2-digit' });

const atUtc = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

export function addDays(day: string, count: number): string {
  return new Date(atUtc(day) + count * DAY_MS).toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((atUtc(to) - atUtc(from)) / DAY_MS);
}

/** "today", "tomorrow", "Friday" within the next six days, else the date. Not a date: as it is. */
export function sayDay(day: string, today: string): string {
  const away = daysBetween(today, day);
  if (Number.isNaN(away)) return day;
  if (Math.abs(away) <= 1) return relative().format(away, 'day');
  if (away > 1 && away < 7) return weekday().format(atUtc(day));
  return (day.slice(0, 4) === today.slice(0, 4) ? thisYear : otherYear)().format(atUtc(day));
}

/** The dates of an event: "4 – 8 May 2026". */
export function saySpan(starts: string, ends: string | null): string {
  if (Number.isNaN(atUtc(starts))) return starts;
  if (!ends || ends === starts || Number.isNaN(atUtc(ends))) return otherYear().format(atUtc(starts));
  return otherYear().formatRange(atUtc(starts), atUtc(ends));
}

/** "Yesterday, 16:40", in the time of the place where it happened (`offsetMin` east of UTC; without it, here). */
export function sayInstant(at: number, offsetMin: number | null | undefined, today: string): string {
  const shifted = at + (offsetMin ?? offsetAt(at)) * MINUTE_MS;
  return `${capitalised(sayDay(new Date(shifted).toISOString().slice(0, 10), today))}, ${clock().format(shifted)}`;
}

/** "16:40", in the time of this device. */
export function sayClock(at: number): string {
  return clock().format(at + offsetAt(at) * MINUTE_MS);
}

/** "3 minutes": how long it has been. */
export function sayAge(ms: number): string {
  const [count, unit] =
    ms >= DAY_MS ? [ms / DAY_MS, 'day'] : ms >= HOUR_MS ? [ms / HOUR_MS, 'hour'] : [ms / MINUTE_MS, 'minute'];
  const whole = Math.max(1, Math.floor(count));
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(whole);
}

/** Minutes that local time here is ahead of UTC at that instant, as records keep it. */
export function offsetAt(at: number): number {
  return -new Date(at).getTimezoneOffset() || 0;
}

/** "12,000", as this locale writes it. */
export function sayNumber(count: number): string {
  return new Intl.NumberFormat(locale()).format(count);
}

/** "12 MB", for people. */
export function sayBytes(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: megabytes < 10 ? 1 : 0,
  }).format(megabytes);
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}
