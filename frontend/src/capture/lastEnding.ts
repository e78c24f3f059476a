/** How the last review was ended: taken back once, by its message or by the keyboard. */
import { notice } from '../parts/notice.ts';

let undoLast: (() => Promise<void>) | null = null;

/** Remembers the way back, and returns it as one that works a single time. */
export function rememberEnding(undo: () => Promise<void>): () => Promise<void> {
  const once = async () => {
    if (undoLast === once) undoLast = null;
    if (isDone) return;
    isDone = true;
    await undo();
  };
  let isDone = false;
  undoLast = once;
  return once;
}

/** Takes it back; what was said of it is over. */
export function undoLastEnding(): void {
  if (!undoLast) return;
  notice.value = null;
  void undoLast();
}

/** The review was left: its message still offers the way back. */
export function forgetLastEnding(): void {
  undoLast = null;
}
