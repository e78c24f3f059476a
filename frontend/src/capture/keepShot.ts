/** From the shutter to a card that is safe: its photo and its record reach the disk in one transaction, or neither does. */
import { toHex } from '../domain/ids.ts';
import type { CardFields } from '../generated/kinds.ts';
import { currentEvent } from '../parts/currentEvent.ts';
import type { SeenCode } from '../reading/live/protocol.ts';
import type { Store } from '../store/contract.ts';
import { offsetAt } from '../words/days.ts';
import { readingOf } from './codeReading.ts';
import { cardOfOriginal, keepOriginal } from './originals.ts';
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
  /** There is a card of this very photo already, and no other was made. */
  readonly isKnown?: true;
}

/** Resolves once photo and card are on disk; a card that cannot be opened waits for a person to type it. */
export async function keepFront({ store, owner, redrawer }: Keeping, picture: Picture): Promise<Kept> {
  const cardId = store.newId();
  const card = circumstances(store);
  const photo = await openable(redrawer, picture);
  const known = picture instanceof Blob ? await knownCard({ store, owner, redrawer }, picture, photo) : null;
  if (known) return { cardId: known, photo, isKnown: true };
  if (photo) {
    begun.set(cardId, 0);
    await store.save('card', cardId, { ...card, state: 'waiting' }, { photos: { photo_front: photo } });
  } else if (picture instanceof Blob) {
    await keepOriginal(owner, cardId, picture);
    await store.save('card', cardId, { ...card, state: 'failed' });
  }
  return { cardId, photo };
}

/** The frame in which a code was seen, with what the code says. Without a name in it, the reader looks for one. */
export async function keepCode({ store, redrawer }: Keeping, video: HTMLVideoElement, seen: SeenCode): Promise<Kept> {
  const cardId = store.newId();
  const photo = await redrawer.redraw(video);
  const state = seen.fields.some(({ field }) => field === 'name') ? 'read' : 'waiting';
  if (state === 'waiting') begun.set(cardId, 0);
  const card = { ...circumstances(store), read: readingOf(seen), state };
  await store.save('card', cardId, card, { photos: { photo_front: photo } });
  return { cardId, photo };
}

/** The card is read again with its back. Rejects with CannotOpen: the card is there, and a back is not worth one of its own. */
export async function keepBack({ store, redrawer }: Keeping, cardId: string, picture: Picture): Promise<Kept> {
  const photo = await redrawer.redraw(picture);
  const { state, contact } = store.get<CardFields>(cardId).peek()?.f ?? {};
  const isRead = !contact && (state === 'read' || state === 'failed');
  await store.save('card', cardId, isRead ? { state: 'waiting' } : {}, { photos: { photo_back: photo } });
  return { cardId, photo };
}

/** The open or reviewed card of this very file, so that a pile given twice makes no card twice. */
async function knownCard({ store, owner }: Keeping, file: Blob, photo: Blob | null): Promise<string | null> {
  if (photo) return cardOf(store, photo);
  const known = file instanceof File ? await cardOfOriginal(owner, file) : null;
  return known && store.get(known).peek() ? known : null;
}

/** Drawn anew, the same file gives the same bytes in the same browser. */
async function cardOf(store: Store, photo: Blob): Promise<string | null> {
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', await photo.arrayBuffer())));
  const cards = store.list<CardFields>('card').peek();
  return cards.find(({ f }) => f.photo_front === sha256 || f.photo_back === sha256)?.id ?? null;
}

function circumstances(store: Store) {
  const at = store.now();
  const event = currentEvent(store).peek()?.id;
  return { captured_at: at, offset_min: offsetAt(at), ...(event && { event }) };
}

async function openable(redrawer: Redrawer, picture: Picture): Promise<Blob | null> {
  try {
    return await redrawer.redraw(picture);
  } catch (failure) {
    if (failure instanceof CannotOpen && picture instanceof Blob) return null;
    throw failure;
  }
}
