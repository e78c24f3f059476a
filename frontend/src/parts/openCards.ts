/** Captured cards that are not a person yet. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { CardFields } from '../generated/kinds.ts';
import type { Shown, Store } from '../store/contract.ts';

export type Card = Shown<CardFields>;

/** Oldest first, as they are reviewed. */
export function openCards(store: Store): ReadonlySignal<readonly Card[]> {
  const cards = store.list<CardFields>('card');
  return computed(() => cards.value.filter(isOpen).sort(byTime));
}

/** A card leaves the review by its contact, whatever another device wrote to its state at the same time. */
function isOpen(card: Card): boolean {
  return card.f.state !== 'done' && !card.f.contact;
}

function byTime(a: Card, b: Card): number {
  return (a.f.captured_at ?? 0) - (b.f.captured_at ?? 0) || (a.id < b.id ? -1 : 1);
}
