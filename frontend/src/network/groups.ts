/** People who belong together: by organisation, and by topic. */
import { fold } from '../domain/text.ts';
import { byName, type Contact, setOf } from '../parts/names.ts';

export interface Group {
  /** As most of its people write it. */
  readonly name: string;
  readonly people: readonly Contact[];
}

/** "ACME GmbH" and "Acme GmbH" are one. Those with the most people first. */
export function byOrganisation(contacts: readonly Contact[]): Group[] {
  return grouped(contacts, ({ f }) => (f.organization?.trim() ? [f.organization.trim()] : []));
}

export function byTopic(contacts: readonly Contact[]): Group[] {
  return grouped(contacts, ({ f }) => [...setOf(f, 'topic:'), ...setOf(f, 'tag:')]);
}

function grouped(contacts: readonly Contact[], namesOf: (contact: Contact) => readonly string[]): Group[] {
  const groups = new Map<string, { spellings: string[]; people: Set<Contact> }>();
  for (const contact of contacts) {
    for (const name of namesOf(contact)) {
      const group = groups.get(fold(name)) ?? { spellings: [], people: new Set() };
      group.spellings.push(name);
      groups.set(fold(name), { ...group, people: group.people.add(contact) });
    }
  }
  return [...groups.values()]
    .map(({ spellings, people }) => ({ name: mostCommon(spellings), people: byName([...people]) }))
    .sort((a, b) => b.people.length - a.people.length || a.name.localeCompare(b.name));
}

function mostCommon(spellings: readonly string[]): string {
  const times = new Map<string, number>();
  for (const spelling of spellings) times.set(spelling, (times.get(spelling) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
