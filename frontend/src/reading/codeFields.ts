/** The fields that stand in a code: certain, and without a place on the card. */
import type { FieldName, ReadField } from './contract.ts';
import { profileOf } from './profiles.ts';

const CERTAIN = 100;

export function field(name: FieldName, value: string, label?: string): ReadField {
  const base = { field: name, value, confidence: CERTAIN, source: 'code', box: null } as const;
  return label === undefined ? base : { ...base, label };
}

/** An e-mail address, where it is one. */
export function addressFields(value: string): ReadField[] {
  return /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(value) ? [field('email', value)] : [];
}

/** What can be dialled from anywhere is said; what else was written stays as it is. */
export function phoneField(value: string, kind?: string): ReadField[] {
  if (!/\d/.test(value)) return [];
  const digits = value.replace(/\(0\)|ext\..*$|[\s()./-]/g, '');
  const e164 = /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
  return [{ ...field('phone', value, kind), ...(e164 && { e164 }) }];
}

/** A web address, and whose page it is where that is known. Any other scheme is no link. */
export function webFields(value: string): ReadField[] {
  if (!/^(?:https?:\/\/)?[^\s/:@\p{Cc}]+\.[^\s/:@\p{Cc}]+(?::\d+)?(?:[/?#][^\s\p{Cc}]*)?$/iu.test(value)) return [];
  const profile = profileOf(value);
  const url = field('url', value);
  return profile ? [url, field('handle', profile.value, profile.service)] : [url];
}
