/** The cards to review: a list, and the card one came for; on a laptop side by side. */
import './review.css';
import { useContext, useMemo } from 'preact/hooks';
import { openCards } from '../parts/openCards.ts';
import { FrameContext } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { wide } from '../parts/wide.ts';
import { ReviewList } from './ReviewList.tsx';
import { ReviewPage } from './ReviewPage.tsx';

export function ReviewPlace({ cardId }: { cardId: string }) {
  const { store } = useServices();
  const frame = useContext(FrameContext);
  const cards = useMemo(() => openCards(store), [store]).value;
  if (!cardId) return <ReviewList cards={cards} chosen="" />;
  if (!wide.value) return <ReviewPage key={cardId} cardId={cardId} cards={cards} />;
  return (
    <div class="review-columns">
      <FrameContext.Provider value={{ ...frame, side: true }}>
        <ReviewList cards={cards} chosen={cardId} />
      </FrameContext.Provider>
      <ReviewPage key={cardId} cardId={cardId} cards={cards} />
    </div>
  );
}
