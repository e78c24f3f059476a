/** Why a save did not happen, in words. The form keeps what was typed. */
import type { Fault } from '../domain/typed.ts';
import { AskFirst, OtherPerson } from '../store/index.ts';
import { words } from '../words/index.ts';

export function sayTrouble(failure: unknown): string {
  if (failure instanceof AskFirst) return words.parts.otherTab;
  if (failure instanceof OtherPerson) return words.parts.otherPerson;
  if (failure instanceof DOMException && failure.name === 'QuotaExceededError') return words.parts.noRoom;
  return words.parts.notSaved;
}

/** Why the server would refuse it, before it does. */
export function sayFault({ field, most }: Fault): string {
  const name = words.outbox.fields[field.split(':', 1)[0] ?? field] ?? '';
  return most === null ? words.parts.noSuchDay(name) : words.parts.tooLong(name, most);
}
