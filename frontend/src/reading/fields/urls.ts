/** Web addresses and the handles of social networks that stand in them or behind their labels. */
import type { Line } from '../lines.ts';
import { hostOf, isEnding, ownName } from './domains.ts';
import { type Found, plain, type Span, without } from './spans.ts';

const ADDRESS =
  /(?<![\p{L}\p{N}@._-])(https?\s?[:;.]\s?\/\s?\/\s?|(?=www))?(www\s?[.,]\s?|www(?=\p{L}))?([\p{L}\p{N}][\p{L}\p{N}-]*(?:(?:[.,]|\s(?=(?:com|net|org|edu|gov|co\.\p{L}{2})(?![\p{L}\p{N}])))[\p{L}\p{N}-]+)+)((?:\/[\p{L}\p{N}._~%#?=&+-]*)*)/giu;

/** Hosts of networks, and the part of a path that is the person. */
const NETWORKS: readonly (readonly [string, RegExp])[] = [
  ['linkedin', /linkedin\.com\/(?:in|pub|company)\/([\w%.-]+)/i],
  ['x', /(?:^|[/.])(?:twitter|x)\.com\/@?(\w+)/i],
  ['github', /github\.com\/([\w-]+)/i],
  ['instagram', /instagram\.com\/([\w.]+)/i],
  ['facebook', /(?:facebook|fb)\.com\/([\w.]+)/i],
  ['xing', /xing\.com\/profile\/(\w+)/i],
  ['youtube', /youtube\.com\/@?([\w-]+)/i],
  ['telegram', /(?:^|[/.])t\.me\/(\w+)/i],
];
const LABELLED =
  /\b(skype|linkedin|twitter|github|instagram|facebook|telegram|wechat|whatsapp|mastodon)\s?[:：]\s?@?([\w.-]{3,}(?:@[\w.]+)?)/giu;
const AT_SIGN = /(?:^|\s)@([\w.]{3,})\s*$/;
const ALIASES: Readonly<Record<string, string>> = { twitter: 'x' };

/** A label and its dot, glued to an address. */
const LABEL_BEFORE_WWW = /^(?:web|url|site|internet|\p{Script=Han}+)[.,](?=www[.,])/iu;

/** What says that the host right behind it is one. */
const LABEL = /(?:^|[^\p{L}])(?:web|website|web\s?site|site|homepage|internet|url|w|🌐)\s?[:.|]?\s*$/iu;

/** @param emails their spans are not looked at again; a host of theirs is one wherever it stands. */
export function findUrls(lines: readonly Line[], emails: readonly Found[]): Found[] {
  const known = new Set(emails.flatMap(({ value }) => ownName(hostOf(value)) ?? []));
  const found: Found[] = [];
  for (const line of lines) {
    const text = without(line, emails);
    for (const match of text.matchAll(ADDRESS)) {
      const value = tidied(match, known, LABEL.test(text.slice(0, match.index)));
      if (!value) continue;
      const start = match.index;
      found.push({ line, start, end: start + match[0].length, value, confidence: line.confidence });
    }
  }
  return found.filter((url) => !isLogo(url, found));
}

/** "Quillmoor.com" beside "www.quillmoor.com" is how the company writes its name. */
function isLogo({ value }: Found, urls: readonly Found[]): boolean {
  const isBare = !/^(?:https?:|www\.)/i.test(value) && value !== value.toLowerCase();
  return (
    isBare && urls.some((other) => other.value !== value && ownName(hostOf(other.value)) === ownName(hostOf(value)))
  );
}

function tidied(match: RegExpMatchArray, known: ReadonlySet<string>, labelled: boolean): string | null {
  const [, scheme, www, host = '', path = ''] = match;
  if (!scheme && !www && /\s/.test(host)) return null;
  const unlabelled = www ? host.replace(/^www[.,]/i, '') : host.replace(LABEL_BEFORE_WWW, '');
  const labels = unlabelled.replace(/[,\s]/g, '.').split('.');
  while (labels.length > 1 && !isEnding(labels.at(-1) ?? '')) labels.pop();
  if (labels.length < 2) return null;
  const kept = labels.join('.');
  const isKnown = labelled || known.has(ownName(kept) ?? '');
  if (!scheme && !www && !isKnown && !standsAlone(unlabelled, kept)) return null;
  const cutShort = labels.length < unlabelled.split(/[.,\s]/).length;
  const ascii = kept.normalize('NFKD').replace(/\p{M}/gu, '');
  const start = scheme ? (/^https/i.test(scheme) ? 'https://' : 'http://') : '';
  return `${start}${www ? 'www.' : ''}${ascii}${cutShort ? '' : path.replace(/[.]+$/, '')}`;
}

/** Without "www" a host must look like one: lower case, a name of three letters, no abbreviation such as "Co.,Ltd" or "S.A". */
function standsAlone(host: string, kept: string): boolean {
  const name = ownName(kept) ?? '';
  const oneCase = host === host.toLowerCase() || (host === host.toUpperCase() && /\.com$/i.test(kept));
  return oneCase && !host.includes(',') && name.length > 2 && /\p{L}/u.test(name);
}

export function findHandles(lines: readonly Line[], urls: readonly Found[], emails: readonly Span[]): Found[] {
  const found: Found[] = [];
  for (const url of urls) {
    const handle = handleIn(url.value);
    if (handle) found.push({ ...url, value: handle.value, label: handle.network });
  }
  for (const line of lines) {
    const text = without(line, [...emails, ...urls]);
    for (const match of text.matchAll(LABELLED)) {
      const network = plain(match[1] ?? '');
      const [start, end] = [match.index, match.index + match[0].length];
      const value = match[2] ?? '';
      found.push({ line, start, end, value, confidence: line.confidence, label: ALIASES[network] ?? network });
    }
    const bare = AT_SIGN.exec(text);
    if (bare?.[1]) {
      const start = bare.index;
      found.push({
        line,
        start,
        end: start + bare[0].length,
        value: bare[1],
        confidence: Math.min(70, line.confidence),
      });
    }
  }
  return found;
}

/** The person that an address of a network names, or null. */
export function handleIn(url: string): { network: string; value: string } | null {
  for (const [network, pattern] of NETWORKS) {
    const value = pattern.exec(url)?.[1];
    if (value) return { network, value };
  }
  return null;
}
