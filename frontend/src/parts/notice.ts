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

export function notify(next: Notice): void {
  notice.value = next;
}
