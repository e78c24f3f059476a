/** Why a save did not happen, in words. The form keeps what was typed. */
import { AskFirst } from '../store/index.ts';
import { words } from '../words/index.ts';

export function sayTrouble(failure: unknown): string {
  if (failure instanceof AskFirst) return words.parts.otherTab;
  if (failure instanceof DOMException && failure.name === 'QuotaExceededError') return words.parts.noRoom;
  return words.parts.notSaved;
}
