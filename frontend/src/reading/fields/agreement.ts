/**
 * Mail and web addresses of one card are mostly under one domain. Two that differ by a letter or two are one, misread: the
 * spelling wins that more of the card's other words support, then the one that was read with more confidence.
 */
import type { Line } from '../lines.ts';
import { hostOf, ownName } from './domains.ts';
import { mailboxLikeness } from './mailbox.ts';
import { type Found, likeness, wordsOf } from './spans.ts';

/** Alike enough to be the same name: one letter in five, two in ten. */
const ALIKE = 0.8;

export function agreed(
  lines: readonly Line[],
  emails: readonly Found[],
  urls: readonly Found[],
): { emails: Found[]; urls: Found[] } {
  const all = [...emails.map(withSmallL), ...urls.map(withSmallL)];
  const words = new Set(
    lines.filter((line) => !all.some((address) => address.line === line)).flatMap(({ text }) => wordsOf(text)),
  );
  const support = (name: string) =>
    wordsOf(name)
      .filter((word) => words.has(word))
      .join('').length;
  const corrected = (address: Found): Found => {
    const own = ownName(hostOf(address.value));
    if (own === null) return address;
    let best = { name: own, support: support(own), confidence: address.confidence };
    for (const other of all) {
      const name = ownName(hostOf(other.value));
      if (name === null || name === own || likeness(name, own) < ALIKE) continue;
      const rival = { name, support: support(name), confidence: other.confidence };
      const wins =
        rival.support > best.support || (rival.support === best.support && rival.confidence > best.confidence);
      if (wins) best = rival;
    }
    return best.name === own ? address : { ...address, value: replaced(address.value, own, best.name) };
  };
  const done = all.map(corrected);
  return { emails: done.slice(0, emails.length), urls: done.slice(emails.length) };
}

/** An I among small letters only is an l: nobody prints one capital in the middle of an address. */
function withSmallL(address: Found): Found {
  const others = address.value.replaceAll('I', '');
  const small = /\p{Ll}/u.test(others) && others === others.toLowerCase();
  return small ? { ...address, value: address.value.replaceAll('I', 'l') } : address;
}

/** Signs that are hard to tell apart in print. */
const CONFUSED: readonly (readonly [string, string])[] = [
  ['I', 'l'],
  ['l', 'i'],
  ['i', 'l'],
  ['1', 'l'],
  ['0', 'o'],
  ['rn', 'm'],
  ['m', 'rn'],
  ['vv', 'w'],
  ['u', 'v'],
  ['v', 'u'],
];

/** The mailbox with one confused sign put right, where it then spells the card's name and did not before. */
export function spelledAs(name: string, email: Found): Found {
  const words = wordsOf(name);
  if (mailboxLikeness(email.value, words) === 1) return email;
  const at = email.value.indexOf('@');
  for (const [read, meant] of CONFUSED) {
    for (
      let start = email.value.indexOf(read);
      start >= 0 && start < at;
      start = email.value.indexOf(read, start + 1)
    ) {
      const value = email.value.slice(0, start) + meant + email.value.slice(start + read.length);
      if (mailboxLikeness(value, words) === 1) return { ...email, value };
    }
  }
  return email;
}

/** In the host only: the mailbox may hold the same word. */
function replaced(address: string, own: string, name: string): string {
  const host = address.lastIndexOf('@') + 1;
  const at = address.toLowerCase().indexOf(own, host);
  return at < 0 ? address : address.slice(0, at) + name + address.slice(at + own.length);
}
