/**
 * Photos as they are kept: a JPEG of at most 2,560 px, drawn anew so that nothing of the camera's metadata (place, device,
 * thumbnail) is left in it.
 */

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

/** A frame of the camera's stream, or a file. Rejects with CannotOpen. */
export async function redrawn(picture: Blob | HTMLVideoElement): Promise<Blob> {
  if (picture instanceof HTMLVideoElement) return draw(picture, picture.videoWidth, picture.videoHeight);
  // Decodes off this thread and turns the picture upright by its metadata, before that is dropped.
  const bitmap = await createImageBitmap(picture).catch(() => {
    throw new CannotOpen();
  });
  return draw(bitmap, bitmap.width, bitmap.height).finally(() => bitmap.close());
}

async function draw(source: CanvasImageSource, width: number, height: number): Promise<Blob> {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context) throw new CannotOpen(); // Out of memory.
  context.fillStyle = '#fff'; // JPEG has no transparency.
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  canvas.width = 0; // Safari counts canvases against a limit until they are collected.
  if (!jpeg) throw new CannotOpen();
  return jpeg;
}
