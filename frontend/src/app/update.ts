/** A new build that waits; called, it switches to it and reloads. Only a person's tap calls it. */
import { signal } from '@preact/signals';

export const update = signal<(() => void) | null>(null);
