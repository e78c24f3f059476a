import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Ask } from './runner.ts';
import { startTriggers } from './triggers.ts';

let page: EventTarget & { visibilityState: string };
let asked: (Ask | undefined)[];
let told: unknown[];
let unsynced: boolean;
let registered: string[];
let save: () => void;
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  asked = [];
  told = [];
  registered = [];
  unsynced = true;
  const window = new EventTarget();
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  vi.stubGlobal('document', page);
  const controller = { postMessage: (message: unknown) => told.push(message) };
  vi.stubGlobal('navigator', {
    onLine: true,
    serviceWorker: {
      controller,
      addEventListener: () => undefined,
      getRegistration: async () => ({ sync: { register: async (tag: string) => void registered.push(tag) } }),
    },
  });
  stop = startTriggers({
    ask: (wanted) => asked.push(wanted),
    onSaved: (listener) => {
      save = listener;
      return () => undefined;
    },
    hasUnsynced: () => unsynced,
    isWelcome: () => true,
    chance: () => 0.5,
  });
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function hide(): void {
  asked.length = 0;
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
}

test('a page that goes away with something unsent sends it, and leaves word with the service worker, which stays', () => {
  hide();
  expect(asked).toEqual([{ isFlush: true }]);
  expect(told).toEqual([{ type: 'sync' }]);
});

test('a page that goes away with everything sent asks nobody, and polls no more', () => {
  unsynced = false;
  hide();
  vi.advanceTimersByTime(600_000);
  expect(asked).toEqual([]);
  expect(told).toEqual([]);
});

test('the first thing saved offline has the browser wake the service worker later, though nothing counts as unsynced yet', async () => {
  unsynced = false;
  Object.assign(navigator, { onLine: false });
  save();
  await vi.waitFor(() => expect(registered).toEqual(['outbox']));
});
