/** "Is this Ana Costa, met at PyCon?": asked of a person, who alone can say; the answer no is remembered on every device. */
import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { contactOfCard, pairOf } from '../domain/ids.ts';
import type { ContactFields, EventFields, PairFields } from '../generated/kinds.ts';
import { Switch } from '../parts/Field.tsx';
import { type Contact, nameOf, roleOf } from '../parts/names.ts';
import { notify } from '../parts/notice.ts';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { captureWords } from '../words/capture.ts';
import { words } from '../words/index.ts';
import { contactFields } from './contact.ts';
import type { CardForm, SamePerson } from './form.ts';
import { type Likeness, likenesses } from './likeness.ts';
import { differences } from './merging.ts';

const say = captureWords.same;

interface DuplicatesProps {
  readonly card: Card;
  readonly form: CardForm;
  readonly onChoose: (person: SamePerson | null) => void;
}

export function Duplicates({ card, form, onChoose }: DuplicatesProps) {
  const { store } = useServices();
  const wanted = contactFields(form, card.id, card.f);
  const chosen: Contact | undefined = form.person ? store.get<ContactFields>(form.person.id).value : undefined;
  const found = useLikenesses(card, wanted);
  if (form.person && chosen) {
    return <Chosen person={form.person} contact={chosen} wanted={wanted} onChoose={onChoose} />;
  }
  return (
    <>
      {found.map((likeness) => (
        <Question
          key={likeness.contact.id}
          likeness={likeness}
          onYes={() => onChoose({ id: likeness.contact.id, cardCounts: false })}
          onNo={() => void sayApart(store, card.id, likeness.contact.id)}
        />
      ))}
    </>
  );
}

function useLikenesses(card: Card, wanted: ContactFields): Likeness[] {
  const { store } = useServices();
  const people = store.list<ContactFields>('contact').value;
  const own = useContactId(card.id);
  const apart = useComputed(() => store.list<PairFields>('pair').value).value;
  const key = JSON.stringify([
    wanted.name,
    wanted.organization,
    wanted.emails,
    wanted.phones,
    wanted.urls,
    wanted.handles,
  ]);
  return useMemo(() => {
    if (!own) return [];
    const others = apart.flatMap(({ f }) => (f.differ && f.one === own ? [f.other] : f.other === own ? [f.one] : []));
    const ids = new Set(others.filter((id) => id != null));
    return likenesses(wanted, people, new Set([own, ...ids]));
  }, [key, people, apart, own]);
}

function useContactId(cardId: string): string | null {
  const [id, setId] = useState<string | null>(null);
  useEffect(() => void contactOfCard(cardId).then(setId), [cardId]);
  return id;
}

async function sayApart(store: ReturnType<typeof useServices>['store'], cardId: string, other: string): Promise<void> {
  const one = await contactOfCard(cardId);
  const id = await pairOf(one, other);
  await store.save('pair', id, { one, other, differ: true });
  const undo = () => void store.save('pair', id, { differ: false });
  notify({ text: say.apart, actions: [{ label: words.parts.undo, run: undo }] });
}

function Question({ likeness, onYes, onNo }: { likeness: Likeness; onYes: () => void; onNo: () => void }) {
  const { store } = useServices();
  const { contact, reason } = likeness;
  const event = contact.f.met_at ? store.get<EventFields>(contact.f.met_at).value?.f.name : null;
  const name = nameOf(contact);
  return (
    <section class="card same-person" aria-label={say.question(name)}>
      <p>
        <b dir="auto">{event ? say.questionAt(name, event) : say.question(name)}</b>
        <small class="quiet">{[say.reasons[reason], roleOf(contact)].filter(Boolean).join(' · ')}</small>
      </p>
      <div class="buttons">
        <button type="button" class="btn" onClick={onYes}>
          {say.yes}
        </button>
        <button type="button" class="btn" onClick={onNo}>
          {say.no}
        </button>
        <a class="btn plain" href={`/people/${contact.id}`}>
          {say.look}
        </a>
      </div>
    </section>
  );
}

interface ChosenProps {
  readonly person: SamePerson;
  readonly contact: Contact;
  readonly wanted: ContactFields;
  readonly onChoose: DuplicatesProps['onChoose'];
}

function Chosen({ person, contact, wanted, onChoose }: ChosenProps) {
  const name = nameOf(contact);
  const differing = differences(contact.f, wanted);
  return (
    <section class="card same-person" aria-label={say.chosen(name)}>
      <p>
        <b dir="auto">{say.chosen(name)}</b>
        <small class="quiet">{say.chosenBody}</small>
      </p>
      {differing.length > 0 && (
        <Switch
          label={say.cardCounts}
          hint={differing
            .map((field) => say.differs(captureWords.form[field], contact.f[field] ?? '', wanted[field] ?? ''))
            .join(' ')}
          checked={person.cardCounts}
          onChange={(cardCounts) => onChoose({ ...person, cardCounts })}
        />
      )}
      <button type="button" class="btn" onClick={() => onChoose(null)}>
        {say.notChosen}
      </button>
    </section>
  );
}
