import { expect, test } from 'vitest';
import { handleLink, mailLink, phoneLink, webLink } from './reachLinks.ts';

test('a web address is opened with or without its scheme', () => {
  expect(webLink('example.org/ana')).toBe('https://example.org/ana');
  expect(webLink('http://example.org')).toBe('http://example.org/');
  expect(webLink('example.org:8080/x')).toBe('https://example.org:8080/x');
});

test('what a hostile card says never becomes a script', () => {
  expect(webLink('javascript:alert(1)')).toBeNull();
  expect(webLink(' JaVaScRiPt:alert(1)')).toBeNull();
  expect(webLink('data:text/html,x')).toBeNull();
  expect(webLink('not a link at all')).toBeNull();
});

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
