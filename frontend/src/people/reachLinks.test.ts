import { expect, test } from 'vitest';
import { handleLink, mailLink, phoneLink } from './reachLinks.ts';

test('an address cannot smuggle other recipients or a text into the mail', () => {
  expect(mailLink('ana@example.org?bcc=eve@example.org&body=x')).toBe(
    'mailto:ana@example.org%3Fbcc%3Deve@example.org%26body%3Dx',
  );
});

test('the dialled number is the international one where it is known', () => {
  expect(phoneLink({ value: '(030) 123', e164: '+4930123' })).toBe('tel:+4930123');
  expect(phoneLink({ value: '(030) 12-3' })).toBe('tel:030123');
  expect(phoneLink({ value: 'ask' })).toBeNull();
});

test('a handle opens at its service', () => {
  expect(handleLink({ service: 'GitHub', value: '@ana' })).toBe('https://github.com/ana');
  expect(handleLink({ service: 'unheard of', value: 'ana' })).toBeNull();
});
