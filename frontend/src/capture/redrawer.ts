/** The page's side of the photo worker. Where the worker fails, the page draws itself: later, but the photo is not lost. */
import { type Frame, frameOf } from '../reading/live/frames.ts';
import { CannotOpen, redraw } from './redraw.ts';

/** A frame of the camera's stream, or a file. */
export type Picture = Blob | HTMLVideoElement;

export interface ToDraw {
  readonly picture: Blob | Frame;
}
export type Drawn = { readonly jpeg: Blob } | { readonly jpeg: null; readonly isUndecodable: boolean };

export interface Redrawer {
  /** A video's frame is taken at once. Rejects with CannotOpen. */
  redraw(picture: Picture): Promise<Blob>;
  /** Ends the worker once it has drawn what it was given. */
  end(): void;
}

export function createRedrawer(newWorker: (() => Worker) | undefined): Redrawer {
  const worker = newWorker?.();
  let drawing = 0;
  let ended = false;
  const failed = new Promise<never>((_, reject) => worker?.addEventListener('error', reject));
  failed.catch(() => undefined); // Heard below, where something is being drawn.

  async function inWorker(by: Worker, picture: Blob | Frame): Promise<Blob> {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<Drawn>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<Drawn>) => resolve(data);
    });
    by.postMessage({ picture } satisfies ToDraw, [port2]);
    const result = await Promise.race([answer, failed]);
    if (result.jpeg) return result.jpeg;
    throw result.isUndecodable ? new CannotOpen() : new Error('the photo worker failed');
  }

  async function drawn(still: Blob | Frame): Promise<Blob> {
    if (!worker) return redraw(still);
    return inWorker(worker, still).catch((failure: unknown) => {
      if (failure instanceof CannotOpen) throw failure;
      return redraw(still);
    });
  }

  async function draw(picture: Picture): Promise<Blob> {
    drawing += 1;
    try {
      if (picture instanceof Blob) return await drawn(picture);
      const frame = await frameOf(picture);
      return await drawn(frame).finally(() => frame.close()); // 20 MB that would wait for the collector.
    } finally {
      drawing -= 1;
      endIfDone();
    }
  }

  function endIfDone(): void {
    if (ended && drawing === 0) worker?.terminate();
  }

  return {
    redraw: draw,
    end: () => {
      ended = true;
      endIfDone();
    },
  };
}
