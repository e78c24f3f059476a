/**
 * Half-typed reviews, kept on this device so that a killed tab loses nothing; gone once the card is saved or deleted. Where
 * the browser itself is killed while it is looked at, the last minute may be lost: it writes localStorage out in its own time.
 */
import { forget, recall, remember, rememberedKeys } from '../device/remembered.ts';
import type { CardForm } from './form.ts';

const prefixOf = (owner: string) => `draft.${owner}.`;

export function keepDraft(owner: string, cardId: string, form: CardForm): void {
  if (form.touched.length > 0) remember(prefixOf(owner) + cardId, form);
}

/** Null where there is none, or where another version of the app wrote it in another shape. */
export function draftOf(owner: string, cardId: string): CardForm | null {
  const stored = recall(prefixOf(owner) + cardId);
  if (typeof stored !== 'object' || stored === null) return null;
  const complete = 'texts' in stored && 'lists' in stored && 'metAt' in stored && 'touched' in stored;
  return complete ? (stored as CardForm) : null;
}

export function dropDraft(owner: string, cardId: string): void {
  forget(prefixOf(owner) + cardId);
}

export function dropDrafts(owner: string): void {
  for (const key of rememberedKeys(prefixOf(owner))) forget(key);
}

export function moveDrafts(from: string, to: string): void {
  for (const key of rememberedKeys(prefixOf(from))) {
    remember(prefixOf(to) + key.slice(prefixOf(from).length), recall(key));
    forget(key);
  }
}
