/**
 * Runs cycles for whoever is signed in on this device, one at a time, in the worker or the service worker. A run that
 * fails is tried again after a pause that grows up to five minutes, and never given up; a run that is asked for during
 * another follows it.
 */
import type { Now } from '../domain/clock.ts';
import type { Random } from '../domain/ids.ts';
import type { Channel, SyncReport } from '../store/channel.ts';
import type { User } from '../store/contract.ts';
import { Database, databaseName, readUser } from '../store/db.ts';
import { FRESH } from '../store/schema.ts';
import { adopt } from './adoption.ts';
import { type CycleEnd, runCycle } from './cycle.ts';
import { type Fetch, Refused } from './http.ts';
import { type LockDeps, underLock } from './lock.ts';
import { sendPhotos } from './photos.ts';
import { hasMore } from './push.ts';
import { troubleOf } from './trouble.ts';

const SHORTEST_MS = 2000;
const LONGEST_MS = 300_000;

export interface RunnerDeps extends LockDeps {
  readonly channel: Channel;
  readonly fetch: Fetch;
  readonly now: Now;
  readonly random: Random;
  /** From 0 up to 1. */
  readonly chance: () => number;
}

export function browserDeps(channel: Channel): RunnerDeps {
  return {
    channel,
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(bytes),
    chance: Math.random,
    locks: navigator.locks,
  };
}

export interface Ask {
  /** The page goes away: send what is quickest, now. */
  readonly isFlush?: boolean;
  /** A person asked: do not wait for the pause to end. */
  readonly isUrgent?: boolean;
}

/** One run, under the lock, for whoever is signed in. Every tab hears how it goes. Rejects with Unreachable or Refused. */
export function syncOnce(deps: RunnerDeps, isFlush = false): Promise<void> {
  return underLock(deps, async (signal) => {
    const user = await readUser();
    if (!user) return;
    const db = new Database(databaseName(user));
    const report = new Report(deps.channel, db);
    try {
      const end = await sync(deps, user, db, report, signal, isFlush);
      await report.say('idle', end === 'held' ? 'held' : null);
    } catch (error) {
      await report.say(isSignedOut(error) ? 'signin' : 'waiting', troubleOf(error)).catch(() => undefined);
      throw error;
    } finally {
      await db.close();
    }
  });
}

async function sync(
  deps: RunnerDeps,
  user: User,
  db: Database,
  report: Report,
  signal: AbortSignal,
  isFlush: boolean,
): Promise<CycleEnd> {
  const { fetch, now, random } = deps;
  const onMerged = (ids: readonly string[]) => report.changed(ids);
  if (!isFlush) {
    const adopted = await adopt(db, random);
    if (adopted) report.changed(adopted);
  }
  // A poll that finds nothing is not worth a word.
  const hasWork = await Promise.all([isBehind(db), hasMore(db)]);
  if (hasWork.some(Boolean)) await report.say('syncing');
  const end = await runCycle({ db, fetch, now, random, space: user.id, signal, isFlush, onMerged });
  if (!isFlush) await sendPhotos(db, fetch, signal, now(), () => report.changed([]));
  return end;
}

/** Whether the first pull is still to come, or under way. */
async function isBehind(db: Database): Promise<boolean> {
  const state = await db.read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
  return state?.key !== 'sync' || state.lastSyncAt === null || state.cursor?.snap !== undefined;
}

function isSignedOut(error: unknown): boolean {
  return error instanceof Refused && error.status === 401;
}

export class Runner {
  #failures = 0;
  #notBefore = 0;
  #current: Promise<void> | null = null;
  #next: Ask | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly deps: RunnerDeps) {}

  /** Resolves when nothing more is to be run for now; never rejects. */
  run(ask: Ask = {}): Promise<void> {
    if (this.#current) {
      this.#next = ask;
      return this.#current;
    }
    if (!ask.isUrgent && this.deps.now() < this.#notBefore) return Promise.resolve();
    this.#current = this.#runAll(ask).finally(() => {
      this.#current = null;
    });
    return this.#current;
  }

  stop(): void {
    clearTimeout(this.#retry);
  }

  async #runAll(first: Ask): Promise<void> {
    for (let ask: Ask | null = first; ask; ) {
      clearTimeout(this.#retry);
      await syncOnce(this.deps, ask.isFlush).then(
        () => this.#succeeded(),
        (error: unknown) => this.#failed(error),
      );
      ask = this.#next;
      this.#next = null;
    }
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#notBefore = 0;
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    const asked = error instanceof Refused ? (error.retryAfter ?? 0) : 0;
    this.#notBefore = this.deps.now() + asked;
    // After a 401 only a sign-in helps, and that asks for a run by itself.
    if (isSignedOut(error)) return;
    const pause = Math.max(asked, pauseAfter(this.#failures, this.deps.chance()));
    this.#retry = setTimeout(() => void this.run(), pause);
  }
}

/** Full jitter: anywhere between 2 s and twice as long as the last time could have been, up to 5 minutes. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.max(SHORTEST_MS, chance * Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures));
}

/** Tells every tab how far it is. */
class Report {
  constructor(
    private readonly channel: Channel,
    private readonly db: Database,
  ) {}

  async say(phase: SyncReport['phase'], trouble: string | null = null): Promise<void> {
    const state = await this.db.read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
    const { lastSyncAt, offset } = state?.key === 'sync' ? state : FRESH;
    this.channel.post({ type: 'sync', database: this.db.name, report: { phase, trouble, lastSyncAt, offset } });
  }

  changed(ids: readonly string[]): void {
    this.channel.post({ type: 'changed', database: this.db.name, ids });
  }
}
