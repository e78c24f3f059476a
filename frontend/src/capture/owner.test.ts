// @vitest-environment jsdom
import { signal } from '@preact/signals';
import { beforeEach, expect, test } from 'vitest';
import type { Account, User } from '../store/contract.ts';
import { draftOf, keepDraft } from './drafts.ts';
import { emptyForm, withText } from './form.ts';
import { followOwner, ownerOf } from './owner.ts';

const ada: User = { id: 'ada', email: 'ada@example.com', name: 'Ada' };
const ben: User = { id: 'ben', email: 'ben@example.com', name: 'Ben' };
const draft = withText(emptyForm(null), 'name', 'Half a name');

const user = signal<User | null>(null);
const keptFor = signal<string | null>(null);
const account = { user, keptFor } as unknown as Account;

beforeEach(() => {
  localStorage.clear();
  user.value = null;
  keptFor.value = null;
});

test('who signs out and wants to keep things finds the drafts again', () => {
  user.value = ada;
  const stop = followOwner(account);
  keepDraft('ada', 'card', draft);
  keptFor.value = 'ada';
  user.value = null;
  expect(draftOf('ada', 'card')?.texts.name).toBe('Half a name');
  stop();
});

test('the first sign-in takes along what was typed before, and signing out leaves nothing', () => {
  const stop = followOwner(account);
  keepDraft(ownerOf(account), 'card', draft);
  user.value = ada;
  expect(draftOf('ada', 'card')?.texts.name).toBe('Half a name');
  user.value = null;
  expect(draftOf('ada', 'card')).toBeNull();
  expect(draftOf(ownerOf(account), 'card')).toBeNull();
  stop();
});

test("another person's sign-in and sign-out leave this one's drafts alone", () => {
  user.value = ada;
  const stop = followOwner(account);
  keepDraft('ada', 'card', draft);
  user.value = ben;
  user.value = null;
  expect(draftOf('ada', 'card')?.texts.name).toBe('Half a name');
  stop();
});
