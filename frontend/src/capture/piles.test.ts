import { expect, test } from 'vitest';
import { isPicture, keepPile, type Outcome } from './piles.ts';

const file = (name: string, type = 'image/jpeg') => new File(['x'], name, { type });

test('a pile is kept one file at a time, and each file ends up somewhere by name or number', async () => {
  const outcomes: Readonly<Record<string, Outcome>> = { 'b.jpg': 'known', 'c.heic': 'unopened', 'd.jpg': 'failed' };
  let under = 0;
  const told: string[] = [];
  const pile = await keepPile(
    [file('a.jpg'), file('b.jpg'), file('notes.txt', 'text/plain'), file('c.heic', ''), file('d.jpg')],
    {
      keep: async ({ name }) => {
        under += 1;
        expect(under).toBe(1);
        await Promise.resolve();
        under -= 1;
        return outcomes[name] ?? 'kept';
      },
      onProgress: (done, total) => told.push(`${done} of ${total}`),
      isStopped: () => false,
    },
  );
  expect(pile).toEqual({ kept: 1, known: 1, unopened: ['c.heic'], failed: ['d.jpg'], others: ['notes.txt'] });
  expect(told).toEqual(['0 of 4', '1 of 4', '2 of 4', '3 of 4']);
});

test('a pile that is stopped keeps what it has', async () => {
  let kept = 0;
  const pile = await keepPile([file('a.jpg'), file('b.jpg'), file('c.jpg')], {
    keep: async () => {
      kept += 1;
      return 'kept';
    },
    onProgress: () => undefined,
    isStopped: () => kept === 2,
  });
  expect(pile.kept).toBe(2);
});

test.each([
  ['a.jpg', 'image/jpeg', true],
  ['a.HEIC', '', true],
  ['a.pdf', 'application/pdf', false],
  ['a.jpg.txt', 'text/plain', false],
  ['a', '', false],
])('%s of type “%s” is a picture: %s', (name, type, expected) => expect(isPicture(file(name, type))).toBe(expected));
