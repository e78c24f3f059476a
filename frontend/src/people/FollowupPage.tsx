/** Something to do for someone: what, by when; done, snoozed, or written about. */
import './followupPage.css';
import { useState } from 'preact/hooks';
import { isBlank } from '../domain/text.ts';
import { type ContactFields, type FollowupFields, LIMITS } from '../generated/kinds.ts';
import { Conflicts } from '../outbox/Conflicts.tsx';
import { useMending } from '../outbox/mending.ts';
import { currentEvent } from '../parts/currentEvent.ts';
import { today } from '../parts/day.ts';
import { removeWithUndo } from '../parts/deleting.ts';
import { Field } from '../parts/Field.tsx';
import { FormButtons } from '../parts/FormButtons.tsx';
import { type Followup, finish, isClosed, sayDue, snooze } from '../parts/followups.ts';
import { nameOf } from '../parts/names.ts';
import { Page } from '../parts/Page.tsx';
import { PersonPicker } from '../parts/PersonPicker.tsx';
import { useRecordForm } from '../parts/recordForm.ts';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { useRecord } from '../parts/useRecord.ts';
import type { Store } from '../store/contract.ts';
import { addDays } from '../words/days.ts';
import { words } from '../words/index.ts';
import { peopleWords } from '../words/people.ts';
import { followupChanges, followupDraft } from './followupFields.ts';
import { draftMessage, MessageField } from './MessageField.tsx';

const say = peopleWords.followup;

export default function FollowupPage({ id, query }: ScreenProps) {
  const { record, isGone } = useRecord<FollowupFields>(id);
  const [round, setRound] = useState(0);
  if (isGone && id) return <Page title={say.title}>{say.gone}</Page>;
  if (id && !record) return null;
  return <Form key={round} followup={record} query={query} onSettled={() => setRound(round + 1)} />;
}

interface FormProps {
  followup: Followup | undefined;
  query: URLSearchParams;
  /** A version was chosen: the form begins again with it. */
  onSettled: () => void;
}

function Form({ followup, query, onSettled }: FormProps) {
  const { store, go } = useServices();
  const mending = useMending(followup?.id, query);
  const [start] = useState(() => (followup ? followupDraft(followup.f) : newDraft(store, query)));
  const form = useRecordForm({
    kind: 'followup',
    record: followup,
    start,
    blank: followupDraft({}),
    changes: followupChanges,
    created: () => ({ state: 'open', ...eventNow(store) }),
    refuse: ({ what }) => (isBlank(what) ? words.parts.required : null),
  });
  const { draft } = form;
  const [person] = start.people;
  const home = person ? `/people/${person}` : '/today';
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
    <Page title={followup ? say.title : say.newTitle} back={{ path: home, label: peopleWords.title }} class="followup">
      {followup && <State followup={followup} />}
      {followup && <Conflicts record={followup} onSettled={() => draft === start && onSettled()} />}
      <form class="stack" onSubmit={submit}>
        <Field
          label={say.what}
          value={draft.what}
          onInput={(what) => form.set({ what })}
          hint={say.whatHint}
          most={LIMITS.followup.what}
          focused={!followup}
          {...mending('what')}
        />
        <Due value={draft.due} onChange={(due) => form.set({ due })} />
        <PersonPicker chosen={draft.people} onChange={(people) => form.set({ people })} />
        <MessageField form={form} />
        {followup && isClosed(followup) && (
          <Field
            label={say.outcome}
            value={draft.outcome}
            onInput={(outcome) => form.set({ outcome })}
            lines={2}
            most={LIMITS.followup.outcome}
            {...mending('outcome')}
          />
        )}
        <FormButtons trouble={form.trouble} onCancel={() => void leave()} />
      </form>
      {followup && (
        <button
          type="button"
          class="btn danger"
          onClick={() => void leave().then(() => removeWithUndo(store, followup.id, say.deletedWhat))}
        >
          {say.delete}
        </button>
      )}
    </Page>
  );
}

/** Where it stands, and the one-tap ways on. */
function State({ followup }: { followup: Followup }) {
  const { store } = useServices();
  const due = sayDue(followup, today.value);
  const states: Readonly<Record<string, string>> = say.state;
  const to = (state: string) => void store.save('followup', followup.id, { state });
  if (isClosed(followup)) {
    return (
      <div class="card state">
        <b>{states[followup.f.state ?? 'done']}</b>
        <button type="button" class="btn" onClick={() => to('open')}>
          {say.reopen}
        </button>
      </div>
    );
  }
  return (
    <div class="card state">
      <b class={due.late ? 'late' : undefined}>{due.text}</b>
      <div class="buttons">
        {followup.f.state === 'sent' && (
          <button type="button" class="btn" onClick={() => to('answered')}>
            {say.answered}
          </button>
        )}
        <button type="button" class="btn" onClick={() => void snooze(store, followup)}>
          {words.parts.followup.snooze}
        </button>
        <button type="button" class="btn" onClick={() => void snooze(store, followup, 7)}>
          {words.parts.followup.nextWeek}
        </button>
        <button type="button" class="btn go" onClick={() => void finish(store, followup)}>
          {words.parts.followup.done}
        </button>
      </div>
    </div>
  );
}

function Due({ value, onChange }: { value: string; onChange: (due: string) => void }) {
  const quick = [
    [say.quick.tomorrow, addDays(today.value, 1)],
    [say.quick.in3Days, addDays(today.value, 3)],
    [say.quick.nextWeek, addDays(today.value, 7)],
  ] as const;
  return (
    <div class="stack due">
      <Field label={say.due} type="date" value={value} onInput={onChange} />
      <div class="chips">
        {quick.map(([label, day]) => (
          <button
            key={label}
            type="button"
            class={value === day ? 'chip on' : 'chip'}
            aria-pressed={value === day}
            onClick={() => onChange(day)}
          >
            {label}
          </button>
        ))}
      </div>
    </div>
  );
}

/** From a person's page; with `write`, a message to them that is wanted today. */
function newDraft(store: Store, query: URLSearchParams) {
  const people = query.getAll('person');
  const draft = { ...followupDraft({}), people };
  if (!query.has('write')) return draft;
  const names = people.map((id) => nameOf(store.get<ContactFields>(id).peek()));
  const message = draftMessage(store, people, '');
  return { ...draft, what: say.writeTo(names.join(', ')), due: today.peek(), message };
}

function eventNow(store: Store): { event?: string } {
  const event = currentEvent(store).peek()?.id;
  return event ? { event } : {};
}
