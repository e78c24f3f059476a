/** Half-typed reviews, kept on this device so that a killed tab loses nothing; gone once the card is saved or deleted. */
import { forget, recall, remember } from '../device/remembered.ts';
import type { CardForm } from './form.ts';

/** The account's sign-out forgets everything under this. */
const keyOf = (cardId: string) => `draft.${cardId}`;

export function keepDraft(cardId: string, form: CardForm): void {
  if (form.touched.length > 0) remember(keyOf(cardId), form);
}

/** Null where there is none, or where another version of the app wrote it in another shape. */
export function draftOf(cardId: string): CardForm | null {
  const stored = recall(keyOf(cardId));
  if (typeof stored !== 'object' || stored === null) return null;
  const complete = 'texts' in stored && 'lists' in stored && 'metAt' in stored && 'touched' in stored;
  return complete ? (stored as CardForm) : null;
}

export function dropDraft(cardId: string): void {
  forget(keyOf(cardId));
}
