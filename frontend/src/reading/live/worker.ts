/** The scanner's worker: finds a code on a frame of the camera. Small beside the reading worker, and gone with the camera. */
import { codeFields } from '../codes.ts';
import { letGo, pixelsOf } from '../picture.ts';
import { scanOnce } from '../scan.ts';
import type { FromWorker, SeenCode, ToWorker } from './protocol.ts';

addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  postMessage(await answer(data).catch((failure: unknown): FromWorker => ({ failed: String(failure) })));
});

async function answer(question: ToWorker): Promise<FromWorker> {
  const text = 'text' in question ? question.text : await textOn(question.frame);
  return { seen: text === null ? null : ({ text, fields: codeFields(text) } satisfies SeenCode) };
}

/** Takes the frame over. */
async function textOn(frame: ImageBitmap): Promise<string | null> {
  try {
    const picture = pixelsOf(frame);
    return await scanOnce(picture).finally(() => letGo(picture.data)); // five times a second 5 MB
  } finally {
    frame.close();
  }
}
