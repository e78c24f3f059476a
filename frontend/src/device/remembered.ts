/**
 * Small things that only this device remembers (a choice, a count), in localStorage. Never personal data that has a place
 * in the store. A browser that refuses storage makes this forget, not fail.
 */
const PREFIX = 'lanyard.';

export function recall(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage is refused or full: the thing is forgotten at the next start, and nothing else depends on it.
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}
