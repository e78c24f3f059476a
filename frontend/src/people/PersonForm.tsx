/** A person typed or corrected by hand. */
import './personForm.css';
import { useState } from 'preact/hooks';
import { type ContactFields, LIMITS } from '../generated/kinds.ts';
import { type Mending, useMending } from '../outbox/mending.ts';
import { currentEvent, localDay } from '../parts/currentEvent.ts';
import { removeWithUndo } from '../parts/deleting.ts';
import { EventChoice } from '../parts/EventChoice.tsx';
import { Field } from '../parts/Field.tsx';
import { FormButtons } from '../parts/FormButtons.tsx';
import { type Contact, nameOf } from '../parts/names.ts';
import { Page } from '../parts/Page.tsx';
import { useRecordForm } from '../parts/recordForm.ts';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { useRecord } from '../parts/useRecord.ts';
import { offsetAt } from '../words/days.ts';
import { peopleWords } from '../words/people.ts';
import { Gone } from './Gone.tsx';
import { draftOf, type ListName, personChanges, saysSomething } from './personFields.ts';

const say = peopleWords.form;

export default function PersonForm({ id, query }: ScreenProps) {
  const { record, isGone } = useRecord<ContactFields>(id);
  if (!id || record) return <Form contact={record} query={query} />;
  return isGone ? <Gone /> : null;
}

interface FormProps {
  contact: Contact | undefined;
  query: URLSearchParams;
}

function Form({ contact, query }: FormProps) {
  const { store, go } = useServices();
  const mending = useMending(contact?.id, query);
  const [shown] = useState(() => contact?.f ?? newPerson(currentEvent(store).peek()?.id));
  const form = useRecordForm({
    kind: 'contact',
    record: contact,
    start: draftOf(shown),
    blank: draftOf({}),
    changes: (before, after) => ({
      ...personChanges(before, after, shown),
      // A person who is new was met there today.
      ...(!contact && before.metAt !== after.metAt && { met_on: after.metAt && localDay(store.now()) }),
    }),
    created: () => ({ captured_at: store.now(), offset_min: offsetAt(store.now()) }),
    refuse: (draft) => (saysSomething(draft) ? null : peopleWords.form.empty),
  });
  const { draft } = form;
  const home = contact ? `/people/${contact.id}` : '/people';
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await form.save()) go(`/people/${form.id}`, { replace: true });
  };
  const leave = (path: string) => {
    const dropped = form.drop();
    go(path, { replace: true });
    return dropped;
  };
  const list = (name: ListName, label: string, inputMode: 'email' | 'tel' | 'url') => (
    <ListFields
      label={label}
      inputMode={inputMode}
      values={draft[name]}
      mending={mending(name)}
      onChange={(to) => form.set({ [name]: to })}
    />
  );
  return (
    <Page
      title={contact ? say.editTitle(nameOf(contact)) : say.newTitle}
      back={{ path: home, label: peopleWords.title }}
    >
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={say.name}
          value={draft.name}
          onInput={(name) => form.set({ name })}
          autoCapitalize="words"
          autocomplete="off"
          most={LIMITS.contact.name}
          focused={!contact}
          {...mending('name')}
        />
        <Field
          label={say.personTitle}
          value={draft.title}
          onInput={(title) => form.set({ title })}
          most={LIMITS.contact.title}
          {...mending('title')}
        />
        <Field
          label={say.organization}
          value={draft.organization}
          onInput={(organization) => form.set({ organization })}
          most={LIMITS.contact.organization}
          {...mending('organization')}
        />
        {list('emails', say.email, 'email')}
        {list('phones', say.phone, 'tel')}
        {list('urls', say.url, 'url')}
        <EventChoice label={say.metAt} value={draft.metAt} onChange={(metAt) => form.set({ metAt })} />
        <Field
          label={say.topics}
          value={draft.topics}
          onInput={(topics) => form.set({ topics })}
          hint={say.topicsHint}
          autoCapitalize="none"
        />
        <Field
          label={say.commonGround}
          value={draft.commonGround}
          onInput={(commonGround) => form.set({ commonGround })}
          most={LIMITS.contact.common_ground}
          lines={2}
          {...mending('common_ground')}
        />
        <FormButtons trouble={form.trouble} onCancel={() => void leave(home)} />
      </form>
      {contact && (
        <button
          type="button"
          class="btn danger"
          onClick={() => void leave('/people').then(() => removeWithUndo(store, contact.id, nameOf(contact)))}
        >
          {say.delete}
        </button>
      )}
    </Page>
  );
}

interface ListFieldsProps {
  label: string;
  inputMode: 'email' | 'tel' | 'url';
  values: readonly string[];
  mending: Mending;
  onChange: (values: readonly string[]) => void;
}

/** There is always one to type into; another on request. */
function ListFields({ label, inputMode, values, mending, onChange }: ListFieldsProps) {
  const rows = values.length > 0 ? values : [''];
  return (
    <>
      {rows.map((value, index) => (
        <Field
          key={index}
          label={say.nth(label, index + 1)}
          value={value}
          onInput={(text) => onChange(rows.map((row, at) => (at === index ? text : row)))}
          inputMode={inputMode}
          most={inputMode === 'tel' ? LIMITS.Phone.value : LIMITS.Labelled.value}
          autoCapitalize="none"
          autocomplete="off"
          {...(index === 0 && mending)}
        />
      ))}
      {rows.at(-1) && (
        <button type="button" class="btn plain another" onClick={() => onChange([...rows, ''])}>
          {say.another(label)}
        </button>
      )}
    </>
  );
}

/** What a form for a new person starts from. */
function newPerson(event: string | undefined): ContactFields {
  return event ? { met_at: event } : {};
}
