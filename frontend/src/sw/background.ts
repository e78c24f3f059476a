/** Background Sync: the network is back, perhaps with no page open. */
import { runOneCycle } from '../sync/background.ts';
import { SYNC_NOW, SYNC_TAG } from './messages.ts';
import { type SyncEvent, scope } from './scope.ts';

/** A page that is being looked at syncs itself and shows it; otherwise one cycle runs here. Throwing asks for another try. */
export async function syncInBackground(event: SyncEvent): Promise<void> {
  if (event.tag !== SYNC_TAG) return;
  const pages = await scope.clients.matchAll({ type: 'window' });
  const looked = pages.find((page) => page.visibilityState === 'visible');
  if (looked) {
    looked.postMessage({ type: SYNC_NOW });
    return;
  }
  await runOneCycle();
}
