/** From the shutter to a card that is safe: the bytes first, then the record that names them. */
import type { CardFields } from '../generated/kinds.ts';
import { currentEvent } from '../parts/currentEvent.ts';
import type { Store } from '../store/contract.ts';
import { offsetAt } from '../words/days.ts';
import { keepOriginal } from './originals.ts';
import { begun } from './readings.ts';
import { CannotOpen } from './redraw.ts';
import type { Picture, Redrawer } from './redrawer.ts';

export interface Keeping {
  readonly store: Store;
  readonly owner: string;
  readonly redrawer: Redrawer;
}

export interface Kept {
  readonly cardId: string;
  /** Null where this browser cannot open the photo: the file is kept as it came, on this device only. */
  readonly photo: Blob | null;
}

/** Resolves once photo and card are on disk; a card that cannot be opened waits for a person to type it. */
export async function keepFront({ store, owner, redrawer }: Keeping, picture: Picture): Promise<Kept> {
  const cardId = store.newId();
  const at = store.now();
  const event = currentEvent(store).peek()?.id;
  const card = { captured_at: at, offset_min: offsetAt(at), ...(event && { event }) };
  const photo = await openable(redrawer, picture);
  if (photo) {
    const photo_front = await store.photos.put(photo);
    begun.set(cardId, 0);
    await store.save('card', cardId, { ...card, photo_front, state: 'waiting' });
  } else if (picture instanceof Blob) {
    await keepOriginal(owner, cardId, picture);
    await store.save('card', cardId, { ...card, state: 'failed' });
  }
  return { cardId, photo };
}

/** The card is read again with its back. Rejects with CannotOpen: the card is there, and a back is not worth one of its own. */
export async function keepBack({ store, redrawer }: Keeping, cardId: string, picture: Picture): Promise<Kept> {
  const photo = await redrawer.redraw(picture);
  const photo_back = await store.photos.put(photo);
  const { state, contact } = store.get<CardFields>(cardId).peek()?.f ?? {};
  const isRead = !contact && (state === 'read' || state === 'failed');
  await store.save('card', cardId, { photo_back, ...(isRead && { state: 'waiting' }) });
  return { cardId, photo };
}

async function openable(redrawer: Redrawer, picture: Picture): Promise<Blob | null> {
  try {
    return await redrawer.redraw(picture);
  } catch (failure) {
    if (failure instanceof CannotOpen && picture instanceof Blob) return null;
    throw failure;
  }
}
