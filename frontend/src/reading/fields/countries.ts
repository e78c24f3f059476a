/** In which country does this card live? A vote, because the national numbers on it mean nothing without an answer. */
import { type CountryCode, getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import type { Line } from '../lines.ts';
import { countryOfEnding } from './domains.ts';
import { plain } from './spans.ts';

const LANGUAGES = ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl', 'sv', 'tr'];
const ALIASES: Readonly<Record<string, CountryCode>> = {
  usa: 'US',
  'u.s.a': 'US',
  america: 'US',
  uk: 'GB',
  'u.k': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  uae: 'AE',
  'u.a.e': 'AE',
  korea: 'KR',
  holland: 'NL',
  'viet nam': 'VN',
  'p.r. china': 'CN',
};
/** Large cities and a few states that stand on cards without their country. */
const CITIES: Readonly<Partial<Record<CountryCode, string>>> = {
  US: 'new york|brooklyn|los angeles|san francisco|san jose|palo alto|chicago|boston|seattle|houston|dallas|atlanta|denver|california|texas|florida|illinois|massachusetts|virginia|washington dc',
  CA: 'toronto|montreal|vancouver|ottawa|calgary|ontario|quebec',
  GB: 'london|manchester|birmingham|leeds|glasgow|edinburgh|bristol|cambridge|oxford|liverpool',
  IE: 'dublin|cork|galway',
  FR: 'paris|lyon|marseille|toulouse|bordeaux|lille|nantes|strasbourg|nice|cedex',
  DE: 'berlin|munchen|munich|hamburg|koln|frankfurt|stuttgart|dusseldorf|leipzig|dresden|hannover|nurnberg',
  AT: 'wien|vienna|graz|linz|salzburg',
  CH: 'zurich|geneve|geneva|genf|basel|bern|lausanne|lugano|neuchatel|luzern|winterthur',
  ES: 'madrid|barcelona|valencia|sevilla|bilbao|zaragoza|malaga',
  PT: 'lisboa|lisbon|porto|coimbra|braga',
  IT: 'roma|milano|torino|napoli|bologna|firenze|venezia|padova|genova',
  NL: 'amsterdam|rotterdam|utrecht|eindhoven|den haag|groningen|delft',
  BE: 'bruxelles|brussels|brussel|antwerpen|gent|liege|leuven',
  PL: 'warszawa|krakow|wroclaw|gdansk|poznan|lodz|katowice',
  CZ: 'praha|prague|brno|ostrava',
  SE: 'stockholm|goteborg|malmo|uppsala|lund',
  DK: 'kobenhavn|copenhagen|aarhus|odense',
  NO: 'oslo|bergen|trondheim|stavanger',
  FI: 'helsinki|espoo|tampere|turku|oulu',
  TR: 'istanbul|ankara|izmir|bursa',
  IN: 'mumbai|new delhi|delhi|bangalore|bengaluru|chennai|kolkata|hyderabad|pune|ahmedabad|gurgaon|gurugram|noida|jaipur|haryana|maharashtra|gujarat|karnataka',
  JP: 'tokyo|osaka|nagoya|yokohama|kyoto|fukuoka|sapporo|kobe',
  CN: 'beijing|shanghai|shenzhen|guangzhou|hangzhou|chengdu',
  VN: 'ha noi|hanoi|ho chi minh|hcmc|da nang',
  SG: 'singapore',
  AU: 'sydney|melbourne|brisbane|perth|adelaide|canberra',
  BR: 'sao paulo|rio de janeiro|brasilia|curitiba|porto alegre',
  MX: 'ciudad de mexico|guadalajara|monterrey',
  AR: 'buenos aires|cordoba|rosario',
  MA: 'casablanca|rabat|marrakech|tanger|fes|agadir|maroc',
  ZA: 'johannesburg|cape town|durban|pretoria',
  NG: 'lagos|abuja|ikeja',
  KE: 'nairobi|mombasa',
  SN: 'dakar',
  AE: 'dubai|abu dhabi|sharjah',
  EG: 'cairo|giza|alexandria',
};
/** How addresses and numbers are written where: each match is one vote of the given weight. */
const HABITS: readonly (readonly [CountryCode, RegExp, number])[] = [
  [
    'US',
    /\b(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])[\s,.]*\d{5}(?:-\d{4})?\b/,
    4,
  ],
  ['GB', /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/, 4],
  ['CA', /\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b/, 4],
  ['CH', /\bCH-?\s?\d{4}\b/, 4],
  ['DE', /\bD-\s?\d{5}\b/, 4],
  ['AT', /\bA-\s?\d{4}\b/, 3],
  ['FR', /\bF-\s?\d{5}\b/, 4],
  [
    'JP',
    /[\p{Script=Hiragana}\p{Script=Katakana}]{2}|株式会社|東京|大阪|横浜|名古屋|京都|福岡|札幌|北海道|\p{Script=Han}県/u,
    2,
  ],
  ['CN', /北京|上海|天津|重庆|深圳|广州|杭州|南京|成都|武汉|苏州|\p{Script=Han}省|电话|手机/u, 2],
  ['TW', /[台臺](?:北|灣|湾|中|南)|高雄|新竹|股份有限公司/u, 2],
  ['HK', /香港|九龍|新界/u, 3],
  ['JP', /〒|\b\d{3}-\d{4}\b(?![-\d])/, 1],
  ['US', /(?:^|[^\d+])(?:1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}\b/, 1],
  ['FR', /(?:^|[^\d+])0\d(?:[ .]\d\d){4}\b/, 1],
  ['IN', /(?:^|[^\d+])[6-9]\d{4}[ -]?\d{5}\b/, 1],
];
const WEIGHT = { dialled: 3, ending: 3, named: 3, city: 2 };

