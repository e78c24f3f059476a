/** A follow-up in a list: what, for whom, how late; done and snoozed in one tap each. */
import './followupRow.css';
import { useId } from 'preact/hooks';
import type { ContactFields } from '../generated/kinds.ts';
import { words } from '../words/index.ts';
import { Avatar } from './Avatar.tsx';
import { today } from './day.ts';
import { type Followup, finish, sayDue, snooze } from './followups.ts';
import { CheckIcon, SnoozeIcon } from './icons.tsx';
import { nameOf, setOf } from './names.ts';
import { SyncMark } from './SyncMark.tsx';
import { useServices } from './services.ts';

interface FollowupRowProps {
  followup: Followup;
  /** The person on whose page it stands, who needs no naming there. */
  on?: string;
}

export function FollowupRow({ followup, on }: FollowupRowProps) {
  const { store } = useServices();
  const id = useId();
  const people = setOf(followup.f, 'person:').filter((person) => person !== on);
  const names = people.map((person) => nameOf(store.get<ContactFields>(person).value));
  const due = sayDue(followup, today.value);
  return (
    <li class="card followup-row">
      {names[0] && <Avatar name={names[0]} />}
      <a class="what" href={`/followups/${followup.id}`} id={id} dir="auto">
        {followup.f.what}
      </a>
      <small>
        <span class={due.late ? 'late' : undefined}>{due.text}</span>
        <SyncMark record={followup} />
        {names.length > 0 && <bdi> · {names.join(', ')}</bdi>}
      </small>
      <span class="do">
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
      </span>
    </li>
  );
}
