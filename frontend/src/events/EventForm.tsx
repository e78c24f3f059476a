/** An event, new or to change. */
import { useState } from 'preact/hooks';
import { isBlank } from '../domain/text.ts';
import { type EventFields, LIMITS } from '../generated/kinds.ts';
import { useMending } from '../outbox/mending.ts';
import { removeWithUndo } from '../parts/deleting.ts';
import { Field } from '../parts/Field.tsx';
import { FormButtons } from '../parts/FormButtons.tsx';
import { Page } from '../parts/Page.tsx';
import { useRecordForm } from '../parts/recordForm.ts';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { useRecord } from '../parts/useRecord.ts';
import type { Fields } from '../store/contract.ts';
import { eventWords } from '../words/events.ts';
import { words } from '../words/index.ts';
import type { Event } from './eventGroups.ts';

const say = eventWords.form;

const FIELDS = ['name', 'starts', 'ends', 'place', 'url'] as const;
type Draft = Readonly<Record<(typeof FIELDS)[number], string>>;

export default function EventForm({ id, query }: ScreenProps) {
  const { record, isGone } = useRecord<EventFields>(id);
  if (isGone && id) return <Page title={eventWords.gone.title}>{eventWords.gone.body}</Page>;
  if (id && !record) return null;
  return <Form event={record} query={query} />;
}

function Form({ event, query }: { event: Event | undefined; query: URLSearchParams }) {
  const { store, go } = useServices();
  const mending = useMending(event?.id, query);
  const [start] = useState(() => draftOf(event?.f ?? {}));
  const form = useRecordForm({
    kind: 'event',
    record: event,
    start,
    blank: draftOf({}),
    changes,
    // Days are days of the place: this device's zone is the best guess until somebody says otherwise.
    created: () => ({ zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
    refuse: ({ name, starts, ends }) => {
      if (isBlank(name)) return words.parts.required;
      return isBackward(starts, ends) ? say.endsFirst : null;
    },
  });
  const { draft } = form;
  const home = event ? `/events/${event.id}` : '/events';
  const submit = async (submitted: SubmitEvent) => {
    submitted.preventDefault();
    if (await form.save()) go(`/events/${form.id}`, { replace: true });
  };
  const leave = (path: string) => {
    const dropped = form.drop();
    go(path, { replace: true });
    return dropped;
  };
  const field = (name: keyof Draft) => ({
    label: say[name],
    value: draft[name],
    onInput: (value: string) => form.set({ [name]: value }),
    ...mending(name),
  });
  return (
    <Page title={event ? say.editTitle : say.newTitle} back={{ path: home, label: eventWords.title }}>
      <form class="stack" onSubmit={submit} noValidate>
        <Field {...field('name')} most={LIMITS.event.name} focused={!event} autocomplete="off" />
        <Field {...field('starts')} type="date" />
        <Field
          {...field('ends')}
          type="date"
          min={draft.starts}
          error={isBackward(draft.starts, draft.ends) ? say.endsFirst : undefined}
        />
        <Field {...field('place')} most={LIMITS.event.place} />
        <Field {...field('url')} most={LIMITS.event.url} inputMode="url" autoCapitalize="none" />
        <FormButtons trouble={form.trouble} onCancel={() => void leave(home)} />
      </form>
      {event && (
        <button
          type="button"
          class="btn danger"
          onClick={() => void leave('/events').then(() => removeWithUndo(store, event.id, event.f.name ?? ''))}
        >
          {say.delete}
        </button>
      )}
    </Page>
  );
}

function isBackward(starts: string, ends: string): boolean {
  return starts !== '' && ends !== '' && ends < starts;
}

function draftOf(f: EventFields): Draft {
  return { name: f.name ?? '', starts: f.starts ?? '', ends: f.ends ?? '', place: f.place ?? '', url: f.url ?? '' };
}

function changes(before: Draft, after: Draft): Fields {
  const touched = FIELDS.filter((name) => before[name].trim() !== after[name].trim());
  return Object.fromEntries(touched.map((name) => [name, after[name].trim() || null]));
}
