/**
 * One run of sync: exchange after exchange until nothing is left to send or to fetch. It may be killed between any two
 * awaits and run again: what was saved here stays dirty until the server has acknowledged it, what was sent is sent
 * again with the same bytes, and what was merged is merged again to no effect.
 */
import { corrected, type Now, offsetFrom } from '../domain/clock.ts';
import type { Random } from '../domain/ids.ts';
import type { Change } from '../domain/record.ts';
import type { Database } from '../store/db.ts';
import type { Cursor } from '../store/schema.ts';
import { type Fetch, Refused, request, Unreachable } from './http.ts';
import {
  applyPurge,
  changesIn,
  isAheadOfUs,
  isAllUnsent,
  isDoubled,
  mergeChanges,
  remove,
  removedBy,
  Superseded,
  sendAgain,
  sendAllAgain,
  unseenIn,
} from './merge.ts';
import { hasMore, isSameQuestion, MOST_KEPT_ALIVE, nextRequest, type Outgoing, requestAfter } from './push.ts';
import { fork, narrow, settle } from './settle.ts';
import type { Answer } from './wire.ts';

export interface CycleDeps {
  readonly db: Database;
  readonly fetch: Fetch;
  readonly now: Now;
  readonly random: Random;
  /** The signed-in person's own space; the server refuses it to anybody else's session. */
  readonly space: string;
  readonly signal: AbortSignal;
  /** The page goes away: one exchange, kept alive by the browser. */
  readonly isFlush: boolean;
  /** Records that changed and are stored. */
  readonly onMerged: (ids: readonly string[]) => void;
  /** Records that the server has now as they were sent; what is shown of them is as it was. */
  readonly onSent: (ids: readonly string[]) => void;
  /** A page of a snapshot is about to be merged: its records, and about which share of it is here then, from 0 to 1. */
  readonly onPage?: (records: number, share: number | null) => void;
}

/** What a run has taken away so far; that it must take no more until a person has said yes; what it has asked ahead. */
interface Run {
  removed: number;
  isHeld: boolean;
  ahead: Ahead | null;
  /** A snapshot before which nothing here was clean: what is clean now, it has brought. */
  onlySource: string | null;
}

interface Heard {
  readonly answer: Answer;
  /** How far the server's clock is ahead, in ms. */
  readonly offset: number;
}

/** The next page of a snapshot, on its way while the one before is merged. */
interface Ahead {
  readonly out: Outgoing;
  readonly heard: Promise<Heard | null>;
}

export type CycleEnd = 'done' | 'held';

/** Rejects with Unreachable or Refused; all that was saved stays safe and is tried again by the next run. */
export async function runCycle(deps: CycleDeps): Promise<CycleEnd> {
  const run: Run = { removed: 0, isHeld: false, ahead: null, onlySource: null };
  while (await exchange(deps, run)) if (deps.isFlush) break;
  return run.isHeld ? 'held' : 'done';
}

/** One request and its answer; says whether there is more to do. */
async function exchange(deps: CycleDeps, run: Run): Promise<boolean> {
  const { db, random, signal } = deps;
  if (signal.aborted) throw new Unreachable('the run was stopped');
  const out = await nextRequest(db, deps);
  if (!out) return true;
  const heard = (await heardAhead(run, out)) ?? (await ask(deps, out));
  if (!heard) return true;
  const { answer, offset } = heard;
  const changes = changesIn(answer);
  if (answer.snapshot) deps.onPage?.(changes.length, answer.more ? (answer.share ?? null) : 1);
  if (answer.fork || isAheadOfUs(changes, out.replica) || (await isDoubled(db, changes, out.replica))) {
    await fork(db, out, random);
    return true;
  }
  if (answer.more && answer.cursor?.snap && out.sent.length === 0 && !deps.isFlush) {
    run.ahead = await askAhead(deps, out, answer);
  }
  const pulled = await pull(deps, run, out, answer, changes).catch((error: unknown) => {
    if (error instanceof Superseded) return null;
    throw error;
  });
  // What somebody else settles, or no snapshot acknowledges, is clean for a reason of its own.
  if (!pulled || (out.sent.length > 0 && !answer.snapshot)) run.onlySource = null;
  if (!pulled) return true;
  const settled = await settle(db, out, answer, { ...pulled, offset, at: corrected(deps.now, offset) });
  if (!settled) run.onlySource = null;
  if (settled && settled.sent.length > 0) deps.onSent(settled.sent);
  if (settled && settled.changed.length > 0) deps.onMerged(settled.changed);
  return settled === null || (answer.more && !run.isHeld) || (await hasMore(db));
}

