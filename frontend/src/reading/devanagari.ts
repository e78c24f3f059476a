/**
 * Devanagari (Hindi, Marathi, Nepali) beside Latin: a small head of our own (tools/models/devanagari) looks at the features of
 * every line, and is blank where no Devanagari stands. The Latin head knows none of these signs, and writes a few wrong ones.
 */
import type { Sign } from './ctc.ts';

/** Further apart than these steps, something else stands between two signs. */
const APART = 7;
/** Fewer letters on a line are Latin, Chinese or a logo to which the head gave a likeness, and so are unsure ones. */
const ENOUGH = 3;
const MANY = 6;
const LIKELY = 0.35;
const SURE = 0.6;
const SURE_OF_MANY = 0.45;
const LETTER = /\p{L}/u;

/** Whether a line is worth a closer look. */
export function mayBeDevanagari(signs: readonly Sign[]): boolean {
  return runsOf(signs).some((run) => letters(run) >= ENOUGH && likelihoodOf(run) > LIKELY);
}

/** The words among what the head found on a line, each as one sign over its steps, and the spaces between; or nothing. */
export function devanagariWords(signs: readonly Sign[]): Sign[] {
  const runs = runsOf(signs).filter((run) => likelihoodOf(run) > (letters(run) < MANY ? SURE : SURE_OF_MANY));
  return letters(runs.flat()) < ENOUGH ? [] : runs.flatMap(wordsOf);
}

function runsOf(signs: readonly Sign[]): Sign[][] {
  const runs: Sign[][] = [];
  for (const sign of signs) {
    const last = runs.at(-1)?.at(-1);
    if (last && sign.first - last.last <= APART) runs.at(-1)?.push(sign);
    else runs.push([sign]);
  }
  return runs.filter((run) => letters(run) > 1);
}

function wordsOf(run: readonly Sign[]): Sign[] {
  const words: Sign[] = [];
  for (const sign of run) {
    const last = words.at(-1);
    if (!last || sign.text === ' ' || last.text === ' ') words.push(sign);
    else words[words.length - 1] = { ...last, text: last.text + sign.text, last: sign.last };
  }
  return words.map((word) => ({ ...word, likelihood: likelihoodOf(run) }));
}

function likelihoodOf(signs: readonly Sign[]): number {
  return signs.reduce((sum, { likelihood }) => sum + likelihood, 0) / signs.length;
}

function letters(signs: readonly Sign[]): number {
  return signs.filter(({ text }) => LETTER.test(text)).length;
}
