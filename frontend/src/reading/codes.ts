/**
 * What a QR code says, as fields: vCard 2.1 to 4.0, MECARD, mail, telephone and web addresses. Forgiving, because cards come
 * from many hands: a vCard without FN, or with the whole name in N, still names someone. Any other text gives no field; it
 * is kept and shown, never opened.
 */
import type { FieldName, ReadField } from './contract.ts';
import { handleIn } from './fields/urls.ts';

const CERTAIN = 100;

type Kind = 'mobile' | 'office' | 'fax';

export function codeFields(code: string): ReadField[] {
  const text = code.replace(/^\uFEFF/, '').trim();
  if (/^BEGIN:VCARD/i.test(text)) return vcardFields(text);
  if (/^MECARD:/i.test(text)) return mecardFields(text.slice('MECARD:'.length));
  const scheme = /^(mailto|tel|https?|smsto|matmsg):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'mailto') return [field('email', decoded(text.slice('mailto:'.length).split('?')[0] ?? ''))];
  if (scheme === 'tel') return [field('phone', text.slice('tel:'.length))];
  if (scheme === 'http' || scheme === 'https') return webFields(text);
  return /^www\.\S+$/i.test(text) ? webFields(text) : [];
}

interface Property {
  readonly name: string;
  readonly types: readonly string[];
  readonly value: string;
}

function vcardFields(text: string): ReadField[] {
  const properties = unfolded(text).flatMap(propertyOf);
  const first = (name: string) => properties.find((property) => property.name === name && property.value !== '')?.value;
  const fields: ReadField[] = [];
  const name = unescaped(first('FN') ?? '') || nameFromParts(first('N') ?? '');
  if (name) fields.push(field('name', name));
  const title = unescaped(first('TITLE') ?? first('ROLE') ?? '');
  if (title) fields.push(field('title', title));
  const [organisation = '', ...departments] = split(first('ORG') ?? '', ';').map(unescaped);
  if (organisation) fields.push(field('organization', organisation));
  const department = departments.filter((unit) => unit !== '').join(', ');
  if (department) fields.push(field('department', department));
  for (const { name: key, types, value } of properties) {
    if (value === '') continue;
    if (key === 'EMAIL') fields.push(field('email', unescaped(value.replace(/^mailto:/i, ''))));
    else if (key === 'TEL') fields.push(field('phone', unescaped(value.replace(/^tel:/i, '')), kindOf(types)));
    else if (key === 'URL') fields.push(...webFields(unescaped(value)));
    else if (key === 'ADR') fields.push(field('address', addressOf(value)));
    else if (key === 'X-SOCIALPROFILE' || key === 'SOCIALPROFILE') fields.push(...webFields(unescaped(value)));
  }
  return fields.filter(({ value }) => value !== '');
}

/** Physical lines joined: a leading blank goes on from the line before, as does quoted-printable's "=" at an end. */
function unfolded(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const last = lines.at(-1);
    if (last !== undefined && /^[ \t]/.test(line)) lines[lines.length - 1] = last + line.slice(1);
    else if (last?.endsWith('=') && /ENCODING=QUOTED-PRINTABLE|;QUOTED-PRINTABLE/i.test(last)) {
      lines[lines.length - 1] = last.slice(0, -1) + line;
    } else lines.push(line);
  }
  return lines;
}

function propertyOf(line: string): Property[] {
  const match = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^:;])*)*):(.*)$/.exec(line.trim());
  if (!match) return [];
  const [, name = '', parameters = '', value = ''] = match;
  const types = parameters
    .toLowerCase()
    .replace(/\btype=|"/g, '')
    .split(/[;,]/)
    .filter((type) => type !== '');
  const quoted = types.some((type) => type.endsWith('quoted-printable'));
  return [{ name: name.toUpperCase(), types, value: (quoted ? fromQuotedPrintable(value) : value).trim() }];
}

function fromQuotedPrintable(value: string): string {
  const bytes: number[] = [];
  for (const match of value.matchAll(/=([0-9A-F]{2})|([\s\S])/gi)) {
    const [, hex, sign] = match;
    if (hex) bytes.push(Number.parseInt(hex, 16));
    else bytes.push(...new TextEncoder().encode(sign));
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** N is family; given; further; prefix; suffix. Some write the whole name into the first part. */
function nameFromParts(value: string): string {
  const [family = '', given = '', further = ''] = split(value, ';').map(unescaped);
  return [given, further, family].filter((part) => part !== '').join(' ');
}

function addressOf(value: string): string {
  return split(value, ';')
    .map(unescaped)
    .filter((part) => part !== '')
    .join(', ');
}

/** MECARD:N:Family,Given;TEL:…;; with backslashes before : ; , and backslashes. */
function mecardFields(body: string): ReadField[] {
  const fields: ReadField[] = [];
  for (const part of split(body, ';')) {
    const colon = part.indexOf(':');
    const key = part.slice(0, Math.max(0, colon)).toUpperCase();
    const raw = part.slice(colon + 1);
    const value = unescaped(raw);
    if (value === '') continue;
    if (key === 'N') fields.push(field('name', split(raw, ',').map(unescaped).reverse().join(' ').trim()));
    else if (key === 'TEL') fields.push(field('phone', value));
    else if (key === 'EMAIL') fields.push(field('email', value));
    else if (key === 'ORG') fields.push(field('organization', value));
    else if (key === 'TITLE') fields.push(field('title', value));
    else if (key === 'URL') fields.push(...webFields(value));
    else if (key === 'ADR') fields.push(field('address', split(raw, ',').map(unescaped).filter(Boolean).join(', ')));
  }
  return fields;
}

function webFields(value: string): ReadField[] {
  if (!/^(?:https?:\/\/)?[^\s/:@]+\.[^\s/:@]+/i.test(value)) return [];
  const handle = handleIn(value);
  const url = field('url', value);
  return handle ? [url, field('handle', handle.value, handle.network)] : [url];
}

/** At separators that no backslash stands before. */
function split(value: string, separator: ';' | ','): string[] {
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

function unescaped(value: string): string {
  return value
    .replace(/\\([\s\S])/g, (_, sign: string) => (sign === 'n' || sign === 'N' ? ', ' : sign))
    .replace(/\s+/g, ' ')
    .trim();
}

function kindOf(types: readonly string[]): Kind | undefined {
  if (types.includes('fax')) return 'fax';
  if (types.includes('cell')) return 'mobile';
  return types.some((type) => type === 'work' || type === 'voice' || type === 'main') ? 'office' : undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function field(name: FieldName, value: string, label?: string): ReadField {
  const base = { field: name, value, confidence: CERTAIN, source: 'code', box: null } as const;
  return label === undefined ? base : { ...base, label };
}
