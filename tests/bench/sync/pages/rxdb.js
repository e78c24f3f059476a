/**
 * RxDB on its free Dexie storage behind the calls that every contender answers: the replication of its documentation,
 * over plain HTTP with a checkpoint, live through an event stream. By default batches of 100, tuned what is asked for.
 */
import { createRxDatabase } from 'rxdb/plugins/core';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { filter, firstValueFrom, Subject } from 'rxjs';
import { contact, idOf, numbers } from './contacts.js';

const AT_ONCE = 1000;
const text = { type: 'string' };
const labelled = {
  type: 'array',
  items: { type: 'object', properties: { value: text, label: text } },
};
const SCHEMA = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 100 },
    name: text,
    given: text,
    family: text,
    organization: text,
    title: text,
    emails: labelled,
    phones: labelled,
    common_ground: text,
  },
  required: ['id'],
};

let contacts;
let base;
let batch;

async function asked(path, init) {
  const answer = await fetch(`${base}${path}`, init);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function replicate(live) {
  const sized = batch ? { batchSize: batch } : {};
  const remote = new Subject();
  if (live) {
    const events = new EventSource(`${base}/events`);
    events.onmessage = ({ data }) => remote.next(JSON.parse(data));
    events.onerror = () => remote.next('RESYNC');
  }
  const state = replicateRxCollection({
    collection: contacts,
    replicationIdentifier: base,
    live,
    waitForLeadership: false,
    pull: {
      ...sized,
      handler: (checkpoint, size) => asked(`/pull?after=${checkpoint?.seq ?? 0}&limit=${size}`),
      ...(live ? { stream$: remote.asObservable() } : {}),
    },
    push: {
      ...sized,
      handler: (rows) =>
        asked('/push', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(rows),
        }),
    },
  });
  state.error$.subscribe((error) => {
    globalThis.failure = error;
  });
  return state;
}

async function once() {
  await replicate(false).awaitInitialReplication();
  if (globalThis.failure) throw globalThis.failure;
}

globalThis.device = {
  async open({ space, isFirst, batch: asks }) {
    base = `${location.origin}/rx/${space}`;
    batch = asks;
    const database = await createRxDatabase({
      name: space,
      storage: getRxStorageDexie(),
      multiInstance: false,
      eventReduce: true,
    });
    ({ contacts } = await database.addCollections({ contacts: { schema: SCHEMA } }));
    await asked('/count');
    if (isFirst) await once();
  },

  async write(first, count) {
    for (let at = first; at < first + count; at += AT_ONCE) {
      const some = numbers(at, Math.min(AT_ONCE, first + count - at));
      const { error } = await contacts.bulkInsert(some.map((number) => ({ id: idOf(number), ...contact(number) })));
      if (error.length > 0) throw new Error(JSON.stringify(error[0]));
    }
  },

  async sync() {
    const began = performance.now();
    await once();
    const ms = performance.now() - began;
    return { ms, stored: ms };
  },

  async held() {
    return contacts.count().exec();
  },

  async follow() {
    await replicate(true).awaitInitialReplication();
  },

  async edit(number, text) {
    const began = Date.now();
    const document = await contacts.findOne(idOf(number)).exec();
    await document.incrementalPatch({ common_ground: text });
    return began;
  },

  async seen(number, text) {
    const document = contacts.findOne(idOf(number)).$;
    await firstValueFrom(document.pipe(filter((each) => each?.common_ground === text)));
    return Date.now();
  },

  async nudge() {},

  async poll() {
    await once();
  },
};
