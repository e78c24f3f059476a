/** One person: who they are, how to reach them, and their story. */
import './personPage.css';
import type { ContactFields, EventFields } from '../generated/kinds.ts';
import { Conflicts } from '../outbox/Conflicts.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { today } from '../parts/day.ts';
import { EditIcon } from '../parts/icons.tsx';
import { type Contact, nameOf, roleOf, setOf } from '../parts/names.ts';
import { Page } from '../parts/Page.tsx';
import { SyncMark } from '../parts/SyncMark.tsx';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { useRecord } from '../parts/useRecord.ts';
import { sayDay } from '../words/days.ts';
import { peopleWords } from '../words/people.ts';
import { Gone } from './Gone.tsx';
import { Reach } from './Reach.tsx';
import { phoneLink } from './reachLinks.ts';
import { Story } from './Story.tsx';

const say = peopleWords;

export default function PersonPage({ id }: ScreenProps) {
  const { record, isGone } = useRecord<ContactFields>(id);
  if (!record) return isGone ? <Gone /> : null;
  const name = nameOf(record);
  return (
    <Page title={name} back={{ path: '/people', label: say.title }} class="person">
      <Head contact={record} />
      <Conflicts record={record} />
      <Actions contact={record} />
      <Reach contact={record} />
      <Story contact={record} />
    </Page>
  );
}

function Head({ contact }: { contact: Contact }) {
  const { store } = useServices();
  const { met_at: metAt, met_on: metOn, common_ground: common } = contact.f;
  const event = metAt ? store.get<EventFields>(metAt).value?.f.name : null;
  const met = [event && say.metAt(event), metOn && sayDay(metOn, today.value)].filter(Boolean).join(', ');
  const topics = [...setOf(contact.f, 'topic:'), ...setOf(contact.f, 'tag:')];
  return (
    <div class="person-head">
      <Avatar name={nameOf(contact)} large />
      <div class="person-about">
        {roleOf(contact) && (
          <p dir="auto">
            <b>{roleOf(contact)}</b>
          </p>
        )}
        {met && <p class="quiet">{metAt && event ? <a href={`/events/${metAt}`}>{met}</a> : say.metOn(met)}</p>}
        {common && <p dir="auto">{common}</p>}
        {topics.length > 0 && (
          <ul class="chips">
            {topics.map((topic) => (
              <li key={topic} class="chip on">
                {topic}
              </li>
            ))}
          </ul>
        )}
        <SyncMark record={contact} isSaid />
      </div>
      <a class="round" href={`/people/${contact.id}/edit`} aria-label={say.actions.edit}>
        <EditIcon />
      </a>
    </div>
  );
}

function Actions({ contact }: { contact: Contact }) {
  const { go } = useServices();
  const { actions } = say;
  const [phone] = contact.f.phones ?? [];
  const call = phone && phoneLink(phone);
  const query = `?person=${contact.id}`;
  return (
    <div class="person-actions">
      <a class="btn go" href={`/followups/new${query}&write=1`}>
        {actions.write}
      </a>
      {call && (
        <a class="btn" href={call}>
          {actions.call}
        </a>
      )}
      <button type="button" class="btn" onClick={() => go(`/notes/new${query}`)}>
        {actions.note}
      </button>
      <button type="button" class="btn" onClick={() => go(`/recordings/new${query}`)}>
        {actions.voice}
      </button>
      <button type="button" class="btn" onClick={() => go(`/followups/new${query}`)}>
        {actions.followup}
      </button>
    </div>
  );
}
