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

/** The heading in the list under which a name stands. */
export function letterOf(name: string): string {
  const first = /[\p{L}\p{N}]/u.exec(fold(name))?.[0];
  return first && /\p{L}/u.test(first) ? first.toLocaleUpperCase() : '#';
}

/** Sorting 20,000 names again on each change is cheap only because each name is folded once. */
const sortKeys = new WeakMap<Contact, string>();

function sortKey(contact: Contact): string {
  let key = sortKeys.get(contact);
  if (key === undefined) {
    key = fold(nameOf(contact));
    sortKeys.set(contact, key);
  }
  return key;
}

export function byName(contacts: readonly Contact[]): Contact[] {
  return [...contacts].sort((a, b) => {
    const [left, right] = [sortKey(a), sortKey(b)];
    return left < right ? -1 : left > right ? 1 : a.id < b.id ? -1 : 1;
  });
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
