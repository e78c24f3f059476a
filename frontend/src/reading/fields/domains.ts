/** Which endings of a host name are real, and which hosts give mailboxes to anyone. */
import { getCountries } from 'libphonenumber-js/max';

/** Endings that are no country's, in use on cards. */
const GENERIC = new Set(
  `com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel cat asia post xyz online site store
  shop tech app dev cloud agency studio design digital media group global world company solutions services systems
  network consulting capital finance ventures partners academy school university institute foundation center centre
  health care clinic legal law expert energy engineering software space live life today email ltd inc llc gmbh limited
  events photography photo art gallery club team works marketing social blog news press tv wine restaurant hotel
  london paris berlin tokyo nyc amsterdam hamburg wien brussels swiss africa eus scot wales bio eco earth green build
  construction properties estate house homes auto bike fit fitness yoga coach training education community
  international industries technology tools zone one top vip plus link page website guru ninja rocks games fm am`.split(
    /\s+/,
  ),
);

const COUNTRIES = new Set([...getCountries().map((country) => country.toLowerCase()), 'uk', 'eu', 'su', 'io', 'tf']);

const FREEMAIL = new Set(
  `gmail googlemail yahoo ymail hotmail outlook live msn icloud me mac aol gmx web mail yandex proton protonmail
  rediffmail rocketmail free orange wanadoo laposte sfr libero qq 163 126 naver hanmail daum verizon comcast att
  sbcglobal bellsouth btinternet t-online bluewin hispeed zoho fastmail hushmail tutanota seznam wp o2 onet interia
  abv rambler inbox bigpond optusnet telenet skynet`.split(/\s+/),
);

export function isEnding(label: string): boolean {
  const lower = label.toLowerCase();
  return GENERIC.has(lower) || COUNTRIES.has(lower);
}

/** The country that an ending stands for, as ISO letters, or null. */
export function countryOfEnding(label: string): string | null {
  const lower = label.toLowerCase();
  if (lower === 'uk') return 'GB';
  if (['eu', 'su', 'io', 'tv', 'me', 'co', 'ai', 'fm', 'am', 'tf', 'cc', 'ws'].includes(lower)) return null;
  return COUNTRIES.has(lower) ? lower.toUpperCase() : null;
}

/** The host of a mail or web address. */
export function hostOf(address: string): string {
  return address.replace(/^https?:\/\/|^.*@/, '').split('/')[0] ?? '';
}

/** The label that a company chooses: "lanyard" of "mail.lanyard.co.uk". Null for freemail hosts. */
export function ownName(host: string): string | null {
  const labels = host
    .toLowerCase()
    .replace(/^www\./, '')
    .split('.');
  while (labels.length > 1 && isSuffix(labels.at(-1) ?? '', labels.length)) labels.pop();
  const name = labels.at(-1) ?? '';
  return name === '' || FREEMAIL.has(name) ? null : name;
}

/** The freemail host that a text ends with, if any: at most one. */
export function freemailHost(text: string): string[] {
  const [, before = '', ending = ''] = /^(.*)((?:\.[a-z]{2,3}){1,2})$/i.exec(text) ?? [];
  const name = [...FREEMAIL].find((host) => host.length > 3 && before.toLowerCase().endsWith(host));
  return name && isEnding(ending.slice(ending.lastIndexOf('.') + 1)) ? [`${name}${ending}`.toLowerCase()] : [];
}

function isSuffix(label: string, left: number): boolean {
  return (
    isEnding(label) ||
    (left > 1 && /^(com?|or|ne|ac|go|gr|ad|ed|lg|org|net|gov|gob|edu|ltd|plc|in|nom|asso|gouv)$/.test(label))
  );
}
