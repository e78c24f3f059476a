/**
 * What goes out: the request under way if there is one, with the very same bytes, else a new one made of what is dirty.
 * A request with changes is on the disk before it is sent, so that a lost answer is asked for again and never guessed.
 */
import { type Random, uuid4 } from '../domain/ids.ts';
import type { Database } from '../store/db.ts';
import { changeOf } from '../store/outward.ts';
import { replicaOf } from '../store/records.ts';
import {
  FRESH,
  type Inflight,
  type Quarantined,
  type Replica,
  type Row,
  type Sent,
  type SyncState,
  type Unsent,
} from '../store/schema.ts';
import { rowsOf } from '../store/unsent.ts';
import { type Answer, PROTO, SCHEMA } from './wire.ts';

/** As many as the server takes in one request. */
export const MOST_CHANGES = 2000;
/** Rows that nearly always tell whether there is anything to send. */
const A_GLANCE = 20;
/** JSON of one request, in characters. */
const MOST_LENGTH = 2_000_000;
/** An entry of the server's log is at most 256 KB of compressed changes: what is larger would come back as 413. */
const MOST_COMPRESSED = 230_000;
/** A browser lets a page that goes away send at most 64 KiB. */
export const MOST_KEPT_ALIVE = 60 * 1024;
/** Characters that take no more than that in UTF-8. */
const MOST_FLUSHED = MOST_KEPT_ALIVE / 3;

export interface Outgoing {
  readonly body: ArrayBuffer;
  readonly type: Inflight['type'];
  readonly sent: readonly Sent[];
  /** Null for a request without changes, which leaves no trace. */
  readonly req: string | null;
  readonly state: SyncState;
  readonly replica: Replica;
}

interface Outbox {
  readonly state: SyncState;
  readonly replica: Replica;
  readonly inflight: Inflight | undefined;
  /** Oldest first. */
  readonly unsent: readonly Unsent[];
  /** Those of which something must not go out. */
  readonly rows: ReadonlyMap<string, Row>;
  /** `id/field` of what the server will not take. */
  readonly refused: ReadonlySet<string>;
}

export interface PushOptions {
  readonly space: string;
  readonly random: Random;
  /** The page goes away: plain JSON, and little of it. */
  readonly isFlush: boolean;
}

/** Null where another tab was faster: look again. */
export async function nextRequest(db: Database, options: PushOptions): Promise<Outgoing | null> {
  const outbox = (await readOutbox(db)) ?? (await makeReplica(db, options.random));
  const { state, replica, inflight } = outbox;
  if (inflight) {
    const { body, type, sent, req } = inflight;
    return { body, type, sent, req, state, replica };
  }
  const made = await makeRequest(outbox, options);
  if (made.sent.length === 0) return { ...made, req: null, state, replica };
  const isOurs = await db.write(['inflight', 'meta'], async (transaction) => {
    const [other, { id }] = await Promise.all([
      transaction.objectStore('inflight').get('push'),
      replicaOf(transaction, options.random),
    ]);
    if (other || id !== replica.id) return false;
    await transaction.objectStore('inflight').put({ key: 'push', ...made, refusals: 0 });
    return true;
  });
  return isOurs ? { ...made, state, replica } : null;
}

const NOTHING = { inflight: undefined, unsent: [], rows: new Map(), refused: new Set<string>() };

/** What will be asked after an answer, if nothing is to be sent by then. */
export async function requestAfter(out: Outgoing, { fence, cursor }: Answer, options: PushOptions): Promise<Outgoing> {
  const state = { ...out.state, fence: fence ?? out.state.fence, cursor };
  const { replica } = out;
  const made = await makeRequest({ ...NOTHING, state, replica }, options);
  return { ...made, req: null, state, replica };
}

/** Whether both ask for the same, and neither sends anything. */
export function isSameQuestion(a: Outgoing, b: Outgoing): boolean {
  const asked = ({ req, replica, state }: Outgoing) => JSON.stringify([req, replica, state.fence, state.cursor]);
  return a.req === null && asked(a) === asked(b);
}

/** Whether anything could be sent right now. */
export async function hasMore(db: Database): Promise<boolean> {
  for (const most of [A_GLANCE, MOST_CHANGES]) {
    const outbox = await readOutbox(db, most);
    if (!outbox) return false;
    if (changesOf(outbox, 1, 0).length > 0) return true;
    if (outbox.unsent.length < most) return false;
  }
  return false;
}

