/** From a reviewed form to a contact's fields. Only here does something read become something that a person says. */
import { isBlank } from '../domain/text.ts';
import type { CardFields, ContactFields } from '../generated/kinds.ts';
import { isFromCode } from './codeReading.ts';
import { type CardForm, type Entry, TEXTS } from './form.ts';

/** Whether there is anything to find this contact by. */
export function saysSomething(form: CardForm): boolean {
  return (
    TEXTS.some((name) => !isBlank(form.texts[name])) ||
    Object.values(form.lists).some((list) => filled(list).length > 0)
  );
}

export function contactFields(form: CardForm, cardId: string, card: CardFields): ContactFields {
  const texts = TEXTS.map((name) => [name, form.texts[name].trim()] as const).filter(([, value]) => value);
  const lists = {
    emails: filled(form.lists.emails).map(labelled),
    urls: filled(form.lists.urls).map(labelled),
    phones: filled(form.lists.phones).map((entry) => ({ ...labelled(entry), ...(entry.e164 && { e164: entry.e164 }) })),
    handles: filled(form.lists.handles).map(({ value, label }) => ({ value, ...(label && { service: label }) })),
    addresses: filled(form.lists.addresses).map(({ value, label }) => ({ formatted: value, ...(label && { label }) })),
  };
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
    ...(form.metAt && { met_at: form.metAt }),
    ...(card.captured_at != null && { captured_at: card.captured_at }),
    ...(card.offset_min != null && { offset_min: card.offset_min }),
    card: cardId,
    met_how: isFromCode(card.read) ? 'qr' : 'card',
  };
}

function filled(entries: readonly Entry[]): Entry[] {
  return entries.map((entry) => ({ ...entry, value: entry.value.trim() })).filter((entry) => !isBlank(entry.value));
}

function labelled({ value, label }: Entry): { value: string; label?: string } {
  return { value, ...(label && { label }) };
}
