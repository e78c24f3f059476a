/** How people and their companies make a mailbox out of a name. */
import { likeness, plain } from './spans.ts';

/** Above this, a mailbox that spells no name exactly is one misread. */
const NEARLY = 0.82;

/**
 * How well the part before "@" spells this name: 1 for first.last, f.last, flast, lastf …; less for pieces of it.
 *
 * @param words of the name, lower case and without accents.
 */
export function mailboxLikeness(email: string, words: readonly string[]): number {
  const local = plain(email.slice(0, email.indexOf('@'))).replace(/[^a-z]/g, '');
  const parts = words.map((word) => word.replace(/[^a-z]/g, '')).filter((word) => word !== '');
  const [first = ''] = parts;
  if (local.length < 2 || first === '') return 0;
  if (parts.length === 1) return local === first ? 0.7 : local.includes(first) && first.length > 3 ? 0.4 : 0;
  const whole = spellings(parts);
  if (whole.includes(local)) return 1;
  if (parts.includes(local)) return 0.9;
  if (local === initialsOf(parts) || local === initialsOf([first, parts.at(-1) ?? ''])) return 0.6;
  if (Math.max(...whole.map((spelling) => likeness(local, spelling))) > NEARLY) return 0.85;
  const inside = parts.filter((part) => part.length > 3 && local.includes(part));
  if (inside.length > 0) return inside.length > 1 ? 0.9 : 0.7;
  return local.length > 3 && parts.some((part) => part.startsWith(local)) ? 0.6 : 0;
}

/** What a name of two words or more becomes; of several family names people use all, or one. */
function spellings(parts: readonly string[]): string[] {
  const [first = '', ...others] = parts;
  const families = [...others, others.join('')];
  const last = others.at(-1) ?? '';
  return [
    ...families.flatMap((family) => [first + family, family + first, first[0] + family, family + first[0]]),
    first + last[0],
    last[0] + first,
    first.slice(0, 2) + last,
    initialsOf(parts.slice(0, -1)) + last,
    [...parts].reverse().join(''),
  ];
}

function initialsOf(parts: readonly string[]): string {
  return parts.map((part) => part[0] ?? '').join('');
}
