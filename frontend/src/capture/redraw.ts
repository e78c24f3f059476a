/**
 * Photos as they are kept: a JPEG of at most 2,560 px, drawn anew so that nothing of the camera's metadata (place, device,
 * thumbnail) is left in it.
 */

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

/** Takes a bitmap over. Rejects with CannotOpen. */
export async function redraw(picture: Blob | ImageBitmap): Promise<Blob> {
  const bitmap = picture instanceof Blob ? await decoded(picture) : picture;
  try {
    const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
    const canvas = new OffscreenCanvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new CannotOpen(); // Out of memory.
    context.fillStyle = '#fff'; // JPEG has no transparency.
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const encoded = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
    canvas.width = 0; // Gives its memory back now: of a pile, fifty would wait for the collector.
    return new Blob([withoutMetadata(new Uint8Array(await encoded.arrayBuffer()))], { type: 'image/jpeg' });
  } finally {
    bitmap.close();
  }
}

/** Upright by its metadata, before that is dropped. */
async function decoded(photo: Blob): Promise<ImageBitmap> {
  return createImageBitmap(photo).catch(() => {
    throw new CannotOpen();
  });
}
