/** What of a run that failed a person should know. */
import { Refused } from './http.ts';

/** Its code, or null for what mends itself. */
export function troubleOf(error: unknown): string | null {
  if (error instanceof DOMException) return 'storage';
  if (!(error instanceof Refused)) return null;
  if (error.status === 426) return 'client_too_old';
  return error.status >= 500 || error.status === 429 || error.status === 401 ? null : 'refused';
}
