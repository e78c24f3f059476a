/** A message to someone, ready to be changed: it greets, quotes the last conversation and says what it is about. */
import { peopleWords } from '../words/people.ts';

/** Longer addresses are cut by some mail apps. */
const MOST_CHARACTERS = 1800;

export interface MailParts {
  readonly names: readonly string[];
  readonly what: string;
  readonly event: string | null;
  readonly lastNote: string | null;
}

export function draftMail({ names, what, event, lastNote }: MailParts): string {
  const { greeting, met, metNowhere, quote, about, close } = peopleWords.mail;
  const paragraphs = [
    greeting(names.map(firstName).filter(Boolean).join(', ')),
    event ? met(event) : metNowhere,
    lastNote && `${quote}\n${lastNote.trim().replace(/^/gm, '> ')}`,
    what && about(what),
    close,
  ];
  return paragraphs.filter(Boolean).join('\n\n');
}

/** A link that opens the mail app with recipients, subject and text. Cut between characters, never inside one. */
export function mailTo(addresses: readonly string[], subject: string, body: string): string {
  const to = addresses.map((address) => encodeURIComponent(address.trim()).replaceAll('%40', '@')).join(',');
  const start = `mailto:${to}?subject=${encodeURIComponent(subject)}&body=`;
  let encoded = '';
  // Mail wants CRLF.
  for (const character of body.replace(/\r?\n/g, '\r\n')) {
    const next = encodeURIComponent(character);
    if (start.length + encoded.length + next.length > MOST_CHARACTERS) break;
    encoded += next;
  }
  return start + encoded;
}

/** As one would greet: a name in Latin letters by its first word, others whole, for family names may come first. */
function firstName(name: string): string {
  const [first = ''] = name.trim().split(/\s+/);
  return /^\p{Script=Latin}/u.test(first) ? first : name.trim();
}
