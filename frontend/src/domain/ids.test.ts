import { expect, test } from 'vitest';
import { contactOfCard, newReplica, pairOf, type Random, uuid4, uuid5, uuid7 } from './ids.ts';

const random: Random = (bytes) => crypto.getRandomValues(bytes);

test('a UUIDv7 bears its version and sorts by time', () => {
  const early = uuid7(1_790_000_000_000, random);
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuid7(1_790_000_000_001, random) > early).toBe(true);
  expect(Number.parseInt(early.replaceAll('-', '').slice(0, 12), 16)).toBe(1_790_000_000_000);
  expect(uuid4(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

test('a UUIDv5 is the one that every implementation gives', async () => {
  expect(await uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'python.org')).toBe(
    '886313e1-3b8a-5372-9b90-0c9aee199e5d',
  );
});

test('a card always leads to the same contact, another card to another', async () => {
  const card = '01998f3e-0000-7000-8000-000000000001';
  expect(await contactOfCard(card)).toBe(await contactOfCard(card));
  expect(await contactOfCard(card)).not.toBe(await contactOfCard('01998f3e-0000-7000-8000-000000000002'));
});

test('two people are one pair, whichever is named first', async () => {
  expect(await pairOf('a', 'b')).toBe(await pairOf('b', 'a'));
  expect(await pairOf('a', 'b')).not.toBe(await pairOf('a', 'c'));
});

test('replica ids are short and differ', () => {
  expect(newReplica(random)).toMatch(/^[0-9a-z]{13}$/);
  expect(newReplica(random)).not.toBe(newReplica(random));
});