/** With the oldest rows that wait. Null where this device has no replica yet. */
async function readOutbox(db: Database, most = MOST_CHANGES): Promise<Outbox | null> {
  return db.read(['records', 'unsent', 'inflight', 'quarantine', 'meta'], async (transaction) => {
    const [state, replica, inflight, unsent, refused] = await Promise.all([
      transaction.objectStore('meta').get('sync'),
      transaction.objectStore('meta').get('replica'),
      transaction.objectStore('inflight').get('push'),
      transaction.objectStore('unsent').getAll(null, most),
      transaction.objectStore('quarantine').getAll(),
    ]);
    if (replica?.key !== 'replica') return null;
    const aside = new Set(refused.map(({ id }) => id));
    const partial = unsent.filter(({ id, change }) => change === undefined || aside.has(id)).map(({ id }) => id);
    return {
      state: state?.key === 'sync' ? state : FRESH,
      replica,
      inflight,
      unsent: unsent.sort((a, b) => a.since - b.since),
      rows: await rowsOf(transaction, partial),
      refused: fieldsOf(refused),
    };
  });
}

function fieldsOf(refused: readonly Quarantined[]): Set<string> {
  return new Set(
    refused.flatMap(({ key, id, dirty }) => [key, ...Object.keys(dirty).map((field) => `${id}/${field}`)]),
  );
}

async function makeReplica(db: Database, random: Random): Promise<Outbox> {
  await db.write(['meta'], async (transaction) => {
    await transaction.objectStore('meta').put(await replicaOf(transaction, random));
  });
  const outbox = await readOutbox(db);
  if (!outbox) throw new Error('the replica that was written is not there');
  return outbox;
}

async function makeRequest(outbox: Outbox, { space, random, isFlush }: PushOptions) {
  const { state, replica } = outbox;
  const req = uuid4(random);
  const { fence, cursor } = state;
  const envelope = {
    proto: PROTO,
    schema: SCHEMA,
    req,
    space,
    replica: replica.id,
    fence,
    ctr: replica.counter,
    cursor,
  };
  const opening = `${JSON.stringify(envelope).slice(0, -1)},"changes":[`;
  const room = isFlush ? MOST_FLUSHED : MOST_LENGTH;
  let changes = changesOf(outbox, state.limit ?? MOST_CHANGES, room - opening.length);
  for (;;) {
    const text = `${opening}${changes.map((each) => each.text).join(',')}]}`;
    const { body, type } = await encoded(text, isFlush);
    const sent = changes.map((each) => each.sent);
    if (type === 'application/json' || body.byteLength <= MOST_COMPRESSED || sent.length < 2) {
      return { req, body, type, sent };
    }
    changes = changes.slice(0, Math.floor((sent.length * MOST_COMPRESSED * 0.9) / body.byteLength) || 1);
  }
}

interface Outward {
  readonly text: string;
  readonly sent: Sent;
}

/** Oldest first, at most `most` of them and about `room` characters, but one in any case. */
function changesOf({ unsent, rows, refused, state }: Outbox, most: number, room: number): Outward[] {
  const changes: Outward[] = [];
  let length = 0;
  for (const each of unsent) {
    // A snapshot after a restored server is still telling which of the clean records it has.
    if (state.cursor?.snap && each.whole && !each.dirty) continue;
    const change = outward(each, rows.get(each.id), refused);
    if (!change) continue;
    length += change.text.length + 1;
    if (changes.length >= most || (changes.length > 0 && length > room)) break;
    changes.push(change);
  }
  return changes;
}

/** What is to be sent of a record; of its row where something of it was refused. Null where nothing is. */
function outward(unsent: Unsent, row: Row | undefined, refused: ReadonlySet<string>): Outward | null {
  const { id, kind, dirty = {}, whole = false, change = null } = unsent;
  const isRefused = (field: string) => refused.has(`${id}/${field}`);
  const text = row ? changeOf(row, isRefused) : change;
  if (text === null) return null;
  const marks = Object.entries(dirty).filter(([field]) => !isRefused(field));
  return { text, sent: { id, kind, whole, dots: Object.fromEntries(marks.map(([field, { dot }]) => [field, dot])) } };
}

async function encoded(text: string, isFlush: boolean): Promise<{ body: ArrayBuffer; type: Inflight['type'] }> {
  const plain = new Blob([text]);
  if (isFlush || text.length < 1000 || typeof CompressionStream === 'undefined') {
    return { body: await plain.arrayBuffer(), type: 'application/json' };
  }
  const packed = plain.stream().pipeThrough(new CompressionStream('gzip'));
  return { body: await new Response(packed).arrayBuffer(), type: 'application/gzip' };
}
