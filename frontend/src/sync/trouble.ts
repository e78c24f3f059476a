/** Why syncing does not get on, in words for a person; what mends itself (no network, a busy server) has none. */
import { Refused } from './http.ts';

const WORDS: Readonly<Record<string, string>> = {
  held: 'The server asks to remove an unusual number of your records. Nothing is removed until you agree.',
  client_too_old: 'This version of Lanyard is too old to sync. Reload it to get the new one.',
  storage: 'This device has no room left, or its storage failed. Your latest changes may not be received here.',
  refused: 'The server does not accept our requests at the moment. Everything stays safe on this device.',
};

export function wordsFor(trouble: string | null): string | null {
  return trouble === null ? null : (WORDS[trouble] ?? WORDS.refused ?? null);
}

/** The code of a failure that a person should know of, or null. */
export function troubleOf(error: unknown): string | null {
  if (error instanceof DOMException) return 'storage';
  if (!(error instanceof Refused)) return null;
  if (error.status === 426) return 'client_too_old';
  return error.status >= 500 || error.status === 429 || error.status === 401 ? null : 'refused';
}

const REASONS: Readonly<Record<string, string>> = {
  too_big: 'It is too large.',
  too_long: 'The text is too long.',
  too_many: 'There are too many entries.',
  blank: 'There is nothing to see in it.',
  format: 'It is not in the expected form.',
  range: 'The number or date is out of range.',
  control: 'It holds characters that cannot be stored.',
  bidi: 'It holds characters that cannot be stored.',
  marks: 'It holds characters that cannot be stored.',
  too_large: 'It is too large.',
};

/** Why the server would not take something, by the code that it gave. */
export function reasonFor(code: string): string {
  return REASONS[code] ?? 'The server does not take it as it is.';
}
