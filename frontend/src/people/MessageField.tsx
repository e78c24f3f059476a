/** The message of a follow-up: drafted from the last conversation, changed at will, opened in the mail app. */
import { type ContactFields, type EventFields, LIMITS, type NoteFields } from '../generated/kinds.ts';
import { Field } from '../parts/Field.tsx';
import { nameOf } from '../parts/names.ts';
import type { RecordForm } from '../parts/recordForm.ts';
import { useServices } from '../parts/services.ts';
import { mailOpened } from '../parts/writing.ts';
import type { Store } from '../store/contract.ts';
import { peopleWords } from '../words/people.ts';
import type { FollowupDraft } from './followupFields.ts';
import { draftMail, mailTo } from './mail.ts';

const say = peopleWords.followup;

export function MessageField({ form }: { form: RecordForm<FollowupDraft> }) {
  const { store } = useServices();
  const { draft, id } = form;
  if (!draft.message) {
    const write = () => form.set({ message: draftMessage(store, draft.people, draft.what) });
    return (
      <button type="button" class="btn" onClick={write}>
        {say.draft}
      </button>
    );
  }
  const addresses = draft.people
    .map((person) => store.get<ContactFields>(person).value?.f.emails?.[0]?.value)
    .filter((address) => address != null);
  // The link itself opens the mail app; the follow-up is saved meanwhile, so that one can say what became of it.
  const opened = () => {
    void form.save().then((saved) => saved && mailOpened(id));
  };
  return (
    <>
      <Field
        label={say.message}
        value={draft.message}
        onInput={(message) => form.set({ message })}
        hint={addresses.length > 0 ? say.draftHint : say.noEmail}
        lines={8}
        most={LIMITS.followup.draft}
      />
      <a class="btn" href={mailTo(addresses, draft.what, draft.message)} onClick={opened}>
        {say.openMail}
      </a>
    </>
  );
}

export function draftMessage(store: Store, people: readonly string[], what: string): string {
  const contacts = people.map((id) => store.get<ContactFields>(id).peek());
  const metAt = contacts[0]?.f.met_at;
  return draftMail({
    names: contacts.map(nameOf),
    what,
    event: (metAt && store.get<EventFields>(metAt).peek()?.f.name) || null,
    lastNote: lastNoteWith(store, people),
  });
}

function lastNoteWith(store: Store, people: readonly string[]): string | null {
  const notes = store.list<NoteFields>('note').peek();
  const theirs = notes.filter(({ f }) => people.some((id) => f[`person:${id}`] === true));
  return theirs.sort((a, b) => (b.f.at ?? 0) - (a.f.at ?? 0))[0]?.f.body ?? null;
}
