/**
 * What the server would not take, and what a person can do about it besides mending it: try once more, or give it up for
 * what the server has. Giving up asks the server first, under the sync lock, so that no word of another device is lost.
 */
import { type Random, uuid4 } from '../domain/ids.ts';
import type { Registers } from '../domain/record.ts';
import type { Database } from '../store/db.ts';
import { asWhole, givenUp, registersOf, withDirty } from '../store/rows.ts';
import type { Quarantined, Row } from '../store/schema.ts';
import { deleteRow, putRow, rowOf } from '../store/unsent.ts';
import { type Fetch, requestJson } from './http.ts';
import { changesIn } from './merge.ts';
import { type Answer, PROTO, SCHEMA } from './wire.ts';

export interface GivingUp {
  readonly db: Database;
  readonly fetch: Fetch;
  readonly random: Random;
  readonly space: string;
}

/** It is sent again with the next run. */
export function tryAgain(db: Database, key: string): Promise<void> {
  return db.write(['records', 'unsent', 'quarantine'], async (transaction) => {
    const quarantine = transaction.objectStore('quarantine');
    const refused = await quarantine.get(key);
    if (!refused) return;
    await quarantine.delete(key);
    const row = await rowOf(transaction, refused.id);
    if (!row) return;
    const isRefused = (await quarantine.getAllKeys(keysOf(row.id))).length > 0;
    const back = withDirty(row, { ...refused.dirty, ...row.dirty }, { refused: isRefused });
    // Of a record that went as a whole there are no marks left to go by.
    putRow(transaction, back.dirty && !refused.whole ? back : asWhole(back), row);
  });
}

/** The fields hold again what the server has. Rejects with Unreachable or Refused, and nothing has changed then. */
export async function giveUp({ db, fetch, random, space }: GivingUp, key: string): Promise<void> {
  const refused = await db.read(['quarantine'], (transaction) => transaction.objectStore('quarantine').get(key));
  if (!refused) return;
  const theirs = refused.kind === 'photo' ? {} : await registersAtServer({ fetch, random, space }, refused.id);
  await db.write(['records', 'unsent', 'quarantine', 'blobs'], async (transaction) => {
    const quarantine = transaction.objectStore('quarantine');
    await quarantine.delete(key);
    if (refused.kind === 'photo') {
      await transaction.objectStore('blobs').delete(refused.id);
      return;
    }
    const row = await rowOf(transaction, refused.id);
    if (!row) return;
    const isRefused = (await quarantine.getAllKeys(keysOf(row.id))).length > 0;
    const after = givenUp(row, fieldsOf(refused, row), theirs, isRefused);
    if (after) putRow(transaction, after, row);
    else deleteRow(transaction, row.id);
  });
}

/** One field, or all that was refused with the whole change. */
function fieldsOf({ key, id, dirty }: Quarantined, row: Row): readonly string[] {
  const field = key.slice(id.length + 1);
  if (field) return [field];
  const marked = Object.keys(dirty);
  return marked.length > 0 ? marked : Object.keys(registersOf(row));
}

function keysOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound(`${id}/`, `${id}/\uffff`);
}

/** Read as a device would that has nothing yet, which leaves this one's own cursor alone. */
async function registersAtServer({ fetch, random, space }: Omit<GivingUp, 'db'>, id: string): Promise<Registers> {
  const replica = `reader-${uuid4(random)}`;
  let found: Registers = {};
  for (let cursor: Answer['cursor'] = null, isMore = true; isMore; ) {
    const envelope = { proto: PROTO, schema: SCHEMA, space, replica, fence: null, ctr: 0, cursor, changes: [] };
    const answer = await requestJson(fetch, 'POST', '/api/sync', { ...envelope, req: uuid4(random) });
    const page = (await answer.json()) as Answer;
    found = changesIn(page).find((change) => change.id === id)?.f ?? found;
    ({ cursor, more: isMore } = page);
  }
  return found;
}
