/** How people are named, sorted and found again in lists. */
import { fold } from '../domain/text.ts';
import type { ContactFields } from '../generated/kinds.ts';
import type { Shown } from '../store/contract.ts';
import { words } from '../words/index.ts';

export type Contact = Shown<ContactFields>;

export function nameOf(contact: Contact | undefined): string {
  return contact?.f.name?.trim() || words.parts.nameless;
}

/** "Staff engineer, Adriatic Cloud", as far as known. */
export function roleOf(contact: Contact): string {
  return [contact.f.title, contact.f.organization].filter(Boolean).join(', ');
}

/** First letters of the first and last word; of a name in two scripts ("Jun Matsuda 松田 純") the Latin one. */
export function initials(name: string): string {
  const all = name
    .split(/\s+/u)
    .map((word) => /[\p{L}\p{N}]\p{M}*/u.exec(word)?.[0])
    .filter((letter) => letter !== undefined);
  const latin = all.filter((letter) => /\p{Script=Latin}/u.test(letter));
  const letters = latin.length > 0 ? latin : all;
  const ends = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return ends.join('').toLocaleUpperCase() || '·';
}

interface Place {
  readonly contact: Contact;
  readonly key: string;
  readonly letter: string;
}

/** Sorting 50,000 names again on each change is cheap only because each name is folded once. */
const places = new WeakMap<Contact, Place>();

function placeOf(contact: Contact): Place {
  let place = places.get(contact);
  if (!place) {
    const key = fold(nameOf(contact));
    place = { contact, key, letter: letterIn(key) };
    places.set(contact, place);
  }
  return place;
}

function letterIn(key: string): string {
  const first = /[\p{L}\p{N}]/u.exec(key)?.[0];
  return first && /\p{L}/u.test(first) ? first.toLocaleUpperCase() : '#';
}

/** The heading in the list under which a person stands. */
export function letterOf(contact: Contact): string {
  return placeOf(contact).letter;
}

export function byName(contacts: readonly Contact[]): Contact[] {
  const order = (a: Place, b: Place) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.contact.id < b.contact.id ? -1 : 1);
  return contacts
    .map(placeOf)
    .sort(order)
    .map(({ contact }) => contact);
}

/** The writes that turn one choice of people (or topics, or tags) into another. */
export function setChanges(
  prefix: 'person:' | 'topic:' | 'tag:',
  before: readonly string[],
  after: readonly string[],
): Record<string, boolean> {
  const changes: Record<string, boolean> = {};
  for (const element of before) if (!after.includes(element)) changes[prefix + element] = false;
  for (const element of after) if (!before.includes(element)) changes[prefix + element] = true;
  return changes;
}

/** The elements of a set that is kept as one field per element: the people of a note, the topics of a person. */
export function setOf(fields: object, prefix: 'person:' | 'topic:' | 'tag:'): string[] {
  return Object.entries(fields)
    .filter(([field, value]) => value === true && field.startsWith(prefix))
    .map(([field]) => field.slice(prefix.length))
    .sort();
}
