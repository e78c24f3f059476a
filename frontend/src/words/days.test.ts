import { expect, test } from 'vitest';
import { addDays, daysBetween, sayAge, sayDay, sayInstant } from './days.ts';

test('days are counted across months, leap days and summer time', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
});

test('near days have names, far ones a date', () => {
  expect(sayDay('2026-05-07', '2026-05-06')).toBe('tomorrow');
  expect(sayDay('2026-05-05', '2026-05-06')).toBe('yesterday');
  expect(sayDay('2026-05-11', '2026-05-06')).toBe('Monday');
  expect(sayDay('2026-05-13', '2026-05-06')).toContain('May');
  expect(sayDay('2027-05-06', '2026-05-06')).toContain('2027');
});

test('what is no date is shown as it is', () => {
  expect(sayDay('soon', '2026-05-06')).toBe('soon');
});

test('an instant is said in the time of the place where it was', () => {
  const at = Date.UTC(2026, 4, 5, 23, 30);
  expect(sayInstant(at, 120, '2026-05-06')).toMatch(/^Today, 0?1:30/);
  expect(sayInstant(at, -300, '2026-05-06')).toMatch(/^Yesterday, (6:30|18:30)/);
});

test('an age is never less than a minute', () => {
  expect(sayAge(5000)).toBe('1 minute');
  expect(sayAge(3 * 3_600_000)).toBe('3 hours');
  expect(sayAge(2.5 * 86_400_000)).toBe('2 days');
});
