/** For the service worker: the network is back and perhaps no page is open. */
import { openChannel } from '../store/channel.ts';
import { browserDeps, syncOnce } from './runner.ts';

/** One run for whoever is signed in. Rejects if it did not come through, so that the browser tries again later. */
export async function runOneCycle(): Promise<void> {
  const channel = openChannel();
  try {
    await syncOnce(browserDeps(channel));
  } finally {
    channel.close();
  }
}
