import { fieldWords } from '../words/fields.ts';

/** A field's name as a person would say it; of a set, its element's kind. What has no such name is of no interest. */
export function sayField(field: string): string | undefined {
  const [name = field] = field.split(':');
  return fieldWords[name];
}
