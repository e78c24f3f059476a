/** Every card that is not a contact yet, and what is known of it. */
import { useMemo } from 'preact/hooks';
import { localDay } from '../parts/currentEvent.ts';
import type { Card } from '../parts/openCards.ts';
import { EmptyList, Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { captureWords } from '../words/capture.ts';
import { sayInstant } from '../words/days.ts';
import { useDraft } from './drafts.ts';
import { candidatesOf, doubtsIn } from './form.ts';
import { ReadingProgress } from './ReadingProgress.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import { usePhotoBytes } from './usePhoto.ts';

export function ReviewList({ cards, chosen }: { cards: readonly Card[]; chosen: string }) {
  return (
    <Page title={captureWords.list.title} back={{ path: '/capture', label: captureWords.title }}>
      {cards.length === 0 && (
        <EmptyList title={captureWords.list.empty}>
          <p class="quiet">{captureWords.list.emptyBody}</p>
          <a class="btn go" href="/capture">
            {captureWords.list.shoot}
          </a>
        </EmptyList>
      )}
      <ReadingProgress cards={cards} />
      <ul class="stack">
        {cards.map((card) => (
          <CardRow key={card.id} card={card} chosen={card.id === chosen} />
        ))}
      </ul>
    </Page>
  );
}

const say = captureWords.list;

function CardRow({ card, chosen }: { card: Card; chosen: boolean }) {
  const { store } = useServices();
  const photo = usePhotoBytes(card.f.photo_front);
  const when = sayInstant(card.f.captured_at ?? card.changedAt, card.f.offset_min, localDay(store.now()));
  const candidates = useMemo(() => candidatesOf(card.f.read), [card.f.read]);
  const doubtful = card.f.state === 'read' ? doubtsIn(candidates) : 0;
  const name = useDraft(card.id)?.texts.name || candidates.find((each) => each.field === 'name')?.value;
  return (
    <li>
      <a class="card card-row" href={`/capture/review/${card.id}`} aria-current={chosen ? 'page' : undefined}>
        {photo ? <Thumbnail photo={photo} /> : <span class="no-photo" />}
        <span class="card-text">
          <b dir="auto">{name ?? captureWords.list.card(when)}</b>
          <small>{[stateOf(card, useElsewhere(card)), say.doubts(doubtful)].filter(Boolean).join(' · ')}</small>
          {name && <small>{when}</small>}
        </span>
      </a>
    </li>
  );
}

function useElsewhere(card: Card): boolean {
  const { store } = useServices();
  const sha256 = card.f.photo_front;
  return sha256 ? store.photos.state(sha256).value === 'missing' : false;
}

function stateOf(card: Card, elsewhere: boolean): string {
  const say = captureWords.list.state;
  if (card.f.state === 'read') return say.read;
  if (!card.f.photo_front) return say.unopened;
  if (elsewhere) return say.elsewhere;
  return card.f.state === 'failed' ? say.failed : say.waiting;
}
