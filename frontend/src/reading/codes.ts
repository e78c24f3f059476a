/**
 * What a QR code says, as fields: vCard 2.1 to 4.0, MECARD, BIZCARD, mail, telephone and web addresses. Any other text
 * gives no field; it is kept and shown, never opened.
 */
import { addressFields, field, phoneField, webFields } from './codeFields.ts';
import type { ReadField } from './contract.ts';
import { decoded } from './profiles.ts';
import { plain, split, vcardFields } from './vcard.ts';

type Reader = (rest: string) => ReadField[];

const BY_START: readonly (readonly [RegExp, Reader])[] = [
  [/^BEGIN:VCARD/i, (text) => vcardFields(`BEGIN:VCARD${text}`)],
  [/^MECARD:/i, mecardFields],
  [/^BIZCARD:/i, bizcardFields],
  [/^mailto:/i, (rest) => addressFields(decoded(rest.split('?')[0] ?? ''))],
  [/^MATMSG:/i, (rest) => addressFields(partsOf(rest).find(([key]) => key === 'TO')?.[1] ?? '')],
  [/^tel:/i, (rest) => phoneField(plain(decoded(rest.split(';')[0] ?? '')))],
  [/^(?:smsto|sms):/i, (rest) => phoneField(plain(decoded(rest.split(/[:?;]/)[0] ?? '')))],
];

export function codeFields(code: string): ReadField[] {
  const text = code.replace(/^\uFEFF/, '').trim();
  for (const [start, read] of BY_START) {
    const match = start.exec(text);
    if (match) return read(text.slice(match[0].length));
  }
  const lone = addressFields(text);
  if (lone.length > 0) return lone;
  return /^(?:https?:\/\/|www\.)/i.test(text) || isBareHost(text) ? webFields(text) : [];
}

/** "linkedin.com/in/ada": with a path, so that no version or file name passes for an address. */
function isBareHost(text: string): boolean {
  return /^(?:[a-z\d-]+\.)+[a-z]{2,}\/\S*$/i.test(text);
}

/** MECARD:N:Family,Given;TEL:…;; with backslashes before : ; , and backslashes. */
function mecardFields(body: string): ReadField[] {
  return partsOf(body).flatMap(([key, value, raw]) => {
    if (key === 'N') return named(split(raw, ',').map(plain).reverse().join(' '));
    if (key === 'TEL' || key === 'TEL-AV') return phoneField(value);
    if (key === 'EMAIL') return addressFields(value);
    if (key === 'ORG') return [field('organization', value)];
    if (key === 'TITLE') return [field('title', value)];
    if (key === 'URL') return webFields(value);
    if (key === 'ADR') return [field('address', split(raw, ',').map(plain).filter(Boolean).join(', '))];
    return [];
  });
}

/** BIZCARD:N:Given;X:Family;T:…;C:…;A:…;B:…;M:…;F:…;E:…;; of older phones. */
function bizcardFields(body: string): ReadField[] {
  const parts = partsOf(body);
  const one = (wanted: string) => parts.find(([key]) => key === wanted)?.[1] ?? '';
  const rest = parts.flatMap(([key, value]) => {
    if (key === 'T') return [field('title', value)];
    if (key === 'C') return [field('organization', value)];
    if (key === 'A') return [field('address', value)];
    if (key === 'B') return phoneField(value, 'office');
    if (key === 'M') return phoneField(value, 'mobile');
    if (key === 'F') return phoneField(value, 'fax');
    return key === 'E' ? addressFields(value) : [];
  });
  return [...named(`${one('N')} ${one('X')}`), ...rest];
}

/** Key in upper case, value, and the value as it was written; empty ones are left out. */
function partsOf(body: string): (readonly [key: string, value: string, raw: string])[] {
  return split(body, ';').flatMap((part) => {
    const colon = part.indexOf(':');
    const raw = part.slice(colon + 1);
    return colon > 0 && plain(raw) !== ''
      ? [[part.slice(0, colon).trim().toUpperCase(), plain(raw), raw] as const]
      : [];
  });
}

function named(name: string): ReadField[] {
  return name.trim() === '' ? [] : [field('name', plain(name))];
}
