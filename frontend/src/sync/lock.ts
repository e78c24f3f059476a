/**
 * One tab at a time syncs, signs in or signs out, so that a session never changes under a request. Whoever holds the lock
 * says so every 10 s; from a holder that has been silent for 60 s (a frozen tab) it is taken away.
 */
import type { Now } from '../domain/clock.ts';
import type { Channel } from '../store/channel.ts';

const LOCK = 'lanyard-sync';
const BEAT_MS = 10_000;
const SILENT_MS = 60_000;

export interface LockDeps {
  readonly channel: Channel;
  readonly now: Now;
  /** Absent in old browsers: then the request under way alone decides whose answer counts. */
  readonly locks: LockManager | undefined;
}

/** Runs the job once the lock is free; `signal` aborts when the lock was taken away or somebody says 'stop'. */
export async function underLock<T>(deps: LockDeps, job: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { channel, now, locks } = deps;
  const holding = new AbortController();
  const waiting = new AbortController();
  let lastBeat = now();
  const stopListening = channel.listen(({ type }) => {
    if (type === 'beat') lastBeat = now();
    if (type === 'stop') holding.abort();
  });
  const held = async () => {
    clearInterval(watch);
    const beats = setInterval(() => channel.post({ type: 'beat' }), BEAT_MS);
    channel.post({ type: 'beat' });
    try {
      return await job(holding.signal);
    } finally {
      clearInterval(beats);
    }
  };
  const watch = setInterval(() => {
    lastBeat = Math.min(lastBeat, now()); // A clock that was set back says nothing of how long it was silent.
    if (now() - lastBeat > SILENT_MS) waiting.abort();
  }, BEAT_MS);
  try {
    if (!locks) return await held();
    return await locks.request(LOCK, { signal: waiting.signal }, held).catch((error: unknown) => {
      if (!waiting.signal.aborted) throw error;
      return locks.request(LOCK, { steal: true }, held);
    });
  } finally {
    // Where the lock was stolen, the job may still be at it.
    holding.abort();
    clearInterval(watch);
    stopListening();
  }
}
