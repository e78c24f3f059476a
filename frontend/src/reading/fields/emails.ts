/** E-mail addresses. A sign is repaired, or a label cut off, only where something else on the card says so. */
import type { Line } from '../lines.ts';
import { freemailHost, isEnding } from './domains.ts';
import { mailboxLikeness } from './mailbox.ts';
import { type Found, plain, wordsOf } from './spans.ts';

/** What the reader makes of "@" now and then. */
const AT = String.raw`\s?(?:@|©|®|\(at\)|\[at\]|\(a\))\s?`;
const LOCAL = String.raw`[\p{L}\p{N}][\p{L}\p{N}._%+'-]*`;
/** Dots get spaces around them, and one before a plain ending gets lost. */
const HOST = String.raw`[\p{L}\p{N}-]+(?:(?:\s?[.,]\s?|\s(?=(?:com|net|org|edu|gov)\b))[\p{L}\p{N}-]+)+`;
const ADDRESS = new RegExp(`(${LOCAL})${AT}(${HOST})`, 'giu');
/** Labels that lose their space: "Mailjo@…" reads like a name of its own. */
const LABEL = /^(?:e-?mails?|emails?|mails?|courriel|correo|e-?posta|sahkoposti|web|blog|e|m)[.:]?(?=.{2})/i;

export function findEmails(lines: readonly Line[]): Found[] {
  const found: Found[] = [];
  for (const line of lines) {
    for (const match of line.text.matchAll(ADDRESS)) {
      const [whole, local = '', host = ''] = match;
      const cut = cutHost(host);
      if (!cut) continue;
      const mailbox = withoutLabel(plain(local), lines, line);
      found.push({
        line,
        start: match.index,
        end: match.index + whole.length - (host.length - cut.length),
        value: `${kept(local, mailbox)}@${cut.value}`,
        confidence: line.confidence,
      });
    }
  }
  return [...found, ...misread(lines, found)];
}

/** The host without what was glued to its end, or null where no part of it can be a host. */
function cutHost(host: string): { value: string; length: number } | null {
  const tight = host.replace(/\s?[.,]\s?|\s/g, '.').replace(/(\.\p{L}{2,6}?)(?:www|https?)\..*$/iu, '$1');
  const labels = tight.split('.');
  for (let count = labels.length; count > 1; count--) {
    const ending = labels[count - 1] ?? '';
    const real = isEnding(ending) ? ending : endingBefore(ending);
    if (!real) continue;
    const value = plain([...labels.slice(0, count - 1), real].join('.'));
    return { value: keepCase(tight, value), length: lengthOf(host, value.length) };
  }
  return null;
}

/** "comwww" is "com" with the next address glued on. */
function endingBefore(label: string): string | null {
  const glued = /^(.{2,6})(?:www|https?|tel|fax|mob)/i.exec(label);
  return glued?.[1] && isEnding(glued[1]) ? glued[1] : null;
}

function lengthOf(host: string, tightLength: number): number {
  let length = 0;
  for (let tight = 0; tight < tightLength && length < host.length; length++) {
    if (host[length] !== ' ') tight++;
  }
  return length;
}

function keepCase(original: string, value: string): string {
  return original.length >= value.length && plain(original.slice(0, value.length)) === value
    ? original.slice(0, value.length).normalize('NFKD').replace(/\p{M}/gu, '')
    : value;
}

function kept(local: string, mailbox: string): string {
  const ascii = local.normalize('NFKD').replace(/\p{M}/gu, '');
  return ascii.slice(ascii.length - mailbox.length);
}

/** A whole word for mail and a dot is a label: no mailbox is called "email.ada". */
const CERTAIN_LABEL = /^(?:e-?mail|courriel|correo|e-?posta|sahkoposti|\p{Script=Han}+)[.:](?=.{2})/iu;

/**
 * Cuts a glued label off where the rest holds more words than the whole that stand elsewhere on the card, and the whole is
 * nobody's: "esandhu" is E. Sandhu where the card names her.
 */
function withoutLabel(local: string, lines: readonly Line[], own: Line): string {
  const certain = CERTAIN_LABEL.exec(local)?.[0];
  if (certain) return local.slice(certain.length);
  const label = LABEL.exec(local)?.[0];
  if (!label) return local;
  const rest = local.slice(label.length).replace(/^[-._]/, '');
  const others = lines.filter((line) => line !== own);
  if (others.some((line) => mailboxLikeness(`${local}@`, wordsOf(line.text)) === 1)) return local;
  const words = new Set(others.flatMap((line) => wordsOf(line.text)));
  const known = (mailbox: string) => wordsOf(mailbox).filter((word) => word.length > 2 && words.has(word)).length;
  return known(rest) > known(local) ? rest : local;
}

const INSTEAD_OF_AT = /^([\p{L}\p{N}][\p{L}\p{N}._-]+?)([^\p{L}\p{N}\s.]{1,2}|[QaegGO08])$/u;

/** An address without a legible "@": believed when what follows is a host that the card or half the world uses. */
function misread(lines: readonly Line[], found: readonly Found[]): Found[] {
  const hosts = new Set(found.map((email) => email.value.slice(email.value.indexOf('@') + 1).toLowerCase()));
  for (const line of lines) {
    for (const match of line.text.matchAll(/www\.([\w-]+(?:\.[\w-]+)+)/gi)) hosts.add((match[1] ?? '').toLowerCase());
  }
  const repaired: Found[] = [];
  for (const line of lines) {
    for (const match of line.text.matchAll(/\S+/g)) {
      const [token] = match;
      const start = match.index;
      if (found.some((email) => email.line === line && email.start < start + token.length && start < email.end))
        continue;
      if (token.includes('@') || /^(?:www|http)/i.test(token)) continue;
      const host = [...hosts, ...freemailHost(token)].find((name) => token.toLowerCase().endsWith(name));
      const local = host && INSTEAD_OF_AT.exec(token.slice(0, -host.length))?.[1];
      if (!host || !local) continue;
      const value = `${local}@${host}`;
      repaired.push({ line, start, end: start + token.length, value, confidence: Math.min(60, line.confidence) });
    }
  }
  return repaired;
}
