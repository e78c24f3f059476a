/** A linear scan over text that was folded when it was written: 20,000 people within a frame, and no index to keep. */
import { fold } from '../domain/text.ts';
import type { Row } from './schema.ts';

/** Ids of the rows whose text holds every word of the query, best first: where the weakest word fits best. */
export function search(rows: readonly Row[], query: string): readonly string[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const ranked: string[][] = [[], [], [], []];
  for (const { id, text } of rows) {
    let rank = 0;
    for (const word of words) rank = Math.max(rank, rankOf(text, word));
    ranked[rank]?.push(id);
  }
  return ranked.flat();
}

/** 0: the title begins with it; 1: a word of the title does; 2: another word does; 3: it is inside one; 4: not there. */
function rankOf(text: string, word: string): number {
  const inside = text.indexOf(word);
  if (inside <= 0) return inside < 0 ? 4 : 0;
  const at = text.indexOf(` ${word}`);
  if (at >= 0) return at < text.indexOf('\n') ? 1 : 2;
  return text.includes(`\n${word}`) ? 2 : 3;
}
