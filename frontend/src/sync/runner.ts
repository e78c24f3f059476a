/**
 * Runs cycles for whoever is signed in on this device, one at a time, in the worker or the service worker. A run that
 * fails is tried again after a pause that grows up to five minutes while nothing comes through, and never given up; a run
 * that is asked for during another follows it.
 */
import type { Now } from '../domain/clock.ts';
import type { Random } from '../domain/ids.ts';
import type { Channel, SyncReport } from '../store/channel.ts';
import type { Receiving, User, Waits } from '../store/contract.ts';
import { Database, databaseName, readUser } from '../store/db.ts';
import { FRESH } from '../store/schema.ts';
import { endLeftSession } from './account.ts';
import { adopt } from './adoption.ts';
import { type CycleEnd, runCycle } from './cycle.ts';
import { troubleOf } from './failure.ts';
import { type Fetch, isServersFault, Refused, Unreachable } from './http.ts';
import { type LockDeps, underLock } from './lock.ts';
import { sendPhotos } from './photos.ts';
import { hasMore } from './push.ts';

const SHORTEST_MS = 2000;
const LONGEST_MS = 300_000;

export interface RunnerDeps extends LockDeps {
  readonly channel: Channel;
  readonly fetch: Fetch;
  readonly now: Now;
  readonly random: Random;
  /** From 0 up to 1. */
  readonly chance: () => number;
  /** Something has come through, whatever becomes of the rest of the run. */
  readonly onProgress?: () => void;
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

/** Given why a run failed, says when it is tried again: ms since 1970 UTC by the device's clock, null where nobody knows. */
export type Planning = (error: unknown) => number | null;

/** One run, under the lock, for whoever is signed in. Every tab hears how it goes. Rejects with Unreachable or Refused. */
export function syncOnce(deps: RunnerDeps, isFlush = false, plan: Planning = () => null): Promise<void> {
  return underLock(deps, async (signal) => {
    const user = await readUser();
    if (!user) {
      if (!(await endLeftSession(deps.fetch))) throw new Unreachable('the last session could not be ended');
      return;
    }
    const db = new Database(databaseName(user));
    const report = new Report(deps.channel, db);
    try {
      const end = await sync(deps, user, db, report, signal, isFlush);
      await report.say('idle', end === 'held' ? 'held' : null);
    } catch (error) {
      const until = plan(error);
      const waits = waitingFor(error);
      const phase = isSignedOut(error) ? 'signin' : 'waiting';
      await report.say(phase, troubleOf(error), waits && { for: waits, until }).catch(() => undefined);
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
  const { fetch, now, random, onProgress } = deps;
  const onMerged = (ids: readonly string[]) => {
    onProgress?.();
    report.changed(ids);
  };
  const onSent = (ids: readonly string[]) => {
    onProgress?.();
    report.sent(ids);
  };
  if (!isFlush) {
    const adopted = await adopt(db, random);
    if (adopted) report.changed(adopted);
  }
  const [isFirst, hasWork] = await Promise.all([isBehind(db), hasMore(db)]);
  // A poll that finds nothing is not worth a word.
  if (isFirst || hasWork) await report.say('syncing');
  if (isFirst) report.counts();
  const onPage = (records: number, share: number | null) => report.comes(records, share);
  const cycle = () => runCycle({ db, fetch, now, random, space: user.id, signal, isFlush, onMerged, onSent, onPage });
  let end = await cycle();
  report.counted();
  if (isFlush) return end;
  // Photos take their time: what is written meanwhile does not wait for the last of them.
  await sendPhotos(db, fetch, signal, now(), async () => {
    onMerged([]);
    if (await hasMore(db)) end = await cycle();
  });
  return end;
}

/** Whether the first pull is still to come, or under way. */
async function isBehind(db: Database): Promise<boolean> {
  const state = await db.read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
  return state?.key !== 'sync' || state.lastSyncAt === null || state.cursor?.snap !== undefined;
}

/** What a failed run waits for, where nobody need do anything about it. */
function waitingFor(error: unknown): Waits['for'] | null {
  if (error instanceof Unreachable) return 'answer';
  return error instanceof Refused && isServersFault(error) ? 'server' : null;
}

function isSignedOut(error: unknown): boolean {
  return error instanceof Refused && error.status === 401;
}

export class Runner {
  #failures = 0;
  /** The server has asked to be left alone for a while. A timer ends it: a clock may be set back by years. */
  #isTooSoon = false;
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
    if (!ask.isUrgent && this.#isTooSoon) return Promise.resolve();
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
      let isPlanned = false;
      const plan = (error: unknown) => {
        isPlanned = true;
        return this.#failed(error);
      };
      await syncOnce({ ...this.deps, onProgress: () => this.#progressed() }, ask.isFlush, plan).then(
        () => this.#succeeded(),
        (error: unknown) => void (isPlanned || plan(error)),
      );
      ask = this.#next;
      this.#next = null;
    }
  }

  /** On a bad network a run seldom comes through whole: where it gets on at all, the pauses stay short. */
  #progressed(): void {
    this.#failures = 0;
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#isTooSoon = false;
  }

  /** Says when the next attempt is made. */
  #failed(error: unknown): number | null {
    this.#failures += 1;
    const asked = error instanceof Refused ? (error.retryAfter ?? 0) : 0;
    // After a 401 only a sign-in helps, and that asks for a run by itself.
    if (isSignedOut(error)) return null;
    const pause = Math.max(asked, pauseAfter(this.#failures, this.deps.chance()));
    this.#isTooSoon = asked > 0;
    this.#retry = setTimeout(() => {
      this.#isTooSoon = false;
      void this.run();
    }, pause);
    return this.deps.now() + pause;
  }
}

/** Full jitter: anywhere between 2 s and twice as long as the last time could have been, up to 5 minutes. */
export function pauseAfter(failures: number, chance: number): number {
  return Math.max(SHORTEST_MS, chance * Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures));
}

/** A page of the first pull that is being merged: how many records it has, and what share of all is here before and after. */
interface Page {
  readonly from: number;
  readonly to: number;
  readonly records: number;
  readonly merged: number;
}

function shareOf(page: Page | null): number | null {
  if (!page) return null;
  return page.from + (page.to - page.from) * Math.min(1, page.merged / Math.max(1, page.records));
}

/** Tells every tab how far it is. */
class Report {
  #receiving: Receiving | null = null;
  #page: Page | null = null;
  #last: SyncReport | null = null;

