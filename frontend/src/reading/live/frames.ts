/**
 * Frames of a running camera. Where Chromium draws without a graphics chip, each frame of a video that is drawn, on whatever
 * canvas or bitmap, stays in a cache of half a gigabyte; one whose pixels are copied out leaves nothing behind. A browser
 * that cannot copy, or does not say that a frame is upright, draws it as ever.
 */

/** Longest side of a frame in which a code is looked for: held before a camera, it fills much of it. */
export const FRAME_PX = 1280;

export type Frame = VideoFrame | ImageBitmap;

/** TypeScript's library lacks what tells how a phone held the camera. */
type Oriented = VideoFrame & { readonly rotation?: number; readonly flip?: boolean };

/** What the video shows now; `size` is for where it has to be drawn. */
export async function frameOf(video: HTMLVideoElement, size?: ImageBitmapOptions): Promise<Frame> {
  return uprightFrame(video) ?? createImageBitmap(video, size);
}

function uprightFrame(video: HTMLVideoElement): VideoFrame | null {
  if (!globalThis.VideoFrame) return null;
  const frame: Oriented | null = tried(() => new VideoFrame(video));
  if (frame?.rotation === 0 && frame.flip === false && frame.visibleRect) return frame;
  frame?.close();
  return null;
}

export function isVideoFrame(picture: unknown): picture is VideoFrame {
  return globalThis.VideoFrame !== undefined && picture instanceof VideoFrame;
}

let kept: ImageData | null = null;

/**
 * Copies a frame's pixels, lends them to `use`, and keeps their memory for the next frame. False where it cannot be copied.
 * They are what the camera gave: where the browser cuts its picture to the size that was asked for, or its pixels are not
 * square, that has other sides than the frame shows.
 */
export async function withPixels(frame: VideoFrame, use: (pixels: ImageData) => unknown): Promise<boolean> {
  if (!frame.visibleRect) return false; // It is closed.
  const { width, height } = frame.visibleRect;
  const pixels = kept?.width === width && kept.height === height ? kept : new ImageData(width, height);
  kept = null; // Another frame may come before this one is done with.
  try {
    await frame.copyTo(pixels.data, { format: 'RGBA' });
  } catch {
    return false;
  }
  await use(pixels);
  kept = pixels;
  return true;
}

function tried<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null; // The video shows nothing yet, or is not of this kind.
  }
}
