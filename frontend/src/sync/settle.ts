/**
 * What an answer changes about our own side of things. Each function is one transaction, applied only if the request
 * under way is still that very request: whoever else had it answered (another tab, a lock that was stolen) did this
 * already. What holds together: cursor, fence, dirty marks, quarantine, and that the request is no longer under way.
 */
import { newReplica, type Random } from '../domain/ids.ts';
import type { Database, StoreName, Write } from '../store/db.ts';
import { acknowledged, asWhole, isAllSent, redotted, registersOf, withDirty } from '../store/rows.ts';
import {
  type Cursor,
  type Dirty,
  FRESH,
  type Quarantined,
  type Row,
  type Sent,
  type SyncState,
  type Unsent,
} from '../store/schema.ts';
import { forget, putRow, rowOf, rowsOf } from '../store/unsent.ts';
import { MOST_CHANGES, type Outgoing } from './push.ts';
import type { Answer, Verdict } from './wire.ts';

const OWN: StoreName[] = ['records', 'unsent', 'inflight', 'quarantine', 'meta'];

export interface Settlement {
  /** How far the log has been merged; null leaves the cursor, because changes are held. */
  readonly cursor: Cursor | null;
  /** The one that what was sent now belongs to: nobody will send it back to us. */
  readonly snapshot: string | null;
  readonly isPullOver: boolean;
  readonly offset: number;
  readonly at: number;
}

/** Which records the server has as they were sent, and which others look different now. */
export interface Settled {
  readonly sent: readonly string[];
  readonly changed: readonly string[];
}

/**
 * Says what changed, or null if somebody else has settled the request. The disk is not waited for: what the
 * power cut takes was committed after all that it stands on, and the same request, sent again, is answered the same.
 */
export function settle(db: Database, out: Outgoing, answer: Answer, result: Settlement): Promise<Settled | null> {
  const work = async (transaction: Write) => {
    const state = await stillOurs(transaction, out);
    if (!state) return null;
    const { cursor, isPullOver } = result;
    const limit = out.sent.length > 0 && state.limit !== null ? state.limit * 2 : state.limit;
    const after: SyncState = {
      ...state,
      fence: answer.fence ?? state.fence,
      cursor: cursor ?? state.cursor,
      epoch: isPullOver ? (cursor?.epoch ?? state.epoch) : state.epoch,
      limit: limit !== null && limit > MOST_CHANGES ? null : limit,
      removalAllowed: state.removalAllowed && !isPullOver,
      offset: result.offset,
      lastSyncAt: isPullOver ? result.at : state.lastSyncAt,
      ...(answer.reset ? { photosAfter: '' } : {}),
    };
    // All at once: one after the other, each would wait for the process that keeps the disk.
    const [settled] = await Promise.all([
      judge(transaction, out.sent, answer.results, result),
      out.req && transaction.objectStore('inflight').delete('push'),
      isPullOver && transaction.objectStore('held').delete('pull'),
      transaction.objectStore('meta').put(after),
    ]);
    return settled;
  };
  return db.write([...OWN, 'held'], work, { relaxed: true });
}

/** The state if nobody has settled this request, or changed replica, since it was made. */
export async function stillOurs(transaction: Write, out: Outgoing): Promise<SyncState | null> {
  const meta = transaction.objectStore('meta');
  const [kept, inflight, replica] = await Promise.all([
    meta.get('sync'),
    transaction.objectStore('inflight').get('push'),
    meta.get('replica'),
  ]);
  const state = kept?.key === 'sync' ? kept : FRESH;
  if (replica?.key !== 'replica' || replica.id !== out.replica.id) return null;
  if (out.req) return inflight?.req === out.req ? state : null;
  const isSame = state.fence === out.state.fence && JSON.stringify(state.cursor) === JSON.stringify(out.state.cursor);
  return isSame ? state : null;
}

/** What the server has now is taken off what is unsent, at one go; where more is to be done, it is record by record. */
async function judge(
  transaction: Write,
  sent: readonly Sent[],
  results: readonly Verdict[],
  { snapshot }: Settlement,
): Promise<Settled> {
  const verdicts = new Map(results.map((verdict) => [verdict.i, verdict]));
  const isTaken = (_: Sent, i: number) => (verdicts.get(i)?.s ?? 'ok') === 'ok';
  // What belongs to the snapshot that is being read is noted in the record itself.
  const taken = new Map(snapshot === null ? sent.filter(isTaken).map((each) => [each.id, each]) : []);
  const isOver = (unsent: Unsent) => isAllSent(unsent, taken.get(unsent.id));
  const gone = await forget(transaction, [...taken.keys()], isOver);
  const rows = await rowsOf(transaction, idsOf(sent.filter(({ id }) => !gone.has(id))));
  await Promise.all(sent.map((each, i) => judgeOne(transaction, rows.get(each.id), each, verdicts.get(i), snapshot)));
  return { sent: [...gone], changed: [...rows.keys()] };
}

function idsOf(sent: readonly Sent[]): string[] {
  return sent.map(({ id }) => id);
}

