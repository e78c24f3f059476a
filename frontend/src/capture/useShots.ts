/** One session of shooting: what was kept, and what to say about it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { keepForGood } from '../device/storage.ts';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import type { SeenCode } from '../reading/live/protocol.ts';
import { captureWords } from '../words/capture.ts';
import { type Kept, keepBack, keepCode, keepFront } from './keepShot.ts';
import { useOwner } from './owner.ts';
import { keepPile, type Outcome, type Pile } from './piles.ts';
import { CannotOpen } from './redraw.ts';
import { createRedrawer, type Picture, type Redrawer } from './redrawer.ts';

export interface Shots {
  readonly count: number;
  readonly last: Kept | null;
  /** The next photo is the back of the last card. */
  readonly backNext: boolean;
  /** For screen readers. */
  readonly said: string;
  setBackNext(back: boolean): void;
  take(picture: Picture): Promise<void>;
  /** Files, one after the other. */
  takeAll(files: readonly File[]): Promise<void>;
  /** How far they are; null when there are none. */
  readonly keeping: { readonly done: number; readonly total: number } | null;
  stopKeeping(): void;
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
  const [keeping, setKeeping] = useState<Shots['keeping']>(null);
  const stopped = useRef(false);

  async function take(picture: Picture): Promise<void> {
    const front = backNext ? last : null;
    setBackNext(false);
    if (!front) return void (await keep(picture));
    try {
      setLast(await keepBack({ store, owner, redrawer }, front.cardId, picture));
      setSaid(captureWords.backKept);
    } catch (failure) {
      notify({
        text: failure instanceof CannotOpen ? captureWords.backCannotOpen : captureWords.notSafe,
        stays: true,
      });
    }
  }

  async function keep(picture: Picture): Promise<Outcome> {
    try {
      const kept = await keepFront({ store, owner, redrawer }, picture);
      setLast(kept);
      if (kept.isKnown) return 'known';
      counted(captureWords.safe(shot.current + 1));
      if (kept.photo) return 'kept';
      notify({ text: captureWords.cannotOpen(nameOf(picture)) });
      return 'unopened';
    } catch {
      notify({ text: captureWords.notSafe, stays: true });
      return 'failed';
    }
  }

  function counted(saying: string): void {
    shot.current += 1;
    setCount(shot.current);
    setSaid(saying);
    if (shot.current === 1) void keepForGood();
  }

  async function takeAll(files: readonly File[]): Promise<void> {
    const [only, ...more] = files;
    if (only && backNext && more.length === 0) return take(only);
    stopped.current = false;
    const onProgress = (done: number, total: number) => setKeeping(total > 1 ? { done, total } : null);
    const pile = await keepPile(files, { keep, onProgress, isStopped: () => stopped.current });
    setKeeping(null);
    const text = sayPile(pile);
    if (text) notify({ text, stays: true });
  }

  async function takeCode(video: HTMLVideoElement, seen: SeenCode): Promise<void> {
    setBackNext(false);
    try {
      setLast(await keepCode({ store, owner, redrawer }, video, seen));
      counted(captureWords.code.kept);
    } catch {
      notify({ text: captureWords.notSafe, stays: true });
    }
  }

  const stopKeeping = () => {
    stopped.current = true;
  };
  return { count, last, backNext, said, setBackNext, take, takeAll, stopKeeping, takeCode, keeping };
}

/** One worker for the session. */
function useRedrawer(newWorker: (() => Worker) | undefined): Redrawer {
  const redrawer = useMemo(() => createRedrawer(newWorker), [newWorker]);
  useEffect(() => redrawer.end, [redrawer]);
  return redrawer;
}

function nameOf(picture: Picture): string {
  return picture instanceof File ? picture.name : captureWords.thePhoto;
}

/** Null where all went as it should, and for a single photo, of which enough was said. */
function sayPile({ known, unopened, others, failed }: Pile): string | null {
  const say = captureWords.files;
  const parts = [
    known > 0 && say.known(known),
    unopened.length > 1 && say.unopened(unopened.join(', ')),
    others.length > 0 && say.others(others.join(', ')),
    failed.length > 1 && say.failed(failed.join(', ')),
  ];
  return parts.filter(Boolean).join(' ') || null;
}
