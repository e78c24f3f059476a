/** "12 of 50 read", while there is something to read. */
import type { Card } from '../parts/openCards.ts';
import { captureWords } from '../words/capture.ts';

export function ReadingProgress({ cards }: { cards: readonly Card[] }) {
  const shot = cards.filter(({ f }) => f.photo_front);
  const read = shot.filter(({ f }) => f.state !== 'waiting').length;
  if (read === shot.length || shot.length < 2) return null;
  const said = captureWords.progress(read, shot.length);
  return (
    <p class="reading-progress quiet">
      <progress value={read} max={shot.length} aria-label={said} />
      {said}
    </p>
  );
}
