/** The form of one review: its draft, what was read in every field that nobody has touched, and the way back. */
import { useEffect, useState } from 'preact/hooks';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { keepDraft } from './drafts.ts';
import { type Candidate, type CardForm, emptyForm, fillUntouched } from './form.ts';

const STEPS_KEPT = 50;

export interface Editing {
  readonly form: CardForm;
  /** Typing in one field is one step; a choice is a step of its own. */
  change(alter: (before: CardForm) => CardForm, isChoice?: boolean): void;
  readonly canUndo: boolean;
  undo(): void;
}

interface History {
  readonly form: CardForm;
  readonly past: readonly CardForm[];
  /** Which field was typed in last; null after a choice. */
  readonly typing: string | null;
}

export function useCardForm(card: Card, candidates: readonly Candidate[], draft: CardForm | null): Editing {
  const { drafts } = useServices().store;
  const [history, setHistory] = useState<History>(() => {
    const form = fillUntouched(draft ?? emptyForm(card.f.event ?? null), candidates);
    return { form, past: [], typing: null };
  });
  useEffect(() => setHistory((before) => ({ ...before, form: fillUntouched(before.form, candidates) })), [candidates]);
  const { form, past } = history;
  // What could not be kept now is kept with the next letter; the form itself is still there.
  useEffect(() => void keepDraft(drafts, card.id, form).catch(() => undefined), [drafts, card.id, form]);
  return {
    form,
    change: (alter, isChoice = false) => setHistory((before) => stepped(before, alter(before.form), isChoice)),
    canUndo: past.length > 0,
    undo: () => setHistory((before) => steppedBack(before, candidates)),
  };
}

export function stepped(before: History, form: CardForm, isChoice: boolean): History {
  if (form === before.form) return before;
  const typing = isChoice ? null : changedField(before.form, form);
  const goesOn = typing !== null && typing === before.typing;
  return { form, past: goesOn ? before.past : [...before.past, before.form].slice(-STEPS_KEPT), typing };
}

/** What was read meanwhile fills what is untouched again. */
export function steppedBack({ form, past }: History, candidates: readonly Candidate[]): History {
  const last = past.at(-1);
  return { form: last ? fillUntouched(last, candidates) : form, past: past.slice(0, -1), typing: null };
}

function changedField(before: CardForm, after: CardForm): string | null {
  const parts = [...changedParts(before.texts, after.texts), ...changedParts(before.lists, after.lists)];
  return parts.length === 1 ? (parts[0] ?? null) : null;
}

function changedParts<T extends object>(before: T, after: T): string[] {
  return Object.keys(after).filter((name) => before[name as keyof T] !== after[name as keyof T]);
}
