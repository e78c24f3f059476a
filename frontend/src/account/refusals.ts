/** Why the server did not let someone in, in words, at the field where that is at fault. */
import { Refused, Unreachable } from '../sync/http.ts';
import { accountWords } from '../words/account.ts';

export interface Refusal {
  readonly email?: string;
  readonly password?: string;
  readonly name?: string;
  /** What no field is at fault for. */
  readonly whole?: string;
}

const FIELDS = ['email', 'password', 'name'] as const;

export function refusalOf(failure: unknown): Refusal {
  const { offline, credentials, taken, limited, other, ...atField } = accountWords.errors;
  if (failure instanceof Unreachable) return { whole: offline };
  if (!(failure instanceof Refused)) return { whole: other };
  if (failure.status === 401) return { whole: credentials };
  if (failure.status === 429) return { whole: limited };
  if (failure.code === 'taken') return { email: taken };
  const wrong = FIELDS.filter((field) => field in failure.fields);
  return wrong.length > 0 ? Object.fromEntries(wrong.map((field) => [field, atField[field]])) : { whole: other };
}
