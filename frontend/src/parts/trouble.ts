/** Why a save did not happen, in words. The form keeps what was typed. */
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
