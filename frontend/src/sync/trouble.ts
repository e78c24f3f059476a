/** Why syncing does not get on, in words for a person; what mends itself (no network, a busy server) has none. */
import { words } from '../words/index.ts';

export function wordsFor(trouble: string | null): string | null {
  const { troubles } = words.outbox;
  return trouble === null ? null : (troubles[trouble] ?? troubles.refused ?? null);
}

/** Why the server would not take something, by the code that it gave. */
export function reasonFor(code: string): string {
  return words.outbox.reasons[code] ?? words.outbox.otherReason;
}
