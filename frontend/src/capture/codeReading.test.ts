import { expect, test } from 'vitest';
import { codeFields } from '../reading/codes.ts';
import type { Reading } from '../reading/contract.ts';
import { isFromCode, readingOf, withCode } from './codeReading.ts';

const LINK = 'https://www.linkedin.com/in/ada-example';
const seen = { text: LINK, fields: codeFields(LINK) };
const field = (name: 'name' | 'url', value: string, confidence: number) =>
  ({ field: name, value, confidence, source: 'read', box: null }) as const;
const read: Reading = {
  engine: 'test',
  lines: [],
  fields: [field('name', 'Ada Example', 91), field('url', LINK, 70)],
  code: null,
  ms: 1,
};

test('a badge with a link has the link from its code and the name from its photo, each once', () => {
  const both = withCode(read, readingOf(seen));
  expect(both.fields.map(({ field: name, source }) => `${name} ${source}`)).toEqual([
    'url code',
    'handle code',
    'name read',
  ]);
  expect(both.code).toBe(LINK);
  expect(isFromCode(both)).toBe(true);
});

test('read again, it still knows the code', () => {
  const again = withCode({ ...read, fields: [] }, withCode(read, readingOf(seen)));
  expect(again.fields.map(({ field: name }) => name)).toEqual(['url', 'handle']);
});

test('a card that no code brought is as it was read', () => {
  expect(withCode(read, null)).toBe(read);
  expect(withCode(read, { ...read, code: LINK })).toBe(read);
  expect(isFromCode(read)).toBe(false);
});
