/** One short message at a time at the foot of the screen, said to screen readers too, with what can be done about it. */
import { signal } from '@preact/signals';

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly text: string;
  readonly actions?: readonly NoticeAction[];
  /** A question that may be answered in a few words, or left. */
  readonly ask?: { readonly label: string; readonly keep: string; readonly answer: (text: string) => void };
  /** Stays until answered or closed. */
  readonly stays?: boolean;
}

export const notice = signal<Notice | null>(null);

const NEW_FOR_MS = 2000;
let since = 0;

export function notify(next: Notice): void {
  since = performance.now();
  notice.value = next;
}

/** The person went on to another page: what was said on the one before is over, but not what was said on the way here. */
export function leaveNotice(): void {
  if (notice.peek()?.stays || performance.now() - since < NEW_FOR_MS) return;
  notice.value = null;
}