/** Countries from likeliest to least, only those with a vote. */
export function likelyCountries(lines: readonly Line[], hosts: readonly string[]): CountryCode[] {
  const votes = new Map<CountryCode, number>();
  const vote = (country: string | null | undefined, weight: number) => {
    if (country && isSupportedCountry(country)) votes.set(country, (votes.get(country) ?? 0) + weight);
  };
  for (const host of hosts) vote(countryOfEnding(host.split('.').at(-1) ?? ''), WEIGHT.ending);
  for (const { text } of lines) {
    for (const [, digits = ''] of text.matchAll(/\+\s?\(?(\d{1,3})/g)) vote(countryDialled(digits), WEIGHT.dialled);
    for (const [country, habit, weight] of HABITS) if (habit.test(text)) vote(country, weight);
    const folded = plain(text);
    for (const [name, country] of countryNames()) if (hasWords(folded, name)) vote(country, WEIGHT.named);
    for (const [country, pattern] of cityPatterns) if (pattern.test(folded)) vote(country, WEIGHT.city);
  }
  return [...votes].sort((a, b) => b[1] - a[1]).map(([country]) => country);
}

const cityPatterns = Object.entries(CITIES).map(
  ([country, names]) => [country as CountryCode, new RegExp(`(?<![a-z])(?:${names})(?![a-z])`)] as const,
);

/** Whether nothing but countries and cities stands there: "Kigali - Rwanda" needs both lists to know both. */
export function onlyPlaces(text: string): boolean {
  let rest = plain(text);
  for (const [, pattern] of cityPatterns) rest = rest.replace(pattern, ' ');
  for (const name of countryNames().keys()) if (hasWords(rest, name)) rest = rest.replace(name, ' ');
  return (rest.match(/[a-z]+/g) ?? []).length <= (text.includes(',') ? 1 : 0);
}

/** A country or a city: with a number, or a street, it makes a line an address. */
export function namesPlace(text: string): boolean {
  const folded = plain(text);
  return (
    cityPatterns.some(([, pattern]) => pattern.test(folded)) ||
    [...countryNames().keys()].some((name) => hasWords(folded, name))
  );
}

let names: Map<string, CountryCode> | null = null;

/** Names of all countries in the languages above, from the browser's own tables. */
function countryNames(): ReadonlyMap<string, CountryCode> {
  if (names) return names;
  names = new Map(Object.entries(ALIASES));
  for (const language of LANGUAGES) {
    const regions = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    for (const country of getCountries()) {
      const name = plain(regions.of(country) ?? '');
      if (name.length > 3) names.set(name, country);
    }
  }
  return names;
}

function hasWords(text: string, words: string): boolean {
  const at = text.indexOf(words);
  if (at < 0) return false;
  return !/[a-z]/.test(text[at - 1] ?? '') && !/[a-z]/.test(text[at + words.length] ?? '');
}

const CALLING = new Map<string, CountryCode>();

function countryDialled(digits: string): CountryCode | null {
  if (CALLING.size === 0) {
    for (const country of getCountries()) {
      const code = getCountryCallingCode(country);
      if (!CALLING.has(code) || MAIN[code] === country) CALLING.set(code, country);
    }
  }
  for (let length = Math.min(3, digits.length); length > 0; length--) {
    const country = CALLING.get(digits.slice(0, length));
    if (country) return country;
  }
  return null;
}

/** Codes that several countries share, and whom a card most likely means. */
const MAIN: Readonly<Record<string, CountryCode>> = {
  '1': 'US',
  '7': 'RU',
  '39': 'IT',
  '44': 'GB',
  '47': 'NO',
  '61': 'AU',
  '212': 'MA',
  '262': 'RE',
  '358': 'FI',
  '590': 'GP',
  '599': 'CW',
};
