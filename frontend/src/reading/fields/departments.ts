/** Which part of an organisation: lines that say division, section, Abteilung … and are neither its name nor a title. */
import { hanMeaning } from './han.ts';
import type { Segment } from './segments.ts';
import { plain } from './spans.ts';

const PART =
  /(?<![\p{L}])(?:department|dept|division|div|section|branch|bureau|faculty|abteilung|fachbereich|referat|dezernat|departement|departamento|departement|dipartimento|direction|direccion|direzione|direcao|afdeling|avdelning|avdeling|osasto|wydzial|oddeleni|odbor|bolumu|mudurlugu|phong ban)(?![\p{L}])|(?:abteilung|departement|amt)(?![\p{L}])/u;
const MOST_WORDS = 8;
const MOST = 3;

/** From the top; none that is part of what was taken for the title or the organisation. */
export function departmentsIn(segments: readonly Segment[], taken: readonly Segment[]): Segment[] {
  return segments.filter((segment) => isWhole(segment) && isPart(segment) && !isTaken(segment, taken)).slice(0, MOST);
}

function isWhole({ text, line }: Segment): boolean {
  return text === line.text.trim();
}

function isPart({ text, words, title, legal, address, hasContact }: Segment): boolean {
  if (title >= 1 || legal || address || hasContact || words.length > MOST_WORDS) return false;
  return hanMeaning(text)?.department ?? PART.test(plain(text));
}

function isTaken(segment: Segment, taken: readonly Segment[]): boolean {
  return taken.some(({ line }) => line === segment.line);
}
