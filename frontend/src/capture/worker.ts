/** The photo worker. A page's own thread encodes a JPEG only when it is idle, which it is not while the camera runs. */
import { CannotOpen, redraw } from './redraw.ts';
import type { Drawn, ToDraw } from './redrawer.ts';

addEventListener('message', async ({ data, ports }: MessageEvent<ToDraw>) => {
  ports[0]?.postMessage(await drawn(data.picture));
});

async function drawn(picture: ToDraw['picture']): Promise<Drawn> {
  try {
    return { jpeg: await redraw(picture) };
  } catch (failure) {
    return { jpeg: null, isUndecodable: failure instanceof CannotOpen };
  }
}
