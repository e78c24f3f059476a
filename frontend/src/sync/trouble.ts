/** Why syncing does not get on, in words for a person; what mends itself (no network, a busy server) has none. */
import { words } from '../words/index.ts';
import { Refused } from './http.ts';

export function wordsFor(trouble: string | null): string | null {
  const { troubles } = words.outbox;
  return trouble === null ? null : (troubles[trouble] ?? troubles.refused ?? null);
}

/** The code of a failure that a person should know of, or null. */
export function troubleOf(error: unknown): string | null {
  if (error instanceof DOMException) return 'storage';
  if (!(error instanceof Refused)) return null;
  if (error.status === 426) return 'client_too_old';
  return error.status >= 500 || error.status === 429 || error.status === 401 ? null : 'refused';
}

/** Why the server would not take something, by the code that it gave. */
export function reasonFor(code: string): string {
  return words.outbox.reasons[code] ?? words.outbox.otherReason;
}
