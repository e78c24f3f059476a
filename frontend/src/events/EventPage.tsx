/** One event: whether one is there, whom one met, what was noted. */
import './events.css';
import { useComputed } from '@preact/signals';
import type { ContactFields, EventFields, NoteFields, RecordingFields } from '../generated/kinds.ts';
import { Conflicts } from '../outbox/Conflicts.tsx';
import { Avatar } from '../parts/Avatar.tsx';
import { currentEvent, setHere } from '../parts/currentEvent.ts';
import { today } from '../parts/day.ts';
import { Switch } from '../parts/Field.tsx';
import { byName, type Contact, nameOf, roleOf, setOf } from '../parts/names.ts';
import { Page } from '../parts/Page.tsx';
import { Strap, StrapItem } from '../parts/Strap.tsx';
import { SyncMark } from '../parts/SyncMark.tsx';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { useRecord } from '../parts/useRecord.ts';
import { VoiceNote } from '../parts/VoiceNote.tsx';
import { webLink } from '../parts/webLink.ts';
import type { Shown } from '../store/contract.ts';
import { sayInstant, saySpan } from '../words/days.ts';
import { eventWords } from '../words/events.ts';
import { words } from '../words/index.ts';
import type { Event } from './eventGroups.ts';

const say = eventWords;

export default function EventPage({ id }: ScreenProps) {
  const { record, isGone } = useRecord<EventFields>(id);
  if (!record) return isGone ? <Gone /> : null;
  return (
    <Page title={record.f.name ?? ''} back={{ path: '/events', label: say.title }} class="event">
      <SyncMark record={record} isSaid />
      <About event={record} />
      <Conflicts record={record} />
      <Here event={record} />
      <People event={record} />
      <Notes event={record} />
      <Voices event={record} />
    </Page>
  );
}

function About({ event }: { event: Event }) {
  const { starts, ends, place, url } = event.f;
  const link = url ? webLink(url) : null;
  return (
    <>
      <p class="quiet">{[starts && saySpan(starts, ends ?? null), place].filter(Boolean).join(' · ')}</p>
      <div class="buttons">
        {link && (
          <a class="btn" href={link} target="_blank" rel="noopener noreferrer">
            {say.open}
          </a>
        )}
        <a class="btn" href={`/events/${event.id}/edit`}>
          {say.edit}
        </a>
      </div>
    </>
  );
}

function Here({ event }: { event: Event }) {
  const { store } = useServices();
  const isHere = useComputed(() => currentEvent(store).value?.id === event.id).value;
  return (
    <div class="card here">
      <Switch
        label={words.parts.hereSwitch}
        hint={say.hereHint}
        checked={isHere}
        onChange={(here) => setHere(here ? event.id : null)}
      />
    </div>
  );
}

function People({ event }: { event: Event }) {
  const { store } = useServices();
  const met = useComputed(() =>
    peopleMet(event.id, store.list<ContactFields>('contact').value, store.list<NoteFields>('note').value),
  ).value;
  return (
    <section class="stack">
      <h2 class="section-title">
        {say.met} <span>{met.length}</span>
      </h2>
      {met.length === 0 && <p class="quiet">{say.metEmpty}</p>}
      <ul class="met">
        {met.map((contact) => (
          <li key={contact.id}>
            <a class="card" href={`/people/${contact.id}`}>
              <Avatar name={nameOf(contact)} />
              <span class="card-text">
                <b dir="auto">
                  {nameOf(contact)}
                  <SyncMark record={contact} />
                </b>
                <small dir="auto">{roleOf(contact)}</small>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Those first met there, and those whom a note of there names. */
function peopleMet(eventId: string, contacts: readonly Contact[], notes: readonly Shown<NoteFields>[]): Contact[] {
  const there = notes.filter(({ f }) => f.event === eventId);
  const noted = new Set(there.flatMap(({ f }) => setOf(f, 'person:')));
  return byName(contacts.filter(({ id, f }) => f.met_at === eventId || noted.has(id)));
}

/** What was written or said there, the latest first. */
function useOfEvent<F extends NoteFields | RecordingFields>(kind: string, event: Event): readonly Shown<F>[] {
  const { store } = useServices();
  return useComputed(() =>
    store
      .list<F>(kind)
      .value.filter(({ f }) => f.event === event.id)
      .sort((a, b) => (b.f.at ?? 0) - (a.f.at ?? 0)),
  ).value;
}

function Notes({ event }: { event: Event }) {
  const { store, go } = useServices();
  const notes = useOfEvent<NoteFields>('note', event);
  return (
    <section class="stack">
      <h2 class="section-title">
        {say.notes} <span>{notes.length}</span>
      </h2>
      <button type="button" class="btn" onClick={() => go(`/notes/new?event=${event.id}`)}>
        {say.addNote}
      </button>
      {notes.length > 0 && (
        <Strap label={say.notes}>
          {notes.map((note) => {
            const names = setOf(note.f, 'person:').map((person) => nameOf(store.get<ContactFields>(person).value));
            const when = sayInstant(note.f.at ?? note.changedAt, note.f.offset_min, today.value);
            return (
              <StrapItem
                key={note.id}
                when={
                  <>
                    {[when, ...names].join(' · ')}
                    <SyncMark record={note} />
                  </>
                }
              >
                <a class="strap-link" href={`/notes/${note.id}`}>
                  <p dir="auto">{note.f.body}</p>
                </a>
              </StrapItem>
            );
          })}
        </Strap>
      )}
    </section>
  );
}

function Voices({ event }: { event: Event }) {
  const { go } = useServices();
  const recordings = useOfEvent<RecordingFields>('recording', event);
  return (
    <section class="stack">
      <h2 class="section-title">
        {say.voices} <span>{recordings.length}</span>
      </h2>
      <button type="button" class="btn" onClick={() => go(`/recordings/new?event=${event.id}`)}>
        {say.addVoice}
      </button>
      {recordings.map((recording) => {
        const { at, offset_min, body, audio } = recording.f;
        return (
          <div key={recording.id} class="stack">
            <a href={`/recordings/${recording.id}`}>
              {body || sayInstant(at ?? recording.changedAt, offset_min, today.value)}
            </a>
            <SyncMark record={recording} photos={[audio]} />
            <VoiceNote recording={recording} label={body || say.addVoice} />
          </div>
        );
      })}
    </section>
  );
}

function Gone() {
  return (
    <Page title={say.gone.title}>
      <p>{say.gone.body}</p>
      <a class="btn" href="/events">
        {say.gone.back}
      </a>
    </Page>
  );
}
