import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { leaveNotice, notice, notify } from './notice.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

test('what was said on the page before is gone on the next', () => {
  notify({ text: 'Saved' });
  vi.advanceTimersByTime(3000);
  leaveNotice();
  expect(notice.value).toBeNull();
});

test('what was said on the way to a page is read there', () => {
  notify({ text: 'Ana is deleted' });
  leaveNotice();
  expect(notice.value?.text).toBe('Ana is deleted');
});

test('what must be answered stays', () => {
  notify({ text: 'Not saved', stays: true });
  vi.advanceTimersByTime(3000);
  leaveNotice();
  expect(notice.value?.text).toBe('Not saved');
});
