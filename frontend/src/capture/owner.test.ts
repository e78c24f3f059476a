// @vitest-environment jsdom
import { signal } from '@preact/signals';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Account, User } from '../store/contract.ts';
import { followOwner } from './owner.ts';

const ada: User = { id: 'ada', email: 'ada@example.com', name: 'Ada' };
const ben: User = { id: 'ben', email: 'ben@example.com', name: 'Ben' };

const user = signal<User | null>(null);
const keptFor = signal<string | null>(null);
const account = { user, keptFor } as unknown as Account;

const { dropOriginals, moveOriginals } = vi.hoisted(() => ({ dropOriginals: vi.fn(), moveOriginals: vi.fn() }));
vi.mock('./originals.ts', () => ({ dropOriginals, moveOriginals }));

beforeEach(() => {
  vi.clearAllMocks();
  user.value = null;
  keptFor.value = null;
});

test('who signs out and wants to keep things finds the originals again', () => {
  user.value = ada;
  const stop = followOwner(account);
  keptFor.value = 'ada';
  user.value = null;
  expect(dropOriginals).not.toHaveBeenCalled();
  stop();
});

test('the first sign-in takes along what was captured before, and signing out leaves nothing', () => {
  const stop = followOwner(account);
  user.value = ada;
  expect(moveOriginals).toHaveBeenCalledWith('nobody', 'ada');
  user.value = null;
  expect(dropOriginals).toHaveBeenCalledWith('ada');
  stop();
});

test("another person's sign-in and sign-out leave this one's originals alone", () => {
  user.value = ada;
  const stop = followOwner(account);
  user.value = ben;
  user.value = null;
  expect(dropOriginals.mock.calls).toEqual([['ben']]);
  stop();
});
