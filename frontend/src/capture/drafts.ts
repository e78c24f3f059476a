/** Half-typed reviews: on the disk after each change, so that a killed browser loses nothing; gone once the card is saved or deleted. */
import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../parts/services.ts';
import type { Drafts } from '../store/contract.ts';
import type { CardForm } from './form.ts';

const keyOf = (cardId: string) => `card/${cardId}`;

/** Null where there is none, or where another version of the app wrote it in another shape. */
export async function draftOf(drafts: Drafts, cardId: string): Promise<CardForm | null> {
  const stored = await drafts.get(keyOf(cardId));
  if (typeof stored !== 'object' || stored === null) return null;
  const complete = 'texts' in stored && 'lists' in stored && 'metAt' in stored && 'touched' in stored;
  return complete ? (stored as CardForm) : null;
}

/** Only what a person touched is worth a draft. */
export async function keepDraft(drafts: Drafts, cardId: string, form: CardForm): Promise<void> {
  if (form.touched.length > 0) await drafts.keep(keyOf(cardId), form);
}

export function dropDraft(drafts: Drafts, cardId: string): Promise<void> {
  return drafts.drop(keyOf(cardId));
}

/** Undefined until the disk has answered. */
export function useDraft(cardId: string): CardForm | null | undefined {
  const { drafts } = useServices().store;
  const [draft, setDraft] = useState<CardForm | null | undefined>(undefined);
  useEffect(() => {
    let left = false;
    draftOf(drafts, cardId).then(
      (found) => {
        if (!left) setDraft(found);
      },
      () => setDraft(null), // The form opens all the same; what is typed then is kept.
    );
    return () => {
      left = true;
    };
  }, [drafts, cardId]);
  return draft;
}
