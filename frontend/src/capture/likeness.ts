/**
 * Whether a card may be of a person who is there already. Offered, never acted on: who shares an address, a number or a
 * profile, else who bears the same name at the same place. Colleagues share a switchboard and a mailbox for all, so
 * what several may share counts only where the names have something in common.
 */
import { fold } from '../domain/text.ts';
import type { ContactFields } from '../generated/kinds.ts';
import { dialable } from '../parts/dialable.ts';
import type { Contact } from '../parts/names.ts';

export type Reason = 'email' | 'phone' | 'profile' | 'name';

export interface Likeness {
  readonly contact: Contact;
  readonly reason: Reason;
}

const MOST_OFFERED = 2;
/** Strongest first. */
const REASONS: readonly Reason[] = ['email', 'phone', 'profile', 'name'];
const SHARED_MAILBOX =
  /^(?:admin|contact|contato|events?|hello|hi|info|kontakt|mail|office|press|sales|service|support|team)@/;

interface Identity {
  readonly marks: ReadonlyMap<string, Reason>;
  readonly name: ReadonlySet<string>;
  readonly organization: string;
}

/** Fifty thousand people are looked through at each change of a form: each is prepared once. */
const identities = new WeakMap<ContactFields, Identity>();

/** @param apart ids of those of whom a person has said that they are somebody else. */
export function likenesses(wanted: ContactFields, people: readonly Contact[], apart: ReadonlySet<string>): Likeness[] {
  const one = identityOf(wanted);
  const found = people.flatMap((contact) => {
    const reason = apart.has(contact.id) ? null : reasonFor(one, identityIn(contact));
    return reason ? [{ contact, reason }] : [];
  });
  return found.sort((a, b) => REASONS.indexOf(a.reason) - REASONS.indexOf(b.reason)).slice(0, MOST_OFFERED);
}

function identityIn({ f }: Contact): Identity {
  let identity = identities.get(f);
  if (!identity) {
    identity = identityOf(f);
    identities.set(f, identity);
  }
  return identity;
}

function identityOf(f: ContactFields): Identity {
  const marks = new Map<string, Reason>();
  for (const { value } of f.emails ?? []) if (value) marks.set(`mail ${value.trim().toLowerCase()}`, 'email');
  for (const { value, e164 } of f.phones ?? []) {
    const number = e164 ?? dialable(value ?? '');
    if (number) marks.set(`phone ${number}`, 'phone');
  }
  for (const { service, value } of f.handles ?? []) {
    if (value) marks.set(`handle ${service?.toLowerCase() ?? ''} ${value.toLowerCase()}`, 'profile');
  }
  for (const { value } of f.urls ?? []) {
    const page = pageOf(value ?? '');
    if (page) marks.set(`page ${page}`, 'profile');
  }
  return { marks, name: new Set(wordsOf(f.name ?? '')), organization: fold(f.organization ?? '').trim() };
}

function reasonFor(one: Identity, other: Identity): Reason | null {
  const isStranger = one.name.size > 0 && other.name.size > 0 && common(one.name, other.name) === 0;
  for (const [mark, reason] of one.marks) {
    if (!other.marks.has(mark)) continue;
    const isShared = reason === 'phone' || SHARED_MAILBOX.test(mark.slice('mail '.length));
    if (!(isShared && isStranger)) return reason;
  }
  return isSameName(one, other) ? 'name' : null;
}

/** All words of a name, in any order; of those who are known to work at different places, nobody. */
function isSameName(one: Identity, other: Identity): boolean {
  if (one.name.size < 2 && [...one.name].join('').length < 2) return false;
  if (one.name.size !== other.name.size || common(one.name, other.name) !== one.name.size) return false;
  const [a, b] = [one.organization, other.organization];
  return !a || !b || a.includes(b) || b.includes(a);
}

function common(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  return [...one].filter((word) => other.has(word)).length;
}

function wordsOf(name: string): string[] {
  return fold(name).match(/[\p{L}\p{N}]{2,}|\p{Script=Han}/gu) ?? [];
}

/** A page of somebody's own; null for the front page of a company, which all its people share. */
function pageOf(address: string): string | null {
  const page = address
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/|^www\.|[?#].*$/g, '')
    .replace(/^www\.|\/+$/g, '');
  return /^[^/]+\/(?:[^/]{3,}|[^/]+\/.+)/.test(page) ? page : null;
}
