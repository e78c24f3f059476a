/**
 * A choice between versions that was taken back. Choosing is an ordinary write, so the versions that lost are nowhere else
 * any more: they are shown from here until the person has chosen again, or closes the app.
 */
import { signal } from '@preact/signals';
import type { Version } from '../store/contract.ts';

export interface Reopened {
  readonly id: string;
  readonly field: string;
  readonly versions: readonly Version[];
}

export const reopened = signal<Reopened | null>(null);

/** What was taken back for this field, if anything. */
export function reopenedAt(id: string, field: string): Reopened | null {
  const { value } = reopened;
  return value?.id === id && value.field === field ? value : null;
}
