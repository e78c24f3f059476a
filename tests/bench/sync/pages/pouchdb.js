/**
 * PouchDB behind the calls that every contender answers. By default its ordinary IndexedDB adapter and batches of 100;
 * tuned its newer `indexeddb` adapter where that is asked for, and larger batches.
 */
import PouchDB from 'pouchdb/dist/pouchdb.js';
import { contact, idOf, numbers } from './contacts.js';

globalThis.PouchDB = PouchDB;
await import('pouchdb/dist/pouchdb.indexeddb.js');

const AT_ONCE = 1000;

let local;
let remote;
let options;

globalThis.device = {
  async open({ space, isFirst, batch, adapter }) {
    local = new PouchDB(space, adapter ? { adapter } : {});
    remote = new PouchDB(`${location.origin}/db/${space}`);
    options = batch ? { batch_size: batch } : {};
    await Promise.all([local.info(), remote.info()]);
    if (isFirst) await local.sync(remote, options);
  },

  async write(first, count) {
    for (let at = first; at < first + count; at += AT_ONCE) {
      const some = numbers(at, Math.min(AT_ONCE, first + count - at));
      await local.bulkDocs(some.map((number) => ({ _id: idOf(number), ...contact(number) })));
    }
  },

  async sync() {
    const began = performance.now();
    await local.sync(remote, options);
    const ms = performance.now() - began;
    return { ms, stored: ms };
  },

  async held() {
    return (await local.info()).doc_count;
  },

  async follow() {
    const live = local.sync(remote, { ...options, live: true, retry: true });
    await new Promise((resolve) => live.once('paused', resolve));
  },

  async edit(number, text) {
    const began = Date.now();
    await local.put({ ...(await local.get(idOf(number))), common_ground: text });
    return began;
  },

  async seen(number, text) {
    const id = idOf(number);
    const feed = local.changes({ live: true, since: 'now', include_docs: true });
    await new Promise((resolve) => {
      feed.on('change', ({ id: changed, doc }) => changed === id && doc.common_ground === text && resolve());
    });
    feed.cancel();
    return Date.now();
  },

  async nudge() {},

  async poll() {
    await local.sync(remote, options);
  },
};
