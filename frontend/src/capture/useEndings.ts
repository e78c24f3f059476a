/**
 * The ways out of a review: saved, to a person of its own or one that is there, skipped, or deleted. Each can be taken back
 * as long as nothing else was done.
 */
import { useRef } from 'preact/hooks';
import { contactOfCard } from '../domain/ids.ts';
import type { ContactFields } from '../generated/kinds.ts';
import { notify } from '../parts/notice.ts';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import type { Fields, Store } from '../store/contract.ts';
import { captureWords } from '../words/capture.ts';
import { words } from '../words/index.ts';
import { contactFields } from './contact.ts';
import { dropDraft, keepDraft } from './drafts.ts';
import type { CardForm } from './form.ts';
import { rememberEnding } from './lastEnding.ts';
import { additions } from './merging.ts';
import { dropOriginal, keepOriginal, originalOf } from './originals.ts';
import { useOwner } from './owner.ts';

export interface Endings {
  save(form: CardForm): Promise<void>;
  remove(): Promise<void>;
  skip(): void;
}

export function useEndings(card: Card, next: Card | null): Endings {
  const { store, go } = useServices();
  const owner = useOwner();
  const saving = useRef(false);
  const say = captureWords.form;
  const leave = () => go(next ? pathOf(next.id) : pathOf(''), { replace: true });
  const comeBack = () => go(pathOf(card.id), { replace: true });
  const dropAll = async () => {
    await dropDraft(store.drafts, card.id);
    await dropOriginal(owner, card.id);
  };

  async function save(form: CardForm): Promise<void> {
    if (saving.current) return;
    saving.current = true;
    try {
      const contact = form.person?.id ?? (await contactOfCard(card.id));
      const original = await originalOf(owner, card.id);
      const undoSaving = await saveCard(store, card, form, contact);
      await dropAll();
      const undo = rememberEnding(owner, async () => {
        // First what was typed, for whoever closes the app in the middle of this.
        if (original) await keepOriginal(owner, card.id, original);
        await keepDraft(store.drafts, card.id, form);
        if (await undoSaving()) return comeBack();
        await dropAll();
        notify({ text: say.changedSince, stays: true });
      });
      notify({
        text: say.savedContact(form.texts.name.trim() || say.nameless),
        actions: [
          { label: say.openContact, run: () => go(`/people/${contact}`) },
          { label: words.parts.undo, run: () => void undo() },
        ],
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
    await dropAll();
    const undo = rememberEnding(owner, async () => {
      if (original) await keepOriginal(owner, card.id, original);
      await store.restore(card.id);
      comeBack();
    });
    notify({ text: say.deleted, actions: [{ label: words.parts.undo, run: () => void undo() }] });
    leave();
  }

  function skip(): void {
    rememberEnding(owner, async () => comeBack());
    leave();
  }

  return { save, remove, skip };
}

function pathOf(cardId: string): string {
  return cardId ? `/capture/review/${cardId}` : '/capture/review';
}

/** Contact and card in one write. What it returns takes that back, unless the contact was changed since: it says which. */
async function saveCard(store: Store, card: Card, form: CardForm, contact: string): Promise<() => Promise<boolean>> {
  const there = store.get<ContactFields>(contact).peek();
  const wanted = contactFields(form, card.id, card.f);
  const fields = there && form.person ? additions(there.f, wanted, form.person.cardCounts) : (wanted as Fields);
  await store.saveAll([
    ...(Object.keys(fields).length > 0 ? [{ kind: 'contact', id: contact, fields }] : []),
    { kind: 'card', id: card.id, fields: { state: 'done', contact } },
  ]);
  const before = Object.fromEntries(Object.keys(fields).map((field) => [field, (there?.f as Fields)?.[field] ?? null]));
  const saved = store.get(contact).peek()?.changedAt;
  return async () => {
    if (store.get(contact).peek()?.changedAt !== saved) return false;
    const back = [
      { kind: 'contact', id: contact, fields: before },
      { kind: 'card', id: card.id, fields: { state: card.f.state ?? 'read', contact: null } },
    ];
    await store.saveAll(back, there ? [] : [contact]);
    return true;
  };
}
