/** The dedicated worker in which cycles run, so that merging never holds up the page. Each `Ask` is answered once it is done. */
import { openChannel } from '../store/channel.ts';
import { type Ask, browserDeps, Runner } from './runner.ts';

const runner = new Runner(browserDeps(openChannel()));

addEventListener('message', ({ data }: MessageEvent<Ask & { readonly number: number }>) => {
  void runner.run(data).then(() => postMessage(data.number));
});
