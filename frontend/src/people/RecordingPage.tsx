/** A voice note: recorded anew, or listened to, with what it is about and whom it is with. */
import { isBlank } from '../domain/text.ts';
import { LIMITS, type RecordingFields } from '../generated/kinds.ts';
import { Conflicts } from '../outbox/Conflicts.tsx';
import { currentEvent } from '../parts/currentEvent.ts';
import { removeWithUndo } from '../parts/deleting.ts';
import { EventChoice } from '../parts/EventChoice.tsx';
import { Field } from '../parts/Field.tsx';
import { FormButtons } from '../parts/FormButtons.tsx';
import { setChanges, setOf } from '../parts/names.ts';
import { notify } from '../parts/notice.ts';
import { Page } from '../parts/Page.tsx';
import { PersonPicker } from '../parts/PersonPicker.tsx';
import { useRecordForm } from '../parts/recordForm.ts';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import { useRecord } from '../parts/useRecord.ts';
import { VoiceNote, type VoiceRecord } from '../parts/VoiceNote.tsx';
import type { Fields, Json } from '../store/contract.ts';
import { voiceWords } from '../words/capture.ts';
import { offsetAt } from '../words/days.ts';
import { peopleWords } from '../words/people.ts';
import { useVoice } from './useVoice.ts';
import { VoiceRecorder } from './VoiceRecorder.tsx';

const say = voiceWords;

export default function RecordingPage({ id, query }: ScreenProps) {
  const { record, isGone } = useRecord<RecordingFields>(id);
  if (!id) return <NewRecording query={query} />;
  if (record) return <Recorded key={id} recording={record} />;
  return isGone ? <Page title={say.title}>{say.gone}</Page> : null;
}

function NewRecording({ query }: { query: URLSearchParams }) {
  const { store, go } = useServices();
  const event = query.get('event') ?? currentEvent(store).peek()?.id ?? null;
  const voice = useVoice(store, { person: query.get('person'), event });

  async function keep(sound: Blob, ms: number): Promise<void> {
    const id = store.newId();
    const at = store.now();
    const { person, event: where } = voice.circumstances;
    const fields: Fields = {
      at: at - Math.round(ms),
      offset_min: offsetAt(at),
      duration_ms: Math.round(ms),
      ...(person && { [`person:${person}`]: true }),
      ...(where && { event: where }),
    };
    try {
      await store.save('recording', id, fields, { photos: { audio: sound } });
      await voice.drop();
      notify({ text: say.kept, actions: [{ label: say.describe, run: () => go(`/recordings/${id}`) }] });
      go(homeOf(person, where), { replace: true });
    } catch (failure) {
      notify({ text: sayTrouble(failure), stays: true }); // It is still here, to be kept once there is room.
    }
  }
  const home = homeOf(query.get('person'), query.get('event'));
  return (
    <Page title={say.newTitle} back={{ path: home, label: peopleWords.title }}>
      <VoiceRecorder voice={voice} onKeep={(sound, ms) => void keep(sound, ms)} />
    </Page>
  );
}

interface Draft {
  readonly body: string;
  readonly people: readonly string[];
  readonly event: string | null;
}

function Recorded({ recording }: { recording: VoiceRecord }) {
  const { store, go } = useServices();
  const form = useRecordForm({
    kind: 'recording',
    record: recording,
    start: draftOf(recording.f),
    blank: draftOf({}),
    changes,
    created: () => ({}),
    refuse: () => null,
  });
  const { draft } = form;
  const home = homeOf(draft.people[0] ?? null, draft.event);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await form.save()) go(home, { replace: true });
  };
  const leave = () => {
    const dropped = form.drop();
    go(home, { replace: true });
    return dropped;
  };
  return (
    <Page title={say.title} back={{ path: home, label: peopleWords.title }}>
      <Conflicts record={recording} />
      <VoiceNote recording={recording} label={isBlank(draft.body) ? say.title : draft.body} />
      <form class="stack" onSubmit={submit}>
        <Field
          label={say.about}
          value={draft.body}
          onInput={(body) => form.set({ body })}
          hint={say.aboutHint}
          lines={3}
          most={LIMITS.recording.body}
        />
        <PersonPicker chosen={draft.people} onChange={(people) => form.set({ people })} />
        <EventChoice label={peopleWords.note.event} value={draft.event} onChange={(event) => form.set({ event })} />
        <FormButtons trouble={form.trouble} onCancel={() => void leave()} />
      </form>
      <button
        type="button"
        class="btn danger"
        onClick={() => void leave().then(() => removeWithUndo(store, recording.id, say.deletedWhat))}
      >
        {say.delete}
      </button>
    </Page>
  );
}

function draftOf(f: RecordingFields): Draft {
  return { body: f.body ?? '', people: setOf(f, 'person:'), event: f.event ?? null };
}

function changes(before: Draft, after: Draft): Fields {
  const written: Record<string, Json> = setChanges('person:', before.people, after.people);
  if (before.body.trim() !== after.body.trim()) written.body = after.body.trim();
  if (before.event !== after.event) written.event = after.event;
  return written;
}

function homeOf(person: string | null, event: string | null): string {
  return person ? `/people/${person}` : event ? `/events/${event}` : '/people';
}
