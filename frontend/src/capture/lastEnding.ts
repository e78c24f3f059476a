/** How the last review was ended, for the one step back that the keyboard takes after it. */
let undoLast: (() => Promise<void>) | null = null;

export function setLastEnding(undo: () => Promise<void>): void {
  undoLast = undo;
}

/** Takes it back; says whether there was anything. */
export function undoLastEnding(): boolean {
  const undo = undoLast;
  undoLast = null;
  void undo?.();
  return undo !== null;
}

/** The review was left: its message still offers the way back. */
export function forgetLastEnding(): void {
  undoLast = null;
}
