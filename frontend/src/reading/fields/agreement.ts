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

/**
 * A mailbox and a name that differ by one confused sign: the one that was read with less confidence is put right, where it
 * then spells the other.
 */
export function spelledAlike(name: Named, emails: readonly Found[]): { name: string; emails: Found[] } {
  const words = wordsOf(name.value);
  const surer = emails.filter(({ confidence }) => confidence > name.confidence);
  const nameSpelt = emails.some(({ value }) => mailboxLikeness(value, words) === 1)
    ? name.value
    : (variants(name.value).find((variant) =>
        surer.some(({ value }) => mailboxLikeness(value, wordsOf(variant)) === 1),
      ) ?? name.value);
  const spelt = wordsOf(nameSpelt);
  return { name: nameSpelt, emails: emails.map((email) => (surer.includes(email) ? email : mailboxAs(spelt, email))) };
}

interface Named {
  readonly value: string;
  readonly confidence: number;
}

function mailboxAs(words: readonly string[], email: Found): Found {
  if (mailboxLikeness(email.value, words) === 1) return email;
  const at = email.value.indexOf('@');
  const host = email.value.slice(at);
  const mailbox = variants(email.value.slice(0, at)).find((variant) => mailboxLikeness(variant + host, words) === 1);
  return mailbox === undefined ? email : { ...email, value: mailbox + host };
}

/** The text with one sign taken for one that it is confused with. */
function variants(text: string): string[] {
  return CONFUSED.flatMap(([read, meant]) =>
    [...text.matchAll(new RegExp(read, 'g'))].map(
      ({ index }) => text.slice(0, index) + meant + text.slice(index + read.length),
    ),
  );
}

/** In the host only: the mailbox may hold the same word. */
function replaced(address: string, own: string, name: string): string {
  const host = address.lastIndexOf('@') + 1;
  const at = address.toLowerCase().indexOf(own, host);
  return at < 0 ? address : address.slice(0, at) + name + address.slice(at + own.length);
}
