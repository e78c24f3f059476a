/** What was said, with whom: a new note, or one to change. */
import { useState } from 'preact/hooks';
import { isBlank } from '../domain/text.ts';
import { LIMITS, type NoteFields } from '../generated/kinds.ts';
import { Conflicts } from '../outbox/Conflicts.tsx';
import { useMending } from '../outbox/mending.ts';
import { currentEvent } from '../parts/currentEvent.ts';
import { removeWithUndo } from '../parts/deleting.ts';
import { EventChoice } from '../parts/EventChoice.tsx';
import { Field, Switch } from '../parts/Field.tsx';
import { FormButtons } from '../parts/FormButtons.tsx';
import { setChanges, setOf } from '../parts/names.ts';
import { Page } from '../parts/Page.tsx';
import { PersonPicker } from '../parts/PersonPicker.tsx';
import { useRecordForm } from '../parts/recordForm.ts';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { useRecord } from '../parts/useRecord.ts';
import type { Fields, Json } from '../store/contract.ts';
import { offsetAt } from '../words/days.ts';
import { words } from '../words/index.ts';
import { peopleWords } from '../words/people.ts';
import type { Note } from './story.ts';

const say = peopleWords.note;

interface Draft {
  readonly body: string;
  readonly people: readonly string[];
  readonly event: string | null;
  readonly counts: boolean;
}

export default function NotePage({ id, query }: ScreenProps) {
  const { record, isGone } = useRecord<NoteFields>(id);
  const [round, setRound] = useState(0);
  if (isGone && id) return <Page title={say.title}>{say.gone}</Page>;
  if (id && !record) return null;
  return <Form key={round} note={record} query={query} onSettled={() => setRound(round + 1)} />;
}

interface FormProps {
  note: Note | undefined;
  query: URLSearchParams;
  /** A version was chosen: the form begins again with it. */
  onSettled: () => void;
}

function Form({ note, query, onSettled }: FormProps) {
  const { store, go } = useServices();
  const mending = useMending(note?.id, query);
  const [start] = useState(() => (note ? draftOf(note.f) : newDraft(query, currentEvent(store).peek()?.id)));
  const form = useRecordForm({
    kind: 'note',
    record: note,
    start,
    blank: draftOf({}),
    changes: noteChanges,
    created: () => ({ at: store.now(), offset_min: offsetAt(store.now()) }),
    refuse: ({ body }) => (isBlank(body) ? words.parts.required : null),
  });
  const { draft } = form;
  const home = homeOf(draft);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await form.save()) go(home, { replace: true });
  };
  const leave = () => {
    const dropped = form.drop();
    go(homeOf(start), { replace: true });
    return dropped;
  };
  return (
    <Page title={note ? say.title : say.newTitle} back={{ path: homeOf(start), label: peopleWords.title }}>
      {note && <Conflicts record={note} onSettled={() => draft === start && onSettled()} />}
      <form class="stack" onSubmit={submit}>
        <Field
          label={say.label}
          value={draft.body}
          onInput={(body) => form.set({ body })}
          hint={say.hint}
          lines={5}
          most={LIMITS.note.body}
          focused={!note}
          {...mending('body')}
        />
        <PersonPicker chosen={draft.people} onChange={(people) => form.set({ people })} />
        <EventChoice label={say.event} value={draft.event} onChange={(event) => form.set({ event })} />
        <Switch label={say.counts} checked={draft.counts} onChange={(counts) => form.set({ counts })} />
        <FormButtons trouble={form.trouble} onCancel={() => void leave()} />
      </form>
      {note && (
        <button
          type="button"
          class="btn danger"
          onClick={() => void leave().then(() => removeWithUndo(store, note.id, say.deletedWhat))}
        >
          {say.delete}
        </button>
      )}
    </Page>
  );
}

function draftOf(f: NoteFields): Draft {
  return {
    body: f.body ?? '',
    people: setOf(f, 'person:'),
    event: f.event ?? null,
    counts: f.counts_as_touch ?? false,
  };
}

/** With the person or the event from whose page one comes, and the event that is on. */
function newDraft(query: URLSearchParams, here: string | undefined): Draft {
  return { body: '', people: query.getAll('person'), event: query.get('event') ?? here ?? null, counts: true };
}

function noteChanges(before: Draft, after: Draft): Fields {
  const changes: Record<string, Json> = setChanges('person:', before.people, after.people);
  if (before.body.trim() !== after.body.trim()) changes.body = after.body.trim();
  if (before.event !== after.event) changes.event = after.event;
  if (before.counts !== after.counts) changes.counts_as_touch = after.counts;
  return changes;
}

/** Where a note belongs, and one goes on from there. */
function homeOf({ people, event }: Draft): string {
  const [person] = people;
  return person ? `/people/${person}` : event ? `/events/${event}` : '/people';
}
