/** The cases of tests/vectors/codes.json, and what holds for any text. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeFields } from './codes.ts';

interface Case {
  readonly name: string;
  readonly code: string | readonly string[];
  readonly fields: readonly (readonly (string | null)[])[];
}

const { cases } = JSON.parse(readFileSync(new URL('../../../tests/vectors/codes.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};

const textOf = ({ code }: Case) => (typeof code === 'string' ? code : code.join('\r\n'));

test.each(cases)('$name', (each) => {
  const told = codeFields(textOf(each)).map(({ field, value, label, e164 }) => {
    const parts = [field, value, label ?? null, e164 ?? null];
    while (parts.at(-1) === null) parts.pop();
    return parts;
  });
  expect(told).toEqual(each.fields);
});

test('all that a code says is certain and has no place on the card', () => {
  for (const field of codeFields('MECARD:N:Example,Ada;TEL:1;;')) {
    expect(field).toMatchObject({ confidence: 100, source: 'code', box: null });
  }
});

test('no text makes it throw, and no value holds a line break, a control or a script', () => {
  const start = fc.constantFrom('', 'BEGIN:VCARD\nFN:', 'BEGIN:VCARD\nURL:', 'MECARD:N:', 'https://', 'mailto:');
  fc.assert(
    fc.property(start, fc.string({ unit: 'grapheme', maxLength: 200 }), (before, text) => {
      for (const { field, value } of codeFields(before + text)) {
        expect(value).not.toMatch(/\p{Cc}/u);
        if (field === 'url') expect(value).not.toMatch(/^(?:javascript|data|file):/i);
      }
    }),
  );
});

test('2,000 cards inside each other do not exhaust it', () => {
  expect(codeFields(`BEGIN:VCARD\nFN:Ada\n${'BEGIN:VCARD\nFN:Bo\n'.repeat(2000)}`)).toMatchObject([{ value: 'Ada' }]);
});
