import { expect, test } from 'vitest';
import type { SyncStatus } from '../store/contract.ts';
import { becauseOf, hindranceOf } from './hindrance.ts';

const user = { id: 'u', email: 'ana@example.org', name: 'Ana' };
const status = (some: Partial<SyncStatus> = {}): SyncStatus => ({
  online: true,
  phase: 'idle',
  unsynced: 2,
  photosWaiting: 0,
  oldestAt: 1,
  quarantined: 0,
  isHeld: false,
  trouble: null,
  lastSyncAt: 1,
  receiving: null,
  waits: null,
  ...some,
});
const at = new Date(2026, 4, 4, 14, 32).getTime();

test('what is in the way is said: no account, no network, no login', () => {
  expect(hindranceOf(null, status())).toMatch(/With an account/);
  expect(hindranceOf(user, status({ online: false, phase: 'signin' }))).toMatch(/^You are offline/);
  expect(hindranceOf(user, status({ phase: 'signin' }))).toMatch(/asks you to sign in/);
  expect(hindranceOf(user, status())).toBeNull();
});

test('a busy server and a lost answer are told apart, with the time of the next attempt where it is known', () => {
  const busy = hindranceOf(user, status({ phase: 'waiting', waits: { for: 'server', until: at } }));
  expect(busy).toMatch(/^The server is busy.*2:32/);
  const lost = hindranceOf(user, status({ phase: 'waiting', waits: { for: 'answer', until: null } }));
  expect(lost).toMatch(/^No answer came.*later, and counts once/);
});

test('each item has its reason in a few words', () => {
  expect(becauseOf(null, status())).toBe('needs an account');
  expect(becauseOf(user, status({ online: false }))).toBe('goes out once there is a network');
  expect(becauseOf(user, status({ phase: 'signin' }))).toBe('goes out once you have signed in');
  expect(becauseOf(user, status({ phase: 'waiting', waits: { for: 'server', until: at } }))).toBe('the server is busy');
  expect(becauseOf(user, status({ phase: 'waiting', trouble: 'x' }))).toBe('see above');
  expect(becauseOf(user, status())).toBe('goes out in a moment');
});
