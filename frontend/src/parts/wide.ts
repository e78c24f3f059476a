/** Whether there is room for a list beside the page one came for. */
import { type ReadonlySignal, signal } from '@preact/signals';

const query = matchMedia('(min-width: 900px)');
const state = signal(query.matches);
query.addEventListener('change', () => {
  state.value = query.matches;
});

export const wide: ReadonlySignal<boolean> = state;