async function judgeOne(
  transaction: Write,
  row: Row | undefined,
  sent: Sent,
  verdict: Verdict | undefined,
  snapshot: string | null,
): Promise<void> {
  if (!row) return;
  if (!verdict || verdict.s === 'ok') {
    putRow(transaction, acknowledged(row, sent.dots, sent.whole, snapshot ?? undefined), row);
  } else if (verdict.s === 'need_full' && !sent.whole) {
    putRow(transaction, asWhole(row), row);
  } else {
    const { code = verdict.s, field } = verdict;
    await quarantine(transaction, row, sent, code, field);
  }
}

/** Sets aside one field, or all that was sent; what was written again since is left to be tried. */
async function quarantine(transaction: Write, row: Row, sent: Sent, code: string, field?: string): Promise<void> {
  const unchanged = ([name, { dot }]: [string, Dirty[string]]) => {
    const was = sent.dots[name];
    return (field === undefined || name === field) && was?.[0] === dot[0] && was[1] === dot[1];
  };
  const marks = Object.entries(row.dirty ?? {});
  const refused = Object.fromEntries(marks.filter(unchanged));
  const left = Object.fromEntries(marks.filter((mark) => !unchanged(mark)));
  if (field !== undefined && row.dirty?.[field] && !refused[field]) return;
  const { id, kind } = row;
  const key = `${id}/${field ?? ''}`;
  const store = transaction.objectStore('quarantine');
  // What is there already was refused before, and is not among the marks any more.
  const { dirty, whole: wasWhole, since = row.since ?? row.changedAt } = (await store.get(key)) ?? {};
  const isWhole = field === undefined && (row.whole || wasWhole);
  const all = isWhole ? { whole: true as const } : {};
  await store.put({ key, id, kind, dirty: { ...dirty, ...refused }, ...all, code, since });
  const aside = await store.getAllKeys(IDBKeyRange.bound(`${id}/`, `${id}/\uffff`));
  const hasRest = Object.keys(registersOf(row)).some((name) => !aside.includes(`${id}/${name}`));
  const whole = row.whole === true && field !== undefined && hasRest;
  putRow(transaction, withDirty(row, left, { whole, refused: true }), row);
}

/**
 * A new replica, because another device may be writing with our dots: everything dirty gets new ones, before anything
 * is merged. Says whether it was done, or had been done meanwhile.
 */
export function fork(db: Database, out: Pick<Outgoing, 'replica'>, random: Random): Promise<boolean> {
  return db.write(OWN, async (transaction) => {
    const meta = transaction.objectStore('meta');
    const old = await meta.get('replica');
    if (old?.key !== 'replica' || old.id !== out.replica.id) return false;
    const kept = await meta.get('sync');
    const replica = newReplica(random);
    let counter = 0;
    const setAside = new Map<string, Quarantined[]>();
    for (const each of await transaction.objectStore('quarantine').getAll()) {
      setAside.set(each.id, [...(setAside.get(each.id) ?? []), each]);
    }
    const waiting = await transaction.objectStore('unsent').getAllKeys();
    for (const id of new Set([...waiting, ...setAside.keys()])) {
      const row = await rowOf(transaction, id);
      if (!row) continue;
      counter += 1;
      const aside = setAside.get(id) ?? [];
      const all: Dirty = Object.assign({}, ...aside.map(({ dirty }) => dirty), row.dirty);
      const after = redotted(withDirty(row, all), old.id, replica, counter);
      const marksOf = (fields: Dirty) =>
        Object.fromEntries(Object.entries(after.dirty ?? {}).filter(([field]) => fields[field]));
      putRow(transaction, withDirty(after, marksOf(row.dirty ?? {})), row);
      for (const each of aside) {
        await transaction.objectStore('quarantine').put({ ...each, dirty: marksOf(each.dirty) });
      }
    }
    await meta.put({ key: 'replica', id: replica, counter });
    await meta.put({ ...(kept?.key === 'sync' ? kept : FRESH), fence: null });
    await transaction.objectStore('inflight').delete('push');
    return true;
  });
}

/**
 * The server cannot read the request. Half of it is tried next, under a new name, down to the one change at fault, which
 * is set aside; the rest goes on. `atOnce` is for what is too large: nothing is gained by asking again.
 */
export function narrow(db: Database, out: Outgoing, code: string, atOnce: boolean): Promise<void> {
  return db.write(OWN, async (transaction) => {
    const state = await stillOurs(transaction, out);
    const inflight = await transaction.objectStore('inflight').get('push');
    if (!state || !inflight) return;
    const refusals = inflight.refusals + 1;
    if (!atOnce && state.limit === null && refusals < 3) {
      await transaction.objectStore('inflight').put({ ...inflight, refusals });
      return;
    }
    const [only, ...others] = out.sent;
    if (only && others.length === 0) {
      const row = await rowOf(transaction, only.id);
      if (row) await quarantine(transaction, row, only, code);
    }
    await transaction.objectStore('inflight').delete('push');
    await transaction.objectStore('meta').put({ ...state, limit: Math.ceil(out.sent.length / 2) });
  });
}
