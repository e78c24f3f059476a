/**
 * What this device remembers of its readings: which cards it shot, and how often it began to read each. A phone that runs
 * out of memory kills the page without a word, so the count is written before reading starts.
 */
import { forget, recall, remember } from '../device/remembered.ts';

const KEY = 'reading.begun';
const KILLED_KEY = 'reading.killed';
const KILLED_KEPT = 50;

export interface Begun {
  /** Times that reading began and did not end; null for a card of another device. */
  of(cardId: string): number | null;
  set(cardId: string, times: number): void;
  forget(cardId: string): void;
  /** Reading it ended the app too often: it is left to the person, who is told why. */
  giveUp(cardId: string): void;
}

export const begun: Begun = {
  of: (cardId) => all()[cardId] ?? null,
  set: (cardId, times) => remember(KEY, { ...all(), [cardId]: times }),
  giveUp: (cardId) => remember(KILLED_KEY, [...killed().filter((id) => id !== cardId), cardId].slice(-KILLED_KEPT)),
  forget: (cardId) => {
    const { [cardId]: _, ...others } = all();
    if (Object.keys(others).length > 0) remember(KEY, others);
    else forget(KEY);
  },
};

function all(): Readonly<Record<string, number>> {
  const stored = recall(KEY);
  return typeof stored === 'object' && stored !== null ? (stored as Record<string, number>) : {};
}

/** Whether reading this card was given up because it ended the app. */
export function hasKilled(cardId: string): boolean {
  return killed().includes(cardId);
}

export function forgiveKills(cardId: string): void {
  remember(
    KILLED_KEY,
    killed().filter((id) => id !== cardId),
  );
}

function killed(): readonly string[] {
  const stored = recall(KILLED_KEY);
  return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
}
