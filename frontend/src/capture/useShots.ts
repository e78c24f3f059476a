/** One session of shooting: what was kept, and what to say about it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { keepForGood } from '../device/storage.ts';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import type { SeenCode } from '../reading/live/protocol.ts';
import { words } from '../words/index.ts';
import { type Kept, keepBack, keepCode, keepFront } from './keepShot.ts';
import { useOwner } from './owner.ts';
import { CannotOpen } from './redraw.ts';
import { createRedrawer, type Picture, type Redrawer } from './redrawer.ts';

export interface Shots {
  readonly count: number;
  readonly last: Kept | null;
  /** Address of the last photo, for its thumbnail. */
  readonly thumbnail: string | null;
  /** The next photo is the back of the last card. */
  readonly backNext: boolean;
  /** For screen readers. */
  readonly said: string;
  setBackNext(back: boolean): void;
  take(picture: Picture): Promise<void>;
  /** Keeps what a code says, with the frame that shows it. */
  takeCode(video: HTMLVideoElement, seen: SeenCode): Promise<void>;
}

export function useShots(): Shots {
  const { store, newPhotoWorker } = useServices();
  const redrawer = useRedrawer(newPhotoWorker);
  const owner = useOwner();
  const shot = useRef(0); // Several may be on their way to the disk.
  const [count, setCount] = useState(0);
  const [last, setLast] = useState<Kept | null>(null);
  const [backNext, setBackNext] = useState(false);
  const [said, setSaid] = useState('');
  const thumbnail = useObjectUrl(last?.photo ?? null);

  async function take(picture: Picture): Promise<void> {
    const front = backNext ? last : null;
    setBackNext(false);
    const keeping = { store, owner, redrawer };
    try {
      const kept = front ? await keepBack(keeping, front.cardId, picture) : await keepFront(keeping, picture);
      setLast(kept);
      if (front) {
        setSaid(words.capture.backKept);
        return;
      }
      shot.current += 1;
      setCount(shot.current);
      setSaid(words.capture.safe(shot.current));
      if (!kept.photo) notify({ text: words.capture.cannotOpen(nameOf(picture)) });
      if (shot.current === 1) void keepForGood();
    } catch (failure) {
      const isBackUnreadable = front !== null && failure instanceof CannotOpen;
      notify({ text: isBackUnreadable ? words.capture.backCannotOpen : words.capture.notSafe, stays: true });
    }
  }

  async function takeCode(video: HTMLVideoElement, seen: SeenCode): Promise<void> {
    setBackNext(false);
    try {
      setLast(await keepCode({ store, owner, redrawer }, video, seen));
      shot.current += 1;
      setCount(shot.current);
      setSaid(words.capture.code.kept);
    } catch {
      notify({ text: words.capture.notSafe, stays: true });
    }
  }

  return { count, last, thumbnail, backNext, said, setBackNext, take, takeCode };
}

/** One worker for the session. */
function useRedrawer(newWorker: (() => Worker) | undefined): Redrawer {
  const redrawer = useMemo(() => createRedrawer(newWorker), [newWorker]);
  useEffect(() => redrawer.end, [redrawer]);
  return redrawer;
}

/** An address for the bytes while they are shown. */
export function useObjectUrl(bytes: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) return setUrl(null);
    const made = URL.createObjectURL(bytes);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url;
}

function nameOf(picture: Picture): string {
  return picture instanceof File ? picture.name : words.capture.thePhoto;
}
