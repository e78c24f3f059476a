/** A follow-up in a list: what, for whom, how late; done and snoozed in one tap each. */
import './followupRow.css';
import { useId } from 'preact/hooks';
import type { ContactFields } from '../generated/kinds.ts';
import { words } from '../words/index.ts';
import { Avatar } from './Avatar.tsx';
import { localDay } from './currentEvent.ts';
import { type Followup, finish, sayDue, snooze } from './followups.ts';
import { CheckIcon, SnoozeIcon } from './icons.tsx';
import { nameOf, setOf } from './names.ts';
import { useServices } from './services.ts';

export function FollowupRow({ followup }: { followup: Followup }) {
  const { store } = useServices();
  const id = useId();
  const names = setOf(followup.f, 'person:').map((person) => {
    return nameOf(store.get<ContactFields>(person).value);
  });
  const due = sayDue(followup, localDay(store.now()));
  return (
    <li class="card followup-row">
      {names[0] && <Avatar name={names[0]} />}
      <a class="card-text" href={`/followups/${followup.id}`} id={id} dir="auto">
        <b>{followup.f.what}</b>
        <small>
          <span class={due.late ? 'late' : undefined}>{due.text}</span>
          {names.length > 0 && <bdi> · {names.join(', ')}</bdi>}
        </small>
      </a>
      <button
        type="button"
        class="round"
        aria-label={words.parts.followup.snooze}
        aria-describedby={id}
        onClick={() => void snooze(store, followup)}
      >
        <SnoozeIcon />
      </button>
      <button
        type="button"
        class="round"
        aria-label={words.parts.followup.done}
        aria-describedby={id}
        onClick={() => void finish(store, followup)}
      >
        <CheckIcon />
      </button>
    </li>
  );
}
