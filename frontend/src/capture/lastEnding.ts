/** How the last review was ended: taken back once, by its message or by the keyboard, and by nobody else than who ended it. */
import { notice } from '../parts/notice.ts';

interface Ending {
  readonly owner: string;
  readonly undo: () => Promise<void>;
}

let last: Ending | null = null;

/** Remembers the way back, and returns it as one that works a single time. */
export function rememberEnding(owner: string, undo: () => Promise<void>): () => Promise<void> {
  let isDone = false;
  const ending: Ending = {
    owner,
    undo: async () => {
      if (last === ending) last = null;
      if (isDone) return;
      isDone = true;
      await undo();
    },
  };
  last = ending;
  return ending.undo;
}

/** Takes it back; what was said of it is over. */
export function undoLastEnding(owner: string): void {
  if (last?.owner !== owner) return;
  notice.value = null;
  void last.undo();
}
