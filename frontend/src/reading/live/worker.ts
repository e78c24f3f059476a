/** The scanner's worker: finds a code on a frame of the camera. Small beside the reading worker, and gone with the camera. */
import { codeFields } from '../codes.ts';
import { letGo, type Picture, pixelsOf, reduced } from '../picture.ts';
import { scanOnce } from '../scan.ts';
import { FRAME_PX, type Frame, isVideoFrame, withPixels } from './frames.ts';
import type { FromWorker, SeenCode, ToWorker } from './protocol.ts';

addEventListener('message', async ({ data }: MessageEvent<ToWorker>) => {
  postMessage(await answer(data).catch((failure: unknown): FromWorker => ({ failed: String(failure) })));
});

async function answer(question: ToWorker): Promise<FromWorker> {
  const text = 'text' in question ? question.text : await textOn(question.frame);
  return { seen: text === null ? null : ({ text, fields: codeFields(text) } satisfies SeenCode) };
}

/** Takes the frame over. */
async function textOn(frame: Frame): Promise<string | null> {
  let text: string | null = null;
  const look = async (pixels: ImageData) => {
    text = await scanOnce(small(pixels));
  };
  try {
    return isVideoFrame(frame) && (await withPixels(frame, look)) ? text : await textOnDrawn(frame);
  } finally {
    frame.close();
  }
}

function small(picture: Picture): Picture {
  return reduced(picture, Math.max(1, Math.floor(Math.max(picture.width, picture.height) / FRAME_PX)));
}

async function textOnDrawn(frame: Frame): Promise<string | null> {
  const bitmap = isVideoFrame(frame) ? await createImageBitmap(frame) : frame;
  const picture = pixelsOf(bitmap);
  bitmap.close();
  return scanOnce(picture).finally(() => letGo(picture.data)); // five times a second 5 MB
}
