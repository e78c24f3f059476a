/**
 * Lanyard's own store and sync worker behind the calls that every contender answers. No screen and no trigger, so that
 * nothing runs but what is asked for. What counts as there is what a screen would show: the records in memory.
 */
import { scriptUrl } from '../../../../frontend/src/app/trusted.ts';
import { openStore } from '../../../../frontend/src/store/index.ts';
import { enter } from '../../../../frontend/src/sync/account.ts';
import { AskedWorker } from '../../../../frontend/src/sync/askedWorker.ts';
import syncScript from '../../../../frontend/src/sync/worker.ts?worker&url';
import { contact, idOf, numbers } from './contacts.js';

const AT_ONCE = 1000;
const PASSWORD = 'a long walk by the sea';

let store;
const worker = new AskedWorker(() => new Worker(scriptUrl(syncScript), { type: 'module' }));

/** Resolves once what the signal holds passes the test. */
function until(signal, test) {
  let stop = () => undefined;
  const passed = new Promise((resolve) => {
    stop = signal.subscribe((value) => test(value) && resolve());
  });
  return passed.then(() => stop());
}

globalThis.device = {
  async open({ space, isFirst }) {
    store = await openStore();
    await store.ready;
    await worker.ask(); // Starts it; nobody is signed in yet, so nothing is sent.
    const lock = { channel: store.channel, now: Date.now, locks: navigator.locks };
    const deps = { store, fetch: (url, init) => fetch(url, init), lock };
    const credentials = { email: `${space}@example.com`, password: PASSWORD };
    if (isFirst) await enter(deps, '/api/account', { ...credentials, name: 'Ada Tester' });
    else await enter(deps, '/api/session', credentials);
    if (isFirst) await worker.ask({ isUrgent: true });
  },

  async write(first, count) {
    for (let at = first; at < first + count; at += AT_ONCE) {
      const some = numbers(at, Math.min(AT_ONCE, first + count - at));
      await store.saveAll(some.map((number) => ({ kind: 'contact', id: idOf(number), fields: contact(number) })));
    }
  },

  /** Milliseconds until nothing is left to exchange, and until all `expected` records are in memory. */
  async sync(expected) {
    const began = performance.now();
    await worker.ask({ isUrgent: true });
    const stored = performance.now() - began;
    await until(store.list('contact'), ({ length }) => length >= expected);
    await until(store.pending, ({ count }) => count === 0);
    return { ms: performance.now() - began, stored };
  },

  async held() {
    return store.database().read(['records'], (transaction) => transaction.objectStore('records').count());
  },

  async follow() {},

  async edit(number, text) {
    const began = Date.now();
    await store.save('contact', idOf(number), { common_ground: text });
    await worker.ask({ isUrgent: true });
    return began;
  },

  async seen(number, text) {
    await until(store.get(idOf(number)), (shown) => shown?.f.common_ground === text);
    return Date.now();
  },

  async nudge() {
    await worker.ask({ isUrgent: true });
  },

  async poll() {
    await worker.ask({ isUrgent: true });
  },
};
