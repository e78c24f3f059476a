/** Cards on their way to being people: being read, or waiting for a person to check what was read. */
import './capturedCards.css';
import { useComputed } from '@preact/signals';
import { type Card, openCards } from '../parts/openCards.ts';
import { Photo } from '../parts/Photo.tsx';
import { SyncMark } from '../parts/SyncMark.tsx';
import { useServices } from '../parts/services.ts';
import { words } from '../words/index.ts';
import { peopleWords } from '../words/people.ts';

/** The review shows the rest. */
const MOST_SHOWN = 8;

export function CapturedCards() {
  const { store } = useServices();
  const cards = useComputed(() => openCards(store).value).value;
  if (cards.length === 0) return null;
  return (
    <section class="captured" aria-label={words.today.review(cards.length)}>
      <h2 class="section-title">
        {peopleWords.cards.toReview} <span>{cards.length}</span>
      </h2>
      <ul>
        {cards.slice(-MOST_SHOWN).map((card) => (
          <li key={card.id}>
            <a class="captured-card" href={`/capture/review/${card.id}`}>
              {card.f.photo_front && <Photo sha256={card.f.photo_front} alt={peopleWords.cards.alt} />}
              <span>
                {sayState(card)}
                <SyncMark record={card} photos={[card.f.photo_front, card.f.photo_back]} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function sayState(card: Card): string {
  const { reading, failed, toReview } = peopleWords.cards;
  const name = card.f.read?.fields?.find(({ field }) => field === 'name')?.value;
  if (card.f.state === 'waiting') return reading;
  return name || (card.f.state === 'failed' ? failed : toReview);
}
