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

const inOrder = (a: Place, b: Place) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.contact.id < b.contact.id ? -1 : 1);

export function byName(contacts: readonly Contact[]): Contact[] {
  return contacts
    .map(placeOf)
    .sort(inOrder)
    .map(({ contact }) => contact);
}

/**
 * Sorts a list that grows and changes, such as the store's: what stood there the last time is not sorted again. While
 * 50,000 people arrive, that is all but the few that came since.
 */
export function keptByName(): (contacts: readonly Contact[]) => Contact[] {
  let before: readonly Contact[] = [];
  let places: readonly Place[] = [];
  return (contacts) => {
    const { gone, come } = differences(before, contacts);
    const stays = gone.size > 0 ? places.filter(({ contact }) => !gone.has(contact)) : places;
    // The sort finds two runs that are in order, and only merges them.
    places = [...stays, ...come.map(placeOf).sort(inOrder)].sort(inOrder);
    before = contacts;
    return places.map(({ contact }) => contact);
  };
}

/** What of two lists is in one only. Quick where what both have is in the same order; right in any case. */
function differences(before: readonly Contact[], after: readonly Contact[]) {
  const gone = new Set<Contact>();
  const come: Contact[] = [];
  let next = 0;
  for (const contact of before) {
    const other = after[next];
    if (other === contact) {
      next += 1;
      continue;
    }
    gone.add(contact);
    if (other?.id !== contact.id) continue;
    come.push(other);
    next += 1;
  }
  return { gone, come: [...come, ...after.slice(next)] };
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
