/**
 * The form over a card's reading. What is typed stays, whenever the reading arrives, and survives a killed tab as a draft;
 * Save makes the contact and closes the card in one write.
 */
import '../parts/field.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { contactOfCard } from '../domain/ids.ts';
import { faultOf } from '../domain/typed.ts';
import { notify } from '../parts/notice.ts';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { sayFault, sayTrouble } from '../parts/trouble.ts';
import { words } from '../words/index.ts';
import { contactFields, saysSomething } from './contact.ts';
import { dropDraft, keepDraft, useDraft } from './drafts.ts';
import { EntryRows } from './EntryRows.tsx';
import * as Form from './form.ts';
import { MetAt } from './MetAt.tsx';
import { dropOriginal, keepOriginal, originalOf } from './originals.ts';
import { useOwner } from './owner.ts';
import { ReadingLine } from './ReadingLine.tsx';
import { TextRow } from './TextRow.tsx';

interface ReviewFormProps {
  readonly card: Card;
  readonly photo: ImageBitmap | null;
  readonly next: Card | null;
}

/** Opens once the disk has said whether there is a draft. */
export function ReviewForm(props: ReviewFormProps) {
  const draft = useDraft(props.card.id);
  return draft === undefined ? null : <OpenForm {...props} draft={draft} />;
}

function OpenForm({ card, photo, next, draft }: ReviewFormProps & { draft: Form.CardForm | null }) {
  const candidates = useMemo(() => Form.candidatesOf(card.f.read), [card.f.read]);
  const [form, setForm] = useCardForm(card, candidates, draft);
  const [refused, setRefused] = useState<string | null>(null);
  const { save, remove, leave } = useEndings(card, next);
  const say = words.capture.form;

  const submit = (event: Event) => {
    event.preventDefault();
    const fault = faultOf('contact', contactFields(form, card.id, card.f));
    const refusal = saysSomething(form) ? fault && sayFault(fault) : say.empty;
    setRefused(refusal);
    if (!refusal) void save(form);
  };
  const shownTexts = Form.TEXTS.filter((name) => name !== 'department' || form.texts.department);
  const shownLists = Form.LISTS.filter((name) => form.lists[name].length > 0);
  return (
    <form class="review-form" onSubmit={submit} noValidate autocomplete="off">
      <ReadingLine card={card} candidates={candidates} />
      {shownTexts.map((name) => (
        <TextRow
          key={name}
          name={name}
          form={form}
          candidates={candidates}
          photo={photo}
          onInput={(value) => setForm((before) => Form.withText(before, name, value))}
        />
      ))}
      {shownLists.map((name) => (
        <EntryRows key={name} name={name} form={form} photo={photo} onChange={setForm} />
      ))}
      <div class="chips">
        {Form.LISTS.map((name) => (
          <button
            key={name}
            type="button"
            class="chip"
            onClick={() => setForm((before) => Form.withNewEntry(before, name))}
          >
            {say.add(say[name])}
          </button>
        ))}
      </div>
      <MetAt card={card} chosen={form.metAt} onChange={(event) => setForm((before) => Form.withMetAt(before, event))} />
      <div class="buttons endings">
        {refused && (
          <p class="trouble" role="alert">
            {refused}
          </p>
        )}
        {next && (
          <button type="button" class="btn" onClick={leave}>
            {say.skip}
          </button>
        )}
        <button type="submit" class="btn go">
          {next ? say.saveAndNext : say.save}
        </button>
      </div>
      <button type="button" class="btn danger" onClick={() => void remove()}>
        {say.delete}
      </button>
    </form>
  );
}

type Change = (change: (before: Form.CardForm) => Form.CardForm) => void;

/** The draft, with what was read in every field that nobody has touched; again when a reading arrives. */
function useCardForm(
  card: Card,
  candidates: readonly Form.Candidate[],
  draft: Form.CardForm | null,
): [Form.CardForm, Change] {
  const { drafts } = useServices().store;
  const [form, setForm] = useState(() => Form.fillUntouched(draft ?? Form.emptyForm(card.f.event ?? null), candidates));
  useEffect(() => setForm((before) => Form.fillUntouched(before, candidates)), [candidates]);
  // What could not be kept now is kept with the next letter; the form itself is still there.
  useEffect(() => void keepDraft(drafts, card.id, form).catch(() => undefined), [drafts, card.id, form]);
  return [form, setForm];
}

/** The ways out of a review. */
function useEndings(card: Card, next: Card | null) {
  const { store, go } = useServices();
  const owner = useOwner();
  const saving = useRef(false);
  const say = words.capture.form;
  const leave = () => go(next ? `/capture/review/${next.id}` : '/capture/review', { replace: true });

  async function save(form: Form.CardForm): Promise<void> {
    if (saving.current) return;
    saving.current = true;
    try {
      const contact = await contactOfCard(card.id);
      await store.saveAll([
        { kind: 'contact', id: contact, fields: contactFields(form, card.id, card.f) },
        { kind: 'card', id: card.id, fields: { state: 'done', contact } },
      ]);
      void dropDraft(store.drafts, card.id);
      void dropOriginal(owner, card.id);
      notify({
        text: say.savedContact(form.texts.name.trim() || say.nameless),
        actions: [{ label: say.openContact, run: () => go(`/people/${contact}`) }],
      });
      if (next) leave();
      else go(`/people/${contact}`, { replace: true });
    } catch (failure) {
      notify({ text: sayTrouble(failure), stays: true }); // The draft is kept, the card as it was.
    } finally {
      saving.current = false;
    }
  }

  async function remove(): Promise<void> {
    const original = await originalOf(owner, card.id);
    await store.remove(card.id);
    await dropDraft(store.drafts, card.id);
    await dropOriginal(owner, card.id);
    const undo = async () => {
      if (original) await keepOriginal(owner, card.id, original);
      await store.restore(card.id);
    };
    notify({ text: say.deleted, actions: [{ label: words.parts.undo, run: () => void undo() }] });
    leave();
  }

  return { save, remove, leave };
}
