/** What is going on with a card's reading, said politely when it changes. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { captureWords } from '../words/capture.ts';
import type { Candidate } from './form.ts';
import { begun, forgiveKills, hasKilled } from './readings.ts';

export function ReadingLine({ card, candidates }: { card: Card; candidates: readonly Candidate[] }) {
  const { store, reader } = useServices();
  const { waiting, failed, killed, removed, readAgain, arrived, code: codeLabel } = captureWords.form;
  const { state, photo_front, read } = card.f;
  const wasWaiting = useRef(state === 'waiting');
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (state === 'waiting') wasWaiting.current = true;
    if (state === 'read' && wasWaiting.current) setSaid(arrived);
  }, [state, arrived]);
  const again = () => {
    begun.set(card.id, 0);
    forgiveKills(card.id);
    void store.save('card', card.id, { state: 'waiting' });
  };
  const unknownCode = read?.code && !candidates.some((each) => each.source === 'code') ? read.code : null;
  const reading = state === 'waiting' && photo_front;
  return (
    <>
      <p role="status" class={reading ? 'quiet' : 'visually-hidden'}>
        {reading ? (reader.isRemoved.value ? removed : waiting) : said}
      </p>
      {state === 'failed' && photo_front && (
        <div class="trouble failed">
          <p>{hasKilled(card.id) ? killed : failed}</p>
          <button type="button" class="btn" onClick={again}>
            {readAgain}
          </button>
        </div>
      )}
      {unknownCode && (
        <p class="quiet code">
          {codeLabel}: <bdi>{unknownCode}</bdi>
        </p>
      )}
    </>
  );
}