/** Asks for the page after this one. The cursor moves in its time: whatever becomes of this, it may be asked again. */
async function askAhead(deps: CycleDeps, before: Outgoing, answer: Answer): Promise<Ahead> {
  const out = await requestAfter(before, answer, deps);
  const heard = ask(deps, out);
  heard.catch(() => undefined); // Told when its turn comes, if it does.
  return { out, heard };
}

/** The answer that was asked for ahead, if that is still the question. */
async function heardAhead(run: Run, out: Outgoing): Promise<Heard | null> {
  const { ahead } = run;
  run.ahead = null;
  return ahead && isSameQuestion(ahead.out, out) ? ahead.heard : null;
}

async function ask(deps: CycleDeps, out: Outgoing): Promise<Heard | null> {
  const began = deps.now();
  const answer = await post(deps, out);
  return answer && { answer, offset: offsetFrom(answer.now, began, deps.now()) };
}

/** The answer; null where the request was refused for what is in it, and a smaller one is to be tried. */
async function post(deps: CycleDeps, out: Outgoing): Promise<Answer | null> {
  const { db, fetch, isFlush, signal } = deps;
  const keepalive = isFlush && out.body.byteLength < MOST_KEPT_ALIVE;
  const headers = { 'Content-Type': out.type };
  try {
    const response = await request(fetch, '/api/sync', { method: 'POST', headers, body: out.body, keepalive }, signal);
    return (await response.json()) as Answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error instanceof Unreachable ? error : new Unreachable(`${error}`);
    const isTooLarge = error.status === 413;
    if (!out.req || !(isTooLarge || isUnreadable(error))) throw error;
    await narrow(db, out, isTooLarge ? 'too_big' : error.code, isTooLarge);
    const isNarrowed = await db.read(['inflight'], (transaction) => transaction.objectStore('inflight').count());
    if (isNarrowed > 0) throw error; // The same bytes once more, later: perhaps the network garbled them.
    return null;
  }
}

/** Whether a change may be at fault: what the server names of the envelope is not theirs. */
function isUnreadable({ status, fields }: Refused): boolean {
  return (status === 400 || status === 422) && Object.keys(fields).every((field) => field === 'changes');
}

interface Pulled {
  readonly cursor: Cursor | null;
  readonly snapshot: string | null;
  readonly isPullOver: boolean;
}

/** Merges what came, unless it would take away more than a person would believe. */
async function pull(
  deps: CycleDeps,
  run: Run,
  out: Outgoing,
  answer: Answer,
  changes: readonly Change[],
): Promise<Pulled> {
  const { db, onMerged } = deps;
  const { state } = out;
  const { cursor, snapshot = null } = answer;
  // Where a person is asked, the cursor stays: the same comes again, and what was sent now with it.
  const held = { cursor: null, snapshot: null, isPullOver: false };
  if (snapshot && state.cursor === null) run.onlySource = (await isAllUnsent(db)) ? snapshot : null;
  if (run.isHeld || (await isTooMuch(deps, run, out, answer, await removedBy(db, changes)))) return held;
  if (answer.reset && !state.cursor?.snap) await sendAllAgain(db, out);
  await applyPurge(db, out, answer.purge);
  await mergeChanges(db, out, changes, snapshot, onMerged);
  if (snapshot && !cursor?.snap && !answer.reset && run.onlySource !== snapshot) {
    const { clean, edited } = await unseenIn(db, snapshot);
    const ids = clean.map(({ id }) => id);
    await sendAgain(db, out, edited);
    if (state.epoch === cursor?.epoch) {
      const shown = clean.filter(({ hidden }) => !hidden).map(({ id }) => id);
      if (await isTooMuch(deps, run, out, answer, shown)) return held;
      await remove(db, out, ids);
      onMerged(ids);
    } else {
      await sendAgain(db, out, ids);
    }
  }
  return { cursor, snapshot, isPullOver: !answer.more };
}

/** Counts what is about to be taken away; where that is too much, it is kept for a person to be asked. */
async function isTooMuch(
  deps: CycleDeps,
  run: Run,
  { state }: Outgoing,
  answer: Answer,
  ids: readonly string[],
): Promise<boolean> {
  const { db } = deps;
  const removed = run.removed + ids.length;
  const total = await db.read(['records'], (transaction) => transaction.objectStore('records').count());
  if (state.removalAllowed || removed <= Math.max(10, (total + run.removed) / 10)) {
    run.removed = removed;
    return false;
  }
  run.isHeld = true;
  const { changes: held, purge } = answer;
  await db.write(['held'], async (transaction) => {
    await transaction
      .objectStore('held')
      .put({ key: 'pull', removed, ids, at: deps.now(), answer: { changes: held, purge } });
  });
  return true;
}
