/**
 * Looks for codes in what the camera sees, one frame at a time. The browser's own detector looks first where there is one;
 * else, and where that one fails, zxing does in a worker. Finding nothing is no failure, and nothing found is ever opened.
 */
import { FRAME_PX, type Frame, frameOf } from './frames.ts';
import type { FromWorker, SeenCode, ToWorker } from './protocol.ts';

const ANSWER_WITHIN_MS = 10_000;

export interface CodeScanner {
  /** What code the video shows now; null for none. Rejects where no scanner works at this moment. */
  look(video: HTMLVideoElement): Promise<SeenCode | null>;
  /** Gives the memory back. */
  end(): void;
}

/** Finds a code's text, null for none; null itself where the browser has no such thing. */
type Detector = ((video: HTMLVideoElement) => Promise<string | null>) | null;

export function createCodeScanner(newWorker: () => Worker, detector: () => Promise<Detector>): CodeScanner {
  let worker: Worker | null = null;
  let native: Promise<Detector> | null = null;

  async function look(video: HTMLVideoElement): Promise<SeenCode | null> {
    native ??= detector();
    const detect = await native;
    const text = await detect?.(video).catch(() => {
      native = Promise.resolve(null); // Some systems offer one that does not work.
      return undefined;
    });
    if (text === undefined) return ask({ frame: await smallFrame(video) });
    return text === null ? null : ask({ text });
  }

  async function ask(question: ToWorker): Promise<SeenCode | null> {
    worker ??= newWorker();
    try {
      return await answerOf(worker, question);
    } catch (failure) {
      end(); // A worker that failed to load its files does not try again.
      throw failure;
    }
  }

  function end(): void {
    worker?.terminate();
    worker = null;
  }

  return { look, end };
}

async function smallFrame(video: HTMLVideoElement): Promise<Frame> {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, FRAME_PX / Math.max(videoWidth, videoHeight, 1));
  return frameOf(video, {
    resizeWidth: Math.max(1, Math.round(videoWidth * scale)),
    resizeHeight: Math.max(1, Math.round(videoHeight * scale)),
  });
}

function answerOf(worker: Worker, question: ToWorker): Promise<SeenCode | null> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the scanner did not answer')), ANSWER_WITHIN_MS);
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      clearTimeout(late);
      if ('failed' in data) reject(new Error(data.failed));
      else resolve(data.seen);
    };
    worker.onerror = (event) => {
      clearTimeout(late);
      reject(new Error(event.message));
    };
    worker.postMessage(question, 'frame' in question ? [question.frame] : []);
  });
}
