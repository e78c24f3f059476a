/**
 * vCard 2.1, 3.0 and 4.0 as fields. Forgiving, because cards come from many hands: one without FN, or with the whole name
 * in N, one that ends early or holds nonsense still names someone. Of several cards the first counts, and what is nested
 * in it is somebody else's.
 */

import { addressFields, field, phoneField, webFields } from './codeFields.ts';
import type { ReadField } from './contract.ts';

interface Property {
  readonly name: string;
  /** Lower case: the values of TYPE, and the bare ones of vCard 2.1. */
  readonly types: readonly string[];
  readonly value: string;
}

/** Names of services that have a property of their own on some phones. */
const SERVICE_PROPERTIES: Readonly<Record<string, string>> = {
  'X-SKYPE': 'skype',
  'X-SKYPE-USERNAME': 'skype',
  'X-TWITTER': 'x',
  'X-LINKEDIN': 'linkedin',
  'X-WECHAT': 'wechat',
};

export function vcardFields(text: string): ReadField[] {
  const properties = unfolded(text).flatMap(propertyOf);
  const own = firstCard(properties);
  const first = (...names: string[]) =>
    own.find(({ name, value }) => names.includes(name) && plain(value) !== '')?.value ?? '';
  const [organisation = '', ...units] = split(first('ORG'), ';').map(plain);
  const name = plain(first('FN')) || nameFromParts(first('N')) || plain(first('NICKNAME'));
  const isCompany = name === organisation && nameFromParts(first('N')) === '';
  const heads: readonly (readonly [ReadField['field'], string])[] = [
    ['name', isCompany ? '' : name],
    ['title', plain(first('TITLE') || first('ROLE'))],
    ['organization', organisation],
    ['department', units.filter((unit) => unit !== '').join(', ')],
  ];
  const found = [
    ...heads.filter(([, value]) => value !== '').map(([key, value]) => field(key, value)),
    ...own.flatMap(fieldsOf),
  ];
  return found.filter((one, at) => !found.slice(0, at).some((other) => isSame(one, other)));
}

function fieldsOf({ name, types, value }: Property): ReadField[] {
  if (value === '') return [];
  if (name === 'EMAIL') return addressFields(plain(value.replace(/^mailto:/i, '')));
  if (name === 'TEL') return phoneField(telephone(value), kindOf(types));
  if (name === 'URL' || name === 'X-SOCIALPROFILE' || name === 'SOCIALPROFILE') return webFields(plain(value));
  if (name === 'ADR') return addressOf(value);
  if (name === 'IMPP') return handleOf(value);
  const service = SERVICE_PROPERTIES[name];
  if (!service) return [];
  const web = webFields(plain(value));
  return web.length > 0 ? web : [field('handle', plain(value).replace(/^@/, ''), service)];
}

function isSame(one: ReadField, other: ReadField): boolean {
  return one.field === other.field && one.value === other.value;
}

/** Up to its end, without the cards inside it (AGENT of vCard 2.1). */
function firstCard(properties: readonly Property[]): Property[] {
  const own: Property[] = [];
  let depth = 0;
  for (const property of properties) {
    if (property.name === 'BEGIN' || (property.name === 'AGENT' && /^BEGIN:/i.test(property.value))) depth += 1;
    else if (property.name === 'END' && --depth <= 0) break;
    else if (depth === 1) own.push(property);
  }
  return own;
}

/** Physical lines joined: a leading blank goes on from the line before, as does quoted-printable's "=" at an end. */
function unfolded(text: string): string[] {
  const lines: string[] = [];
  // Some makers of codes write the two signs "\n" between the lines.
  const written = /[\r\n]/.test(text) ? text : text.replace(/\\r\\n|\\n/g, '\n');
  for (const line of written.split(/\r\n|\r|\n/)) {
    const last = lines.at(-1);
    if (last !== undefined && /^[ \t]/.test(line)) lines[lines.length - 1] = last + line.slice(1);
    else if (last?.endsWith('=') && /^[^:]*QUOTED-PRINTABLE/i.test(last)) {
      lines[lines.length - 1] = last.slice(0, -1) + line;
    } else lines.push(line);
  }
  return lines;
}

function propertyOf(line: string): Property[] {
  const match = /^\s*(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^:;"])*)*):(.*)$/.exec(line);
  if (!match) return [];
  const [, name = '', written = '', value = ''] = match;
  const parameters = written.toLowerCase().replaceAll('"', '').split(';').filter(Boolean);
  const isQuoted = parameters.some((each) => /^(?:encoding=)?quoted-printable$/.test(each));
  const charset = parameters.find((each) => each.startsWith('charset='))?.slice('charset='.length);
  const types = parameters.flatMap((each) => each.replace(/^type=/, '').split(','));
  return [{ name: name.toUpperCase(), types, value: (isQuoted ? fromQuotedPrintable(value, charset) : value).trim() }];
}

function fromQuotedPrintable(value: string, charset: string | undefined): string {
  const bytes: number[] = [];
  for (const [, hex, sign] of value.matchAll(/=([0-9A-F]{2})|([\s\S])/gi)) {
    if (hex) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(...new TextEncoder().encode(sign));
  }
  return textOf(new Uint8Array(bytes), charset ?? 'utf-8') ?? textOf(new Uint8Array(bytes), 'windows-1252') ?? value;
}

/** Null for bytes that are no text in the charset, and for a charset that nobody knows. */
function textOf(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** N is family; given; further; prefix; suffix. Some write the whole name into one of them. */
function nameFromParts(value: string): string {
  const [family = '', given = '', further = ''] = split(value, ';').map(plain);
  return [given, further, family].filter((part) => part !== '').join(' ');
}

/** "tel:+1-202-555-0143;ext=12" of vCard 4.0, or the number as it is. */
function telephone(value: string): string {
  const uri = /^tel:([^;]+)(.*)$/i.exec(value);
  if (!uri) return plain(value);
  const [, number = '', parameters = ''] = uri;
  const extension = /;ext=([^;]+)/i.exec(parameters)?.[1];
  return extension ? `${plain(number)} ext. ${plain(extension)}` : plain(number);
}

function kindOf(types: readonly string[]): string | undefined {
  if (types.some((type) => type.endsWith('fax'))) return 'fax';
  if (types.some((type) => ['cell', 'mobile', 'iphone'].includes(type))) return 'mobile';
  return types.some((type) => ['work', 'voice', 'main'].includes(type)) ? 'office' : undefined;
}

function addressOf(value: string): ReadField[] {
  const formatted = split(value, ';')
    .map(plain)
    .filter((part) => part !== '')
    .join(', ');
  return formatted ? [field('address', formatted)] : [];
}

/** "skype:ada.example" */
function handleOf(value: string): ReadField[] {
  const [, service = '', name = ''] = /^([a-z][\w+.-]*):\/*(.+)$/i.exec(plain(value)) ?? [];
  return service && !/^https?$/i.test(service) ? [field('handle', name, service.toLowerCase())] : webFields(value);
}

/** At separators that no backslash stands before. */
export function split(value: string, separator: ';' | ','): string[] {
  const parts = [''];
  for (let at = 0; at < value.length; at++) {
    const sign = value[at] ?? '';
    const last = parts.length - 1;
    if (sign === '\\') parts[last] += sign + (value[++at] ?? '');
    else if (sign === separator) parts.push('');
    else parts[last] += sign;
  }
  return parts;
}

/** Without backslashes, in one line, without controls. */
export function plain(value: string): string {
  return value
    .replace(/\\([\s\S])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? ', ' : sign))
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