  constructor(
    private readonly channel: Channel,
    private readonly db: Database,
  ) {}

  async say(phase: SyncReport['phase'], trouble: string | null = null, waits: Waits | null = null): Promise<void> {
    const state = await this.db.read(['meta'], (transaction) => transaction.objectStore('meta').get('sync'));
    const { lastSyncAt, offset } = state?.key === 'sync' ? state : FRESH;
    this.#last = { phase, trouble, lastSyncAt, offset, receiving: this.#receiving, waits };
    this.#post();
  }

  sent(ids: readonly string[]): void {
    this.channel.post({ type: 'changed', database: this.db.name, ids: [], sent: ids });
  }

  changed(ids: readonly string[]): void {
    this.channel.post({ type: 'changed', database: this.db.name, ids });
    if (!this.#receiving) return;
    this.#page &&= { ...this.#page, merged: this.#page.merged + ids.length };
    this.#receiving = { records: this.#receiving.records + ids.length, share: shareOf(this.#page) };
    if (this.#last) this.#last = { ...this.#last, receiving: this.#receiving };
    this.#post();
  }

  /** From here on what comes is counted. */
  counts(): void {
    this.#receiving = { records: 0, share: null };
  }

  counted(): void {
    this.#receiving = null;
  }

  /** A page is about to be merged, with which such a share of all will be here. */
  comes(records: number, to: number | null): void {
    this.#page = to === null ? null : { from: shareOf(this.#page) ?? 0, to, records, merged: 0 };
  }

  #post(): void {
    if (this.#last) this.channel.post({ type: 'sync', database: this.db.name, report: this.#last });
  }
}
