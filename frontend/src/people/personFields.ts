/** Between a contact's fields and the form that edits them by hand. */
import { isBlank } from '../domain/text.ts';
import type { ContactFields, Labelled, Phone } from '../generated/kinds.ts';
import { dialable } from '../parts/dialable.ts';
import { setChanges, setOf } from '../parts/names.ts';
import type { Fields, Json } from '../store/contract.ts';

export interface PersonDraft {
  readonly name: string;
  readonly title: string;
  readonly organization: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly urls: readonly string[];
  readonly metAt: string | null;
  /** Separated by commas. */
  readonly topics: string;
  readonly commonGround: string;
}

export const LISTS = ['emails', 'phones', 'urls'] as const;
export type ListName = (typeof LISTS)[number];

export function draftOf(f: ContactFields): PersonDraft {
  const values = (list: readonly (Labelled | Phone)[] | null | undefined) =>
    list?.map(({ value }) => value ?? '') ?? [];
  return {
    name: f.name ?? '',
    title: f.title ?? '',
    organization: f.organization ?? '',
    emails: values(f.emails),
    phones: values(f.phones),
    urls: values(f.urls),
    metAt: f.met_at ?? null,
    topics: setOf(f, 'topic:').join(', '),
    commonGround: f.common_ground ?? '',
  };
}

/** Only what differs; an emptied field is cleared. `shown` keeps what the form does not show, such as a phone's label. */
export function personChanges(before: PersonDraft, after: PersonDraft, shown: ContactFields): Fields {
  const changes: Record<string, Json> = setChanges('topic:', topicsOf(before.topics), topicsOf(after.topics));
  const text = (field: string, from: string | null, to: string | null) => {
    if ((from ?? '').trim() !== (to ?? '').trim()) changes[field] = to?.trim() || null;
  };
  text('name', before.name, after.name);
  text('title', before.title, after.title);
  text('organization', before.organization, after.organization);
  text('met_at', before.metAt, after.metAt);
  text('common_ground', before.commonGround, after.commonGround);
  for (const name of LISTS) {
    const [from, to] = [filled(before[name]), filled(after[name])];
    if (from.join('\n') !== to.join('\n')) changes[name] = entriesOf(name, to, shown[name] ?? []);
  }
  return changes;
}

/** Whether there is anything to find this person by. */
export function saysSomething({ name, organization, ...draft }: PersonDraft): boolean {
  return !isBlank(name + organization) || LISTS.some((list) => filled(draft[list]).length > 0);
}

function entriesOf(name: ListName, values: readonly string[], shown: readonly (Labelled | Phone)[]): Json {
  return values.map((value) => {
    const known = shown.find((entry) => entry.value === value);
    if (known) return { ...known };
    const e164 = name === 'phones' ? dialable(value) : null;
    return { value, ...(e164 && { e164 }) };
  });
}

function filled(values: readonly string[]): string[] {
  return values.map((value) => value.trim()).filter((value) => !isBlank(value));
}

function topicsOf(text: string): string[] {
  const topics = text.split(',').map((topic) => topic.trim().replace(/\s+/g, ' '));
  return [...new Set(topics.filter(Boolean))];
}
