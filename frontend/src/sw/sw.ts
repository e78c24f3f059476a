/** The service worker: its listeners, and nothing else. */
import { runOneCycle } from '../sync/background.ts';
import { answer, keepShell } from './cache.ts';
import type { ToWorker } from './messages.ts';
import { openPush, showPush } from './push.ts';
import { fetchReading, tellReadingState } from './reading.ts';
import { scope } from './scope.ts';
import { activateNow, takeOver } from './update.ts';

scope.addEventListener('install', (event) => event.waitUntil(keepShell()));

scope.addEventListener('activate', (event) => event.waitUntil(takeOver()));

scope.addEventListener('fetch', (event) => answer(event));

scope.addEventListener('message', (event) => {
  const { type } = event.data as ToWorker;
  const [port] = event.ports;
  if (type === 'activate') event.waitUntil(activateNow());
  // What does not come through now, the next page sends.
  if (type === 'sync') event.waitUntil(runOneCycle().catch(() => undefined));
  if (type === 'reading-state' && port) event.waitUntil(tellReadingState(port));
  if (type === 'fetch-reading' && port) event.waitUntil(fetchReading(port));
});

scope.addEventListener('push', (event) => event.waitUntil(showPush(event.data)));

scope.addEventListener('notificationclick', (event) => event.waitUntil(openPush(event.notification)));

// Background Sync (not in TypeScript's library): there is a network again, perhaps with no page open. What rejects is tried
// again by the browser.
scope.addEventListener('sync' as 'activate', (event) => event.waitUntil(runOneCycle()));
