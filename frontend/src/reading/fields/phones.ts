/** Telephone numbers with their kind. What a card numbers besides (tax, licence, post box, ZIP) is left out. */
import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type Line, labelLeftOf } from '../lines.ts';
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
  ['fax', /📠|fax|facsimile|telecopie|(?:^|[^\p{L}])f(?:x)?[^\p{L}]*$/u],
  [
    'mobile',
    /📱|📲|mob|cell?(?:ular)?(?:[^\p{L}]|$)|celular|cellulare|gsm|handy|natel|portable|movil|whatsapp|(?:^|[^\p{L}])(?:m|c|hp|wa|cp|tlm)[^\p{L}]*$/u,
  ],
  [
    'office',
    /☎|☏|✆|📞|tel|phone|fon|office|direct|main|work|switchboard|bureau|standard|landline|zentrale|(?:^|[^\p{L}])(?:t|p|ph|o|d|dd|b|w|h|off)[^\p{L}]*$/u,
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
    const text = without(line, taken);
    let after = 0;
    for (const match of text.matchAll(RUN)) {
      const label = text.slice(after, match.index);
      const numbers = numbersIn(match[0], countries, isLabel(label));
      const kind = kindOf(label, text.slice(match.index + match[0].length), line, lines);
      if (kind === null) continue;
      for (const { number, start, end } of numbers) {
        found.push({
          line,
          start: match.index + start,
          end: match.index + end,
          value: number.formatInternational(),
          e164: number.number,
          confidence: number.isValid() ? line.confidence : Math.min(60, line.confidence),
          label: kind ?? typeOf(number),
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
  const whole = parse(run, countries, labelled);
  if (whole?.isValid()) return [{ number: whole, start: 0, end: run.length }];
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
  if (international) return asDialled(`+${digits.replace(/^00/, '')}`, digits.length);
  const tries = countries.map((country) => parsePhoneNumberFromString(dialled, country));
  tries.push(parsePhoneNumberFromString(`+${digits}`));
  const valid = tries.find((number) => number?.isValid());
  if (valid) return valid;
  return (labelled && tries.find((number) => number?.isPossible())) || null;
}

/** A number with its country's code is one even where the plan does not know it; a zero may stand in between. */
function asDialled(text: string, digits: number): PhoneNumber | null {
  const number = parsePhoneNumberFromString(text);
  if (number?.isValid() || digits < FEWEST_DIGITS + 1) return number ?? null;
  return number ?? null;
}

function isLabel(text: string): boolean {
  const folded = plain(text);
  return KINDS.some(([, pattern]) => pattern.test(folded));
}

/** The kind that the words around say; undefined where they say nothing, null where they say that it is no telephone. */
function kindOf(before: string, after: string, line: Line, lines: readonly Line[]): Kind | null | undefined {
  const own = plain(before);
  if (NO_PHONE.test(own)) return null;
  const trailing = /^\s*[(]?\s*(\p{L}+)/u.exec(after)?.[1] ?? '';
  const beside = /\p{L}|\p{So}/u.test(own) ? '' : plain(labelLeftOf(line, lines)?.text ?? '');
  if (NO_PHONE.test(beside)) return null;
  for (const text of [own, beside, ` ${plain(trailing)}`]) {
    const kind = KINDS.find(([, pattern]) => pattern.test(text))?.[0];
    if (kind) return kind;
  }
  return undefined;
}

function typeOf(number: PhoneNumber): Kind {
  return number.getType() === 'MOBILE' ? 'mobile' : 'office';
}
