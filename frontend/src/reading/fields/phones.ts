/** Telephone numbers with their kind. What a card numbers besides (tax, licence, post box, ZIP) is left out. */
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type Line, labelLeftOf } from '../lines.ts';
import { isAddress } from './segments.ts';
import { type Found, plain, type Span, without } from './spans.ts';

/** Digits with what is put between them; "/" and " - " may also stand between two numbers. */
const RUN = /(?<![\p{L}\d])[+(]*\d(?:[\d\s().\-–—·•/|]|\+(?=\d))*\d/gu;
const PART = /\s*[/|•·]\s*|\s+[-–—]\s+|\s{2,}|\s+(?=\+)/;
const ZIP = /^\d{5}-\d{4}$/;
const FEWEST_DIGITS = 7;
const MOST_DIGITS = 15;

type Kind = 'mobile' | 'office' | 'fax';

const word = (words: string) => new RegExp(`(?:^|[^\\p{L}])(?:${words})(?:[^\\p{L}]|$)`, 'u');
const KINDS: readonly (readonly [Kind, RegExp])[] = [
  ['fax', /📠|ファックス|ファクス|传真|傳真|fax|facsimile|telecopie|(?:^|[^\p{L}])f(?:x)?[^\p{L}]*$/u],
  [
    'mobile',
    /📱|📲|携帯|携带|手机|手機|行動|mob|cell?(?:ular)?(?:[^\p{L}]|$)|celular|cellulare|gsm|handy|natel|portable|movil|whatsapp|(?:^|[^\p{L}])(?:m|c|hp|wa|cp|tlm)[^\p{L}]*$/u,
  ],
  [
    'office',
    /☎|☏|✆|📞|電話|电话|直通|代表|tel|phone|fon|office|direct|main|work|switchboard|bureau|standard|landline|zentrale|(?:^|[^\p{L}])(?:t|p|ph|o|d|dd|b|w|h|off)[^\p{L}]*$/u,
  ],
];
const NO_PHONE = word(
  'tax|tax code|vat|tva|ust|uid|gst|gstin|cin|pan|tin|ein|mst|nif|nit|cif|rfc|cnpj|abn|acn|siret|siren|iban|bic|swift|rc|ice|' +
    'licen[cs]e|lic|reg|regn|registration|account|acct|box|zip|postcode|pin|isbn|iso|id|code|patente|cnss',
);

/**
 * @param taken spans of e-mails and web addresses.
 * @param countries whose national numbers to try, likeliest first.
 */
export function findPhones(lines: readonly Line[], taken: readonly Span[], countries: readonly CountryCode[]): Found[] {
  const found: Found[] = [];
  for (const line of lines) {
    const text = asLabel(without(line, taken));
    let after = 0;
    for (const match of text.matchAll(RUN)) {
      const label = text.slice(after, match.index);
      const numbers = numbersIn(match[0], countries, isLabel(label));
      const kinds = kindsOf(label, text.slice(match.index + match[0].length), line, lines, numbers.length);
      if (kinds === null || (kinds[0] === undefined && isPostcode(match[0], line))) continue;
      for (const [index, { number, start, end }] of numbers.entries()) {
        found.push({
          line,
          start: match.index + start,
          end: match.index + end,
          value: number.formatInternational(),
          e164: number.number,
          confidence: number.isValid() ? line.confidence : Math.min(60, line.confidence),
          label: kinds[index] ?? typeOf(number),
        });
      }
      if (numbers.length > 0) after = match.index + match[0].length;
    }
  }
  return found.filter((phone, index) => found.findIndex((other) => other.e164 === phone.e164) === index);
}

interface Parsed {
  readonly number: PhoneNumber;
  readonly start: number;
  readonly end: number;
}

/** One number if the run reads as one, else those of its parts. */
function numbersIn(run: string, countries: readonly CountryCode[], labelled: boolean): Parsed[] {
  const whole = parse(run, countries, labelled) ?? null;
  if (whole?.isValid()) return [{ number: whole, start: 0, end: run.length }];
  const barAsOne = run.includes('|') ? parse(run.replaceAll('|', '1'), countries, labelled) : null;
  if (barAsOne?.isValid()) return [{ number: barAsOne, start: 0, end: run.length }];
  const parts = partsOf(run).flatMap(({ text, start }) => {
    const number = parse(text, countries, labelled);
    return number ? [{ number, start, end: start + text.length }] : [];
  });
  if (parts.length > 0 && (parts.length > 1 || !whole)) return parts;
  return whole ? [{ number: whole, start: 0, end: run.length }] : splitAtSpaces(run, countries, labelled);
}

function partsOf(run: string): { text: string; start: number }[] {
  const parts: { text: string; start: number }[] = [];
  let start = 0;
  for (const text of run.split(PART)) {
    start = run.indexOf(text, start);
    parts.push({ text, start });
    start += text.length;
  }
  return parts.length > 1 ? parts : [];
}

/** Two numbers with nothing but a space between them. */
function splitAtSpaces(run: string, countries: readonly CountryCode[], labelled: boolean): Parsed[] {
  for (const { index } of run.matchAll(/\s/g)) {
    const [first, second] = [
      parse(run.slice(0, index), countries, labelled),
      parse(run.slice(index + 1), countries, labelled),
    ];
    if (first?.isValid() && second?.isValid()) {
      return [
        { number: first, start: 0, end: index },
        { number: second, start: index + 1, end: run.length },
      ];
    }
  }
  return [];
}

function parse(text: string, countries: readonly CountryCode[], labelled: boolean): PhoneNumber | null {
  const dialled = text.replace(/\(0\)/, ' ').trim();
  const digits = dialled.replace(/\D/g, '');
  if (digits.length < FEWEST_DIGITS || digits.length > MOST_DIGITS || ZIP.test(dialled)) return null;
  const international = /^\(?\+|^00[1-9]/.test(dialled);
  if (international) return parsePhoneNumberFromString(`+${digits.replace(/^00/, '')}`) ?? null;
  const tries = countries.map((country) => parsePhoneNumberFromString(dialled, country));
  tries.push(parsePhoneNumberFromString(`+${digits}`));
  const valid = tries.find((number) => number?.isValid());
  if (valid) return valid;
  const [likeliest] = tries;
  return labelled && likeliest?.isPossible() ? likeliest : null;
}

/** "0." before a space is the O of "office". */
function asLabel(text: string): string {
  return text.replace(/(?<![^\s/|])0(?=[.:]\s)/g, 'O');
}

/** Seven digits or so on an address's line, with no word for telephones. */
function isPostcode(run: string, line: Line): boolean {
  return !run.includes('+') && run.replace(/\D/g, '').length <= 8 && isAddress(line.text);
}

function isLabel(text: string): boolean {
  const folded = plain(text);
  return KINDS.some(([, pattern]) => pattern.test(folded));
}

/**
 * What the words before (in the line, or left of it) say of the numbers of one run, and the word after of the last of them;
 * undefined where they say nothing, null where they say that these are no telephones.
 */
function kindsOf(
  before: string,
  after: string,
  line: Line,
  lines: readonly Line[],
  count: number,
): (Kind | undefined)[] | null {
  const own = plain(before);
  const beside = /\p{L}|\p{So}/u.test(own) ? '' : plain(labelLeftOf(line, lines)?.text ?? '');
  if (NO_PHONE.test(own) || NO_PHONE.test(beside)) return null;
  const leading = kindIn(own) ?? kindIn(beside);
  const trailing = kindIn(` ${plain(/^\s*[(]?\s*(\p{L}+)(?!\p{L}*[.:\s]*\d)/u.exec(after)?.[1] ?? '')}`);
  return Array.from({ length: count }, (_, index) => leading ?? (index === count - 1 ? trailing : undefined));
}

function kindIn(text: string): Kind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0];
}

function typeOf(number: PhoneNumber): Kind {
  return number.getType() === 'MOBILE' ? 'mobile' : 'office';
}
