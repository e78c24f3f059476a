import { words } from '../words/index.ts';

/** A field's name as a person would say it; of a set, its element's kind. */
export function sayField(field: string): string {
  const [name = field] = field.split(':');
  return words.outbox.fields[name] ?? name;
}
