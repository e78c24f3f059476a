/** A name of an organisation on two lines, as logos have it: which lines belong together, and which say too little alone. */
import { onlyPlaces } from './countries.ts';
import { hasLegalForm } from './legalForms.ts';
import { isOrganisationWord } from './organisationWords.ts';
import type { Segment } from './segments.ts';

/** A line that ends or begins like this goes on, or carries on. */
const GOES_ON =
  /(?:[&,+]|\s(?:of|for|and|the|de|del|de la|des|du|dos|das|et|und|für|der|zu[mr]|am|di|dei|della|degli|e|y|da|do|van|voor|en|i|og|och|for|av|af|la|le|les|el|los|las))$/iu;
const CARRIES_ON = /^(?:[&+]|(?:of|for|and|de|des|du|et|und|für|di|y|e|da|do|van|voor|en|i|og|och|av|af)\s)/u;
/** Type within this share is the same. */
const SAME_TYPE = 0.85;
/** Words that do not count in names. */
export const SMALL = new Set([
  'of',
  'and',
  'the',
  'for',
  'de',
  'des',
  'du',
  'la',
  'le',
  'et',
  'und',
  'fur',
  'on',
  'in',
  'y',
  'e',
]);

/** One right below the other, both of them whole lines. */
export function belongs(upper: Segment, lower: Segment): boolean {
  if (upper.line === lower.line || upper.text !== upper.line.text.trim() || lower.text !== lower.line.text.trim())
    return false;
  const height = Math.max(upper.line.height, lower.line.height);
  const gap = lower.line.top - upper.line.bottom;
  const apart = Math.max(upper.line.left, lower.line.left) - Math.min(upper.line.right, lower.line.right) > 0;
  return gap > -0.6 * height && gap < 0.8 * height && !apart;
}

/** "Banque du", "& Trials": half of something. */
export function isHalf(text: string): boolean {
  return GOES_ON.test(text) || CARRIES_ON.test(text);
}

/** "Friends of / the Fen", "Stichting / Waterkant": the first line says too little alone. */
export function isTorn([upper, lower]: readonly Segment[]): boolean {
  if (!upper || !lower) return false;
  if (GOES_ON.test(upper.text) || CARRIES_ON.test(lower.text)) return true;
  const heights = [upper.line.height, lower.line.height];
  const plain = lower.title < 1 && !lower.address && !lower.hasContact && !lower.department && lower.sentence === 0;
  const alike = Math.min(...heights) > SAME_TYPE * Math.max(...heights);
  return plain && alike && properWords(upper) === 0 && properWords(lower) > 0 && lower.words.length <= 3;
}

/** "Embassy of / Chile" is no address. */
export function isCarriedPlace(part: Segment, [upper, lower]: readonly Segment[]): boolean {
  return upper !== undefined && part === lower && onlyPlaces(part.text) && GOES_ON.test(upper.text);
}

/** "Research Institute", "Mexican Grill", "Works Ltd.": of what kind, but hardly which. */
export function isKindOnly(segment: Segment): boolean {
  const kindLast = segment.words.length > 1 && isOrganisationWord(segment.words.at(-1) ?? '');
  return properWords(segment) <= (kindLast ? 1 : 0);
}

/** How many words do not name a kind of organisation, where any does; else more than any line has. */
function properWords({ words, legal, organisation }: Segment): number {
  if (!legal && organisation === 0) return Number.POSITIVE_INFINITY;
  return words.filter((word) => !SMALL.has(word) && !isOrganisationWord(word) && !hasLegalForm(` ${word}`)).length;
}
