/** What syncing waits for, in words: once for the whole queue, and in short beside each item. */
import type { SyncStatus, User } from '../store/contract.ts';
import { sayClock } from '../words/days.ts';
import { syncWords } from '../words/sync.ts';

/** Null where nothing is in the way. */
export function hindranceOf(user: User | null, { online, phase, waits, unsynced }: SyncStatus): string | null {
  const say = syncWords.queue;
  if (!user) return say.nothingDevice;
  if (!online) return say.offline;
  if (phase === 'signin') return say.signIn;
  if (phase === 'syncing' && unsynced > 0) return say.syncing;
  if (phase !== 'waiting' || !waits) return null;
  return syncWords.waits[waits.for](waits.until === null ? null : sayClock(waits.until));
}

export function becauseOf(user: User | null, { online, phase, waits, trouble }: SyncStatus): string | null {
  const say = syncWords.because;
  if (!user) return say.account;
  if (!online) return say.offline;
  if (phase === 'signin') return say.signin;
  if (trouble) return say.trouble;
  return phase === 'waiting' && waits ? say[waits.for] : say.next;
}
