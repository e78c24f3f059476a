/** Why a save did not happen, in words. The form keeps what was typed. */
import type { Fault } from '../domain/typed.ts';
import { DatabaseGone, storageState } from '../store/db.ts';
import { AskFirst, OtherPerson } from '../store/index.ts';
import { isNoRoom } from '../store/room.ts';
import { words } from '../words/index.ts';

export function sayTrouble(failure: unknown): string {
  if (failure instanceof AskFirst) return words.parts.otherTab;
  if (failure instanceof OtherPerson) return words.parts.otherPerson;
  if (isNoRoom(failure)) return words.parts.noRoom;
  if (storageState.value === 'outdated') return words.parts.outdated;
  if (failure instanceof DatabaseGone || failure instanceof DOMException) return words.parts.storageLost;
  return words.parts.notSaved;
}

/** Why the server would refuse it, before it does. */
export function sayFault({ field, most }: Fault): string {
  const name = words.outbox.fields[field.split(':', 1)[0] ?? field] ?? '';
  return most === null ? words.parts.noSuchDay(name) : words.parts.tooLong(name, most);
}
