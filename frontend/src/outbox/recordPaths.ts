/** Where a record is shown, and where one of its fields can be mended. */
import type { Fields } from '../store/contract.ts';

interface Named {
  readonly id: string;
  readonly kind: string;
}

/** Null for a kind that has no page. */
export function pathOf({ id, kind }: Named, f: Fields = {}): string | null {
  if (kind === 'contact') return `/people/${id}`;
  if (kind === 'note') return `/notes/${id}`;
  if (kind === 'followup') return `/followups/${id}`;
  if (kind === 'recording') return `/recordings/${id}`;
  if (kind === 'event') return `/events/${id}`;
  if (kind !== 'card') return null;
  // A card that was reviewed shows in the story of its person.
  return f.state === 'done' && typeof f.contact === 'string' ? `/people/${f.contact}` : `/capture/review/${id}`;
}

/** The form of a record, at the field that the server would not take. */
export function formOf(record: Named, field: string | undefined, f?: Fields): string | null {
  const path = pathOf(record, f);
  if (!path) return null;
  const form = record.kind === 'contact' || record.kind === 'event' ? `${path}/edit` : path;
  return field ? `${form}?field=${encodeURIComponent(field)}` : form;
}
