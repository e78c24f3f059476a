/** A person's story: what is still to come first, then what was, the latest on top. */
import type { CardFields, NoteFields } from '../generated/kinds.ts';
import { byDue, type Followup, isClosed } from '../parts/followups.ts';
import type { Contact } from '../parts/names.ts';
import type { VoiceRecord } from '../parts/VoiceNote.tsx';
import type { Shown } from '../store/contract.ts';

export type Note = Shown<NoteFields>;
export type Card = Shown<CardFields>;

export type Entry =
  | { readonly type: 'followup'; readonly at: number; readonly record: Followup }
  | { readonly type: 'note'; readonly at: number; readonly record: Note }
  | { readonly type: 'voice'; readonly at: number; readonly record: VoiceRecord }
  | { readonly type: 'card'; readonly at: number; readonly record: Card }
  /** Added without a card. */
  | { readonly type: 'added'; readonly at: number };

export interface Story {
  readonly ahead: readonly Followup[];
  readonly past: readonly Entry[];
}

export interface StoryParts {
  readonly contact: Contact;
  readonly notes: readonly Note[];
  readonly followups: readonly Followup[];
  readonly cards: readonly Card[];
  readonly recordings: readonly VoiceRecord[];
}

export function storyOf({ contact, notes, followups, cards, recordings }: StoryParts): Story {
  const isTheirs = ({ f }: Note | Followup | VoiceRecord) => f[`person:${contact.id}`] === true;
  const theirs = followups.filter(isTheirs);
  const theirCards = cards.filter(({ id, f }) => id === contact.f.card || f.contact === contact.id);
  const added = contact.f.captured_at;
  const past: Entry[] = [
    ...theirs
      .filter(isClosed)
      .map((record) => ({ type: 'followup', at: record.f.done_at ?? record.changedAt, record }) as const),
    ...notes.filter(isTheirs).map((record) => ({ type: 'note', at: record.f.at ?? record.changedAt, record }) as const),
    ...recordings
      .filter(isTheirs)
      .map((record) => ({ type: 'voice', at: record.f.at ?? record.changedAt, record }) as const),
    ...theirCards.map((record) => ({ type: 'card', at: record.f.captured_at ?? record.changedAt, record }) as const),
    ...(theirCards.length === 0 && added != null ? [{ type: 'added', at: added } as const] : []),
  ];
  return {
    ahead: theirs.filter((followup) => !isClosed(followup)).sort(byDue),
    past: past.sort((a, b) => b.at - a.at),
  };
}
