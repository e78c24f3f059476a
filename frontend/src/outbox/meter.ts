/** The nothing-is-lost meter in a few words. */
import type { SyncStatus, User } from '../store/contract.ts';
import { words } from '../words/index.ts';

export function pillText(user: User | null, status: SyncStatus): string {
  const { device, signIn, offline, synced, syncing, toSync, both, held, refused } = words.outbox.pill;
  if (!user) return device;
  const count = status.unsynced > 0 ? toSync(status.unsynced) : null;
  const hindrance = status.online ? (status.phase === 'signin' ? signIn : null) : offline;
  if (hindrance) return count && !status.online ? both(hindrance, count) : hindrance;
  if (status.isHeld) return held;
  if (count) return count;
  if (status.quarantined > 0) return refused(status.quarantined);
  return status.lastSyncAt === null ? syncing : synced;
}

/** Whether something waits for a person or a network: the pill then bears a mark, never an alarm. */
export function isBehind(user: User | null, status: SyncStatus): boolean {
  if (user === null) return false;
  return !status.online || status.phase === 'signin' || status.isHeld || status.unsynced + status.quarantined > 0;
}
