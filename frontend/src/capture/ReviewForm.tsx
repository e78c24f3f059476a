/**
 * The form over a card's reading. What is typed stays, whenever the reading arrives, and survives a killed browser as a
 * draft; Save makes the contact and closes the card in one write.
 */
import '../parts/field.css';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { hasKeyboard } from '../device/keyboard.ts';
import { faultOf } from '../domain/typed.ts';
import { sayFault } from '../parts/fault.ts';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { wide } from '../parts/wide.ts';
import { captureWords } from '../words/capture.ts';
import { words } from '../words/index.ts';
import { CardPhotos } from './CardPhotos.tsx';
import { contactFields, saysSomething } from './contact.ts';
import { Duplicates } from './Duplicates.tsx';
import { useDraft } from './drafts.ts';
import { EntryRows } from './EntryRows.tsx';
import * as Form from './form.ts';
import { undoLastEnding } from './lastEnding.ts';
import { MetAt } from './MetAt.tsx';
import { useOwner } from './owner.ts';
import { ReadingLine } from './ReadingLine.tsx';
import { ReviewKeys } from './ReviewKeys.tsx';
import { TextRow } from './TextRow.tsx';
import { useCardForm } from './useCardForm.ts';
import { useEndings } from './useEndings.ts';
import { useBitmap, usePhotoBytes } from './usePhoto.ts';

interface ReviewFormProps {
  readonly card: Card;
  readonly next: Card | null;
  readonly previous: Card | null;
}

/** Opens once the disk has said whether there is a draft. */
export function ReviewForm(props: ReviewFormProps) {
  const draft = useDraft(props.card.id);
  return draft === undefined ? null : <OpenForm {...props} draft={draft} />;
}

function OpenForm({ card, next, previous, draft }: ReviewFormProps & { draft: Form.CardForm | null }) {
  const { go } = useServices();
  const owner = useOwner();
  const element = useRef<HTMLFormElement>(null);
  const candidates = useMemo(() => Form.candidatesOf(card.f.read), [card.f.read]);
  const { form, change, canUndo, undo } = useCardForm(card, candidates, draft);
  const [refused, setRefused] = useState<string | null>(null);
  const { save, remove, skip } = useEndings(card, next);
  const front = usePhotoBytes(card.f.photo_front);
  const photo = useBitmap(front);
  const say = captureWords.form;
  useLayoutEffect(() => focusFirst(element.current), []);

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
    <>
      <ReviewKeys
        save={() => element.current?.requestSubmit()}
        skip={next && skip}
        previous={previous && (() => go(`/capture/review/${previous.id}`, { replace: true }))}
        undo={() => (canUndo ? undo() : undoLastEnding(owner))}
      />
      <CardPhotos
        card={card}
        front={front}
        onUseLine={(name, { text, box }) => change((before) => Form.withLine(before, name, text, box), true)}
      />
      <form ref={element} class="review-form" onSubmit={submit} noValidate autocomplete="off">
        <ReadingLine card={card} candidates={candidates} />
        <Duplicates
          card={card}
          form={form}
          onChoose={(person) => change((before) => Form.withPerson(before, person), true)}
        />
        {shownTexts.map((name) => (
          <TextRow
            key={name}
            name={name}
            form={form}
            candidates={candidates}
            photo={photo}
            onInput={(value, isChoice) => change((before) => Form.withText(before, name, value), isChoice)}
          />
        ))}
        {shownLists.map((name) => (
          <EntryRows key={name} name={name} form={form} photo={photo} onChange={change} />
        ))}
        <div class="chips">
          {Form.LISTS.map((name) => (
            <button
              key={name}
              type="button"
              class="chip"
              onClick={() => change((before) => Form.withNewEntry(before, name), true)}
            >
              {say.add(say[name])}
            </button>
          ))}
        </div>
        <MetAt
          card={card}
          chosen={form.metAt}
          onChange={(event) => change((before) => Form.withMetAt(before, event), true)}
        />
        <div class="buttons endings">
          {refused && (
            <p class="trouble" role="alert">
              {refused}
            </p>
          )}
          {canUndo && (
            <button type="button" class="btn" onClick={undo}>
              {words.parts.undo}
            </button>
          )}
          {next && (
            <button type="button" class="btn" onClick={skip}>
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
    </>
  );
}

/** With a keyboard one goes on at the first field that wants a look; on a phone that would open the keys over the photo. */
function focusFirst(form: HTMLFormElement | null): void {
  if (!hasKeyboard || !wide.peek()) return;
  const field = form?.querySelector<HTMLElement>('.doubt input, .doubt textarea') ?? form?.querySelector('input');
  field?.focus({ preventScroll: true });
}
