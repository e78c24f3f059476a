import { expect, test, vi } from 'vitest';
import { Following } from './following.ts';

/** Readings that end when told to. */
function readings() {
  const asked: (readonly string[] | null)[] = [];
  const ends: (() => void)[] = [];
  const arrivals: (() => void)[] = [];
  const read = (ids: readonly string[] | null) => {
    asked.push(ids);
    arrivals.shift()?.();
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const next = () => new Promise<void>((resolve) => arrivals.push(resolve));
  return { asked, read, next, end: () => ends.shift()?.() };
}

test('a single change is read at once', () => {
  const { asked, read } = readings();
  new Following(read).changed(['a']);
  expect(asked).toEqual([['a']]);
});

test('what comes while one reads is read together afterwards, each once', async () => {
  const { asked, read, next, end } = readings();
  const following = new Following(read);
  following.changed(['a']);
  for (const ids of [['b', 'c'], [], ['c', 'd']]) following.changed(ids);
  expect(asked).toHaveLength(1);
  const second = next();
  end();
  await second;
  expect(asked).toEqual([['a'], ['b', 'c', 'd']]);
});

test('that all has changed says more than any ids', async () => {
  const { asked, read, next, end } = readings();
  const following = new Following(read);
  following.changed(['a']);
  following.changed(['b']);
  following.changed(null);
  const second = next();
  end();
  await second;
  expect(asked).toEqual([['a'], null]);
});

test('of what was only sent no record is read, unless it has changed as well', async () => {
  const asked: unknown[] = [];
  const following = new Following(async (...given) => void asked.push(given));
  following.changed([], ['a']);
  following.changed(['b'], ['b', 'c']);
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  expect(asked).toEqual([
    [[], ['a']],
    [['b'], ['c']],
  ]);
});

test('nothing is read for nothing', () => {
  const { asked, read } = readings();
  new Following(read).changed([]);
  expect(asked).toEqual([]);
});
