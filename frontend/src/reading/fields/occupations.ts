/**
 * Words by which a line is known for a job title, without accents: our own (words/our_titles.txt, kept by hand), and what
 * carries a title in the lists of Faker besides (words/titles.txt, by tools/words) in German, English, Spanish, French,
 * Portuguese, Romanian, Polish, Czech, Slovak, Croatian, Bosnian, Danish, Finnish, Hungarian and Turkish.
 */
import { isOrganisationWord } from './organisationWords.ts';
import { plain, wordsOf } from './spans.ts';
import { ALONE, PHRASE } from './titleWords.ts';
import { ADDRESS_WORDS, DEPARTMENT_WORDS, SENTENCE_WORDS } from './vocabulary.ts';
import ours from './words/our_titles.txt?raw';
import ends from './words/title_ends.txt?raw';
import titles from './words/titles.txt?raw';

const list = (text: string) => new Set(text.trim().split(/\s+/));

/** Words that make a title in company: "senior", "head of"; alone they prove little. */
const WEAK = list(`
  head senior junior chief vice assistant general managing executive sales regional national global co deputy acting interim
  partner member staff team technical founding visiting adjunct honorary emeritus chair board trustee sr jr snr
  independent certified registered licensed chartered group area district key account business development operations
  marketing product project programme program human resources finance financial commercial export import purchasing
  procurement quality production engineering research innovation strategy strategic communications media legal
  relations design customer success support service services technology information security data software
  commercial administratif financier marketing projets projet generale delegue generales ventes achats qualite
  leitung vertrieb einkauf produktion general ventas compras comercial vendas vendite acquisti
`);

/** A line with one of these is nearly always a title. */
const OURS = list(ours);

const OTHER = [DEPARTMENT_WORDS, ADDRESS_WORDS, SENTENCE_WORDS];
/** What else a card says in the same words is no title by them alone. */
const LISTED = new Set(
  titles
    .trim()
    .split('\n')
    .filter((word) => !ALONE.has(word) && !isOrganisationWord(word) && !OTHER.some((words) => words.has(word))),
);
const LISTED_END = new RegExp(`.{3}(?:${ends.trim().replaceAll('\n', '|')})$`);
const COMPOUND = new RegExp(
  '(?:' +
    'leiter|fuhrer|berater|ingenieur|manager|entwickler|referent|meister|anwalt|direktor|chef|ledare|leder|' +
    'radgiver|radgivare|konsult|konsulent|sjef|paallikko|johtaja|asiantuntija|medewerker|utvecklare|fejleszto|' +
    'adviseur|directeur|leider|mester|ansvarig|ologist|ographer|otherapist|maker|keeper|worker|person|master|' +
    'forsker|laakari|kehittaja|secretaresse|abgeordneter?' +
    ')$',
);

/** What departments do, and for whom: nobody's title. */
const FOR_PEOPLE =
  /(?<!\p{L})(?:investor|customer|client|member|partner|student|patient|guest|employee|supplier|farmer|alumn[ai]|public|media)s? (?:relations|services?|support|care|affairs|training|liaison)(?!\p{L})/giu;

/** How languages make a woman's title of a man's, backwards; lists need only the one. */
const FEMININE: readonly (readonly [RegExp, string])[] = [
  [/(?<=[cdgst]or)a$/, ''],
  [/(?<=er)a$/, 'o'],
  [/(?<=log|graf)a$/, 'o'],
  [/trice$/, 'teur'],
  [/trice$/, 'tore'],
  [/(?<=e)use$/, 'ur'],
  [/(?<=ie)re$/, 'r'],
  [/(?<=ie)nne$/, 'n'],
  [/(?<=.{6})in$/, ''],
  [/(?<=.{5}[^aeiou])ka$/, ''],
];

/** 0 for no title, 1 or more for one with a word that says so, a little less where only the longer list knows it. */
export function titleness(text: string): number {
  const words = wordsOf(text.replace(FOR_PEOPLE, ''));
  let strong = 0;
  let listed = 0;
  let weak = 0;
  for (const word of words) {
    if (isSure(word)) strong++;
    else if (isListed(word)) listed++;
    else if (WEAK.has(word)) weak++;
  }
  if (
    PHRASE.test(plain(text)) ||
    (words.length > 0 && words.every((word) => forms(word).some((form) => ALONE.has(form))))
  )
    strong++;
  if (strong > 0) return 1 + Math.min(1, 0.25 * (strong - 1 + listed + weak));
  return listed > 0 ? 0.9 : Math.min(0.8, 0.3 * weak);
}

/** "Sales", "global": words of titles, and of departments, that say little alone. */
export function isMatter(word: string): boolean {
  return WEAK.has(word);
}

export function isOccupation(word: string): boolean {
  return isSure(word) || isListed(word);
}

function isSure(word: string): boolean {
  return forms(word).some((form) => OURS.has(form) || (form.length > 7 && COMPOUND.test(form)));
}

function isListed(word: string): boolean {
  return forms(word).some((form) => LISTED.has(form) || (form.length > 7 && LISTED_END.test(form)));
}

/** The word, and what it would be of a man; "constructora" is a company. */
function forms(word: string): string[] {
  if (isOrganisationWord(word)) return [word];
  return [word, ...FEMININE.filter(([end]) => end.test(word)).map(([end, of]) => word.replace(end, of))];
}
