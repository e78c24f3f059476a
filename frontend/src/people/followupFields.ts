/** Between a follow-up's fields and its form. */
import type { FollowupFields } from '../generated/kinds.ts';
import { setChanges, setOf } from '../parts/names.ts';
import type { Fields, Json } from '../store/contract.ts';

export interface FollowupDraft {
  readonly what: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly due: string;
  readonly people: readonly string[];
  readonly message: string;
  readonly outcome: string;
}

export function followupDraft(f: FollowupFields): FollowupDraft {
  return {
    what: f.what ?? '',
    due: f.due ?? '',
    people: setOf(f, 'person:'),
    message: f.draft ?? '',
    outcome: f.outcome ?? '',
  };
}

export function followupChanges(before: FollowupDraft, after: FollowupDraft): Fields {
  const changes: Record<string, Json> = setChanges('person:', before.people, after.people);
  const text = (field: string, from: string, to: string) => {
    if (from.trim() !== to.trim()) changes[field] = to.trim() || null;
  };
  text('what', before.what, after.what);
  text('due', before.due, after.due);
  text('draft', before.message, after.message);
  text('outcome', before.outcome, after.outcome);
  // A new day is a new plan: an old snooze must not push it further.
  if ('due' in changes && before.due) changes.snoozed_until = null;
  return changes;
}
