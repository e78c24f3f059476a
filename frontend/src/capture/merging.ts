/**
 * What a card adds to a person who is there already: empty fields are filled, addresses and numbers that are new are
 * added. Where the two differ, what is there stays, unless the person wants what stands on the card.
 */
import { fold } from '../domain/text.ts';
import type { ContactFields } from '../generated/kinds.ts';
import { dialable } from '../parts/dialable.ts';
import type { Fields, Json } from '../store/contract.ts';

const TEXTS = ['name', 'title', 'organization', 'department'] as const;
const CIRCUMSTANCES = ['met_at', 'met_how', 'captured_at', 'offset_min', 'card'] as const;

type TextName = (typeof TEXTS)[number];

/** Only what changes. */
export function additions(there: ContactFields, card: ContactFields, cardCounts: boolean): Fields {
  const changes: Record<string, Json> = {};
  for (const name of TEXTS) {
    const value = card[name];
    if (value && (!there[name] || (cardCounts && there[name] !== value))) changes[name] = value;
  }
  for (const name of CIRCUMSTANCES) if (card[name] != null && there[name] == null) changes[name] = card[name];
  add(changes, 'emails', there.emails, card.emails, ({ value }) => (value ?? '').toLowerCase());
  add(changes, 'phones', there.phones, card.phones, ({ value, e164 }) => e164 ?? dialable(value ?? '') ?? value ?? '');
  add(changes, 'urls', there.urls, card.urls, ({ value }) => addressOf(value ?? ''));
  add(changes, 'handles', there.handles, card.handles, ({ service, value }) => fold(`${service} ${value}`));
  add(changes, 'addresses', there.addresses, card.addresses, ({ formatted }) => fold(formatted ?? ''));
  return changes;
}

/** Texts that say something else on the card than is known. */
export function differences(there: ContactFields, card: ContactFields): TextName[] {
  return TEXTS.filter((name) => there[name] && card[name] && there[name] !== card[name]);
}

function add<T extends { readonly [part: string]: Json | undefined }>(
  changes: Record<string, Json>,
  field: string,
  there: readonly T[] | null | undefined,
  card: readonly T[] | null | undefined,
  keyOf: (entry: T) => string,
): void {
  const known = new Set(there?.map(keyOf));
  const fresh = (card ?? []).filter((entry) => !known.has(keyOf(entry)));
  if (fresh.length > 0) changes[field] = [...(there ?? []), ...fresh] as unknown as Json;
}

function addressOf(url: string): string {
  return url.toLowerCase().replace(/^https?:\/\/(?:www\.)?|^www\.|\/+$/g, '');
}
