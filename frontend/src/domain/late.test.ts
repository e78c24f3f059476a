import { expect, test, vi } from 'vitest';
import { late } from './late.ts';

test('it is made when first asked for, and once, even where there is nothing to make', () => {
  const make = vi.fn(() => null);
  const value = late(make);
  expect(make).not.toHaveBeenCalled();
  expect([value(), value()]).toEqual([null, null]);
  expect(make).toHaveBeenCalledTimes(1);
});
