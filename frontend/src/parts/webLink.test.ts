import { expect, test } from 'vitest';
import { webLink } from './webLink.ts';

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
