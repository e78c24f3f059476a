/** The story of a person, hanging on the strap. */
import { useComputed } from '@preact/signals';
import type {
  CardFields,
  ContactFields,
  EventFields,
  FollowupFields,
  NoteFields,
  RecordingFields,
} from '../generated/kinds.ts';
import { today } from '../parts/day.ts';
import { FollowupRow } from '../parts/FollowupRow.tsx';
import type { Followup } from '../parts/followups.ts';
import { type Contact, nameOf, setOf } from '../parts/names.ts';
import { Photo } from '../parts/Photo.tsx';
import { Strap, StrapItem } from '../parts/Strap.tsx';
import { SyncMark } from '../parts/SyncMark.tsx';
import { useServices } from '../parts/services.ts';
import { VoiceNote, type VoiceRecord } from '../parts/VoiceNote.tsx';
import type { Shown } from '../store/contract.ts';
import { sayInstant } from '../words/days.ts';
import { words } from '../words/index.ts';
import { peopleWords } from '../words/people.ts';
import { type Card, type Entry, type Note, storyOf } from './story.ts';

const say = peopleWords.entries;

export function Story({ contact }: { contact: Contact }) {
  const { store } = useServices();
  const { id } = contact;
  const story = useComputed(() => {
    const person = store.get<ContactFields>(id).value;
    if (!person) return { ahead: [], past: [] };
    return storyOf({
      contact: person,
      notes: store.list<NoteFields>('note').value,
      followups: store.list<FollowupFields>('followup').value,
      cards: store.list<CardFields>('card').value,
      recordings: store.list<RecordingFields>('recording').value,
    });
  }).value;
  return (
    <section class="stack">
      <h2 class="section-title">{peopleWords.story}</h2>
      {story.ahead.length > 0 && (
        <ul class="stack">
          {story.ahead.map((followup) => (
            <FollowupRow key={followup.id} followup={followup} on={id} />
          ))}
        </ul>
      )}
      <Strap label={peopleWords.story}>
        {story.past.map((entry) => (
          <StoryEntry key={'record' in entry ? entry.record.id : entry.type} entry={entry} contact={contact} />
        ))}
      </Strap>
      {story.past.every(({ type }) => type !== 'note') && <p class="quiet">{peopleWords.storyEmpty}</p>}
    </section>
  );
}

function StoryEntry({ entry, contact }: { entry: Entry; contact: Contact }) {
  if (entry.type === 'note') return <NoteEntry note={entry.record} at={entry.at} contact={contact} />;
  if (entry.type === 'followup') return <FollowupEntry followup={entry.record} at={entry.at} />;
  if (entry.type === 'voice') return <VoiceEntry recording={entry.record} at={entry.at} />;
  if (entry.type === 'card') return <CardEntry card={entry.record} at={entry.at} contact={contact} />;
  return (
    <StrapItem when={<When at={entry.at} offset={contact.f.offset_min} event={contact.f.met_at} />}>
      <p>{say.cardTyped}</p>
    </StrapItem>
  );
}

interface WhenProps {
  /** The entry, for the mark of what is not on the server yet. */
  record?: Shown<object> | undefined;
  photos?: readonly (string | null | undefined)[];
  at: number;
  offset: number | null | undefined;
  event?: string | null | undefined;
  more?: string | undefined;
}

/** "Yesterday, 16:40 · PyCon DE · with Jun". */
function When({ at, offset, event, more, record, photos }: WhenProps) {
  const { store } = useServices();
  const name = event ? store.get<EventFields>(event).value?.f.name : null;
  return (
    <>
      {[sayInstant(at, offset, today.value), name, more].filter(Boolean).join(' · ')}
      {record && <SyncMark record={record} photos={photos ?? []} />}
    </>
  );
}

function NoteEntry({ note, at, contact }: { note: Note; at: number; contact: Contact }) {
  const { store } = useServices();
  const others = setOf(note.f, 'person:').filter((id) => id !== contact.id);
  const names = others.map((id) => nameOf(store.get<ContactFields>(id).value)).join(', ');
  const when = (
    <When record={note} at={at} offset={note.f.offset_min} event={note.f.event} more={names && say.with(names)} />
  );
  return (
    <StrapItem when={when}>
      <a class="strap-link" href={`/notes/${note.id}`}>
        <p dir="auto">{note.f.body}</p>
      </a>
    </StrapItem>
  );
}

function FollowupEntry({ followup, at }: { followup: Followup; at: number }) {
  const { what, outcome, state, event } = followup.f;
  const states: Readonly<Record<string, string>> = peopleWords.followup.state;
  return (
    <StrapItem when={<When record={followup} at={at} offset={null} event={event} more={states[state ?? 'done']} />}>
      <a class="strap-link" href={`/followups/${followup.id}`}>
        <p dir="auto">
          <b>{what}</b>
        </p>
        {outcome && <p dir="auto">{say.outcome(outcome)}</p>}
      </a>
    </StrapItem>
  );
}

function VoiceEntry({ recording, at }: { recording: VoiceRecord; at: number }) {
  const { body, audio, offset_min, event } = recording.f;
  return (
    <StrapItem when={<When record={recording} photos={[audio]} at={at} offset={offset_min} event={event} />}>
      <a class="strap-link" href={`/recordings/${recording.id}`}>
        <p dir="auto">{body || say.voice}</p>
      </a>
      <VoiceNote recording={recording} label={body || say.voice} />
    </StrapItem>
  );
}

function CardEntry({ card, at, contact }: { card: Card; at: number; contact: Contact }) {
  const alt = words.parts.photo.alt(nameOf(contact));
  const event = card.f.event ?? contact.f.met_at;
  const photos = [card.f.photo_front, card.f.photo_back];
  return (
    <StrapItem when={<When record={card} photos={photos} at={at} offset={card.f.offset_min} event={event} />}>
      <p>{say.card}</p>
      {card.f.photo_front && <Photo sha256={card.f.photo_front} alt={alt} />}
      {card.f.photo_back && <Photo sha256={card.f.photo_back} alt={alt} />}
    </StrapItem>
  );
}
