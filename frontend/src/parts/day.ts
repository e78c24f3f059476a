/** The local day, as a signal: an app that stays open must not show yesterday's Today in the morning. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { localDay } from './currentEvent.ts';

const LOOK_AGAIN_MS = 30_000;

const day = signal(localDay(Date.now()));
const look = () => {
  day.value = localDay(Date.now());
};

export const today: ReadonlySignal<string> = day;

/** Call it once, at the start. */
export function watchDay(): void {
  setInterval(look, LOOK_AGAIN_MS);
  document.addEventListener('visibilitychange', look);
}
