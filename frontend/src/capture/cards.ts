/** Cards between the shutter and the contact. */
import { computed, type ReadonlySignal } from '@preact/signals';
import type { CardFields } from '../generated/kinds.ts';
import type { Shown, Store } from '../store/contract.ts';

export type Card = Shown<CardFields>;

/** A card leaves the review by its contact, whatever another device wrote to its state at the same time. */
export function isOpen(card: Card): boolean {
  return card.f.state !== 'done' && !card.f.contact;
}

/** Open cards, in the order in which they were shot. */
export function openCards(store: Store): ReadonlySignal<readonly Card[]> {
  const cards = store.list<CardFields>('card');
  return computed(() => cards.value.filter(isOpen).sort(byTime));
}

export function byTime(a: Card, b: Card): number {
  return (a.f.captured_at ?? 0) - (b.f.captured_at ?? 0) || (a.id < b.id ? -1 : 1);
}

/** The card to review after this one; null when it is the last. */
export function cardAfter(cards: readonly Card[], id: string): Card | null {
  const others = cards.filter((card) => card.id !== id);
  const index = cards.findIndex((card) => card.id === id);
  return others[index] ?? others[0] ?? null;
}
