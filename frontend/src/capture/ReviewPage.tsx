/** One card under review: its photo on top, then the form. A card that left the review says where it went. */

import type { Card } from '../parts/openCards.ts';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { captureWords } from '../words/capture.ts';
import { ReviewForm } from './ReviewForm.tsx';

const back = { path: '/capture/review', label: captureWords.list.title };

export function ReviewPage({ cardId, cards }: { cardId: string; cards: readonly Card[] }) {
  const { store } = useServices();
  const card: Card | undefined = store.get(cardId).value;
  const index = cards.findIndex((each) => each.id === cardId);
  const { count, title } = captureWords.list;
  if (!card || index < 0) return <Left card={card} />;
  return (
    <Page
      title={title}
      back={back}
      class="review"
      actions={<span class="quiet">{count(index + 1, cards.length)}</span>}
    >
      <ReviewForm card={card} next={cardAfter(cards, index)} previous={cardBefore(cards, index)} />
    </Page>
  );
}

/** The card to review after this one, one that has been read before one that has not; null when it is the last. */
function cardAfter(cards: readonly Card[], index: number): Card | null {
  const others = [...cards.slice(index + 1), ...cards.slice(0, index)];
  return others.find(({ f }) => f.state !== 'waiting') ?? others[0] ?? null;
}

function cardBefore(cards: readonly Card[], index: number): Card | null {
  return cards.length > 1 ? (cards.at(index - 1) ?? null) : null;
}

function Left({ card }: { card: Card | undefined }) {
  const { form, list } = captureWords;
  const contact = card?.f.contact;
  return (
    <Page title={list.title} back={back}>
      <p>{card ? form.done : form.gone}</p>
      <div class="buttons">
        {contact && (
          <a class="btn go" href={`/people/${contact}`}>
            {form.openContact}
          </a>
        )}
        <a class="btn" href={back.path}>
          {form.toReview}
        </a>
      </div>
    </Page>
  );
}
