/**
 * From one build to the next. A new worker waits until a page's person says so; then pages of the old build may still be
 * open, and their files stay as long as one of them holds its lock.
 */
import { build } from './build.ts';
import { isShellName, shellName } from './messages.ts';
import { dropOldReadingFiles } from './reading.ts';
import { scope } from './scope.ts';

export async function activateNow(): Promise<void> {
  await scope.skipWaiting();
}

/** Serve the open pages at once, so that the very first visit already works offline. */
export async function takeOver(): Promise<void> {
  await scope.clients.claim();
  await dropOldShells();
}

export async function dropOldShells(): Promise<void> {
  const shells = (await caches.keys()).filter(isShellName);
  // A newer worker may be filling its cache: that one is not old, and its own takeOver() comes back here.
  if (scope.registration.installing || scope.registration.waiting) return;
  const { held = [] } = await navigator.locks.query();
  const locks = new Set(held.map((lock) => lock.name));
  const others = shells.filter((name) => name !== shellName(build.version));
  const unused = others.filter((name) => !locks.has(name));
  await Promise.all(unused.map((name) => caches.delete(name)));
  if (unused.length === others.length) await dropOldReadingFiles();
}
