import { expect, test } from 'vitest';
import type { SyncStatus } from '../store/contract.ts';
import { isBehind, pillText } from './meter.ts';

const user = { id: 'u', email: 'ana@example.org', name: 'Ana' };
const status = (some: Partial<SyncStatus> = {}): SyncStatus => ({
  online: true,
  phase: 'idle',
  unsynced: 0,
  photosWaiting: 0,
  oldestAt: null,
  quarantined: 0,
  isHeld: false,
  trouble: null,
  lastSyncAt: 1,
  receiving: null,
  waits: null,
  ...some,
});

test('without an account everything is on this device, whatever the network does', () => {
  expect(pillText(null, status({ unsynced: 3, online: false }))).toBe('On this device');
  expect(isBehind(null, status({ unsynced: 3 }))).toBe(false);
});

test('offline the pill says so and counts records and photos', () => {
  expect(pillText(user, status({ online: false, unsynced: 3, photosWaiting: 1 }))).toBe('Offline · 3 to sync');
  expect(pillText(user, status({ online: false }))).toBe('Offline');
});

test('online it counts what waits, and says when nothing does', () => {
  expect(pillText(user, status({ unsynced: 3 }))).toBe('3 to sync');
  expect(pillText(user, status({ phase: 'syncing', unsynced: 3 }))).toBe('3 to sync');
  expect(pillText(user, status())).toBe('Synced');
});

test('nothing is called synced before the first sync', () => {
  expect(pillText(user, status({ lastSyncAt: null }))).toBe('Syncing…');
});

test('a login that ran out is said kindly, and only online, where it can be mended', () => {
  expect(pillText(user, status({ phase: 'signin', unsynced: 3 }))).toBe('Sign in to sync');
  expect(pillText(user, status({ phase: 'signin', online: false, unsynced: 3 }))).toBe('Offline · 3 to sync');
});
