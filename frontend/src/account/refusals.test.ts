import { expect, test } from 'vitest';
import { Refused, Unreachable } from '../sync/http.ts';
import { accountWords } from '../words/account.ts';
import { refusalOf } from './refusals.ts';

const { errors } = accountWords;

test('what the server says of a field stands at that field', () => {
  expect(refusalOf(new Refused(422, 'invalid', { password: 'common', email: 'format' }, null))).toEqual({
    email: errors.email,
    password: errors.password,
  });
  expect(refusalOf(new Refused(409, 'taken', {}, null))).toEqual({ email: errors.taken });
});

test('a wrong password does not say which of the two is wrong', () => {
  expect(refusalOf(new Refused(401, 'not_signed_in', {}, null))).toEqual({ whole: errors.credentials });
});

test('no network, too many attempts and the unforeseen have words of their own', () => {
  expect(refusalOf(new Unreachable('no network'))).toEqual({ whole: errors.offline });
  expect(refusalOf(new Refused(429, 'too_many', {}, 60_000))).toEqual({ whole: errors.limited });
  expect(refusalOf(new Refused(500, 'internal', {}, null))).toEqual({ whole: errors.other });
  expect(refusalOf(new TypeError('a bug'))).toEqual({ whole: errors.other });
});
