/**
 * Photos as they are kept: a JPEG of at most 2,560 px, drawn anew so that nothing of the camera's metadata (place, device,
 * thumbnail) is left in it.
 */

import { type Frame, isVideoFrame, withPixels } from '../reading/live/frames.ts';
import { withoutMetadata } from './jpeg.ts';

/** Longest side in pixels. */
const LONGEST = 2560;
const QUALITY = 0.85;

/** This browser cannot decode the photo: HEIC on a desktop, a broken file. */
export class CannotOpen extends Error {
  constructor() {
    super('the photo cannot be decoded');
    this.name = 'CannotOpen';
  }
}

/** Takes a frame over. Rejects with CannotOpen. */
export async function redraw(picture: Blob | Frame): Promise<Blob> {
  const still = picture instanceof Blob ? await decoded(picture) : picture;
  try {
    const { width, height } = sidesOf(still);
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.round(width * scale), Math.round(height * scale));
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new CannotOpen(); // Out of memory.
    await paint(context, still);
    const encoded = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
    canvas.width = 0; // Gives its memory back now: of a pile, fifty would wait for the collector.
    return new Blob([withoutMetadata(new Uint8Array(await encoded.arrayBuffer()))], { type: 'image/jpeg' });
  } finally {
    still.close();
  }
}

function sidesOf(still: Frame): { width: number; height: number } {
  return isVideoFrame(still) ? { width: still.displayWidth, height: still.displayHeight } : still;
}

/** A frame of the camera is copied, whatever its size: what is drawn of a video stays in Chromium's cache. */
async function paint(context: OffscreenCanvasRenderingContext2D, still: Frame): Promise<void> {
  if (isVideoFrame(still) && (await withPixels(still, (pixels) => paintPixels(context, pixels)))) return;
  paintScaled(context, still);
}

function paintPixels(context: OffscreenCanvasRenderingContext2D, pixels: ImageData): void {
  const { width, height } = context.canvas;
  if (pixels.width === width && pixels.height === height) {
    context.putImageData(pixels, 0, 0);
    return;
  }
  const whole = new OffscreenCanvas(pixels.width, pixels.height);
  whole.getContext('2d', { alpha: false })?.putImageData(pixels, 0, 0);
  paintScaled(context, whole);
  whole.width = 0;
}

function paintScaled(context: OffscreenCanvasRenderingContext2D, still: Frame | OffscreenCanvas): void {
  const { width, height } = context.canvas;
  context.fillStyle = '#fff'; // JPEG has no transparency.
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(still, 0, 0, width, height);
}

/** Upright by its metadata, before that is dropped. */
async function decoded(photo: Blob): Promise<ImageBitmap> {
  return createImageBitmap(photo).catch(() => {
    throw new CannotOpen();
  });
}
