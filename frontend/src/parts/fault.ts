/** Why the server would refuse what was typed, in words, before it does. */
import type { Fault } from '../domain/typed.ts';
import { fieldWords } from '../words/fields.ts';
import { words } from '../words/index.ts';

export function sayFault({ field, most }: Fault): string {
  const name = fieldWords[field.split(':', 1)[0] ?? field] ?? '';
  return most === null ? words.parts.noSuchDay(name) : words.parts.tooLong(name, most);
}
