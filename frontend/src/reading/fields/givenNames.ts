/**
 * Given names and family names of many countries, without accents: a hint that a line names a person, never a condition.
 * The common ones are our own choice (words/common_names.txt); the long lists beside it come from Faker (tools/words).
 */
import { ADDRESS_WORDS, DEPARTMENT_WORDS, ORGANISATION_WORDS, SENTENCE_WORDS } from './vocabulary.ts';
import common from './words/common_names.txt?raw';
import families from './words/families.txt?raw';
import names from './words/names.txt?raw';

const COMMON = new Set(common.trim().split('\n'));
const OTHER = [ORGANISATION_WORDS, DEPARTMENT_WORDS, ADDRESS_WORDS, SENTENCE_WORDS];
const listed = (text: string) =>
  text
    .trim()
    .split('\n')
    .filter((word) => !OTHER.some((words) => words.has(word)));
const GIVEN = new Set(listed(names));
const FAMILIES = new Set(listed(families));

/** 0 for no given name known, 1 for one that many people bear; less for one that only the long lists know. */
export function givenness(word: string): number {
  return COMMON.has(word) ? 1 : GIVEN.has(word) ? 0.5 : 0;
}

export function isFamilyName(word: string): boolean {
  return FAMILIES.has(word);
}
