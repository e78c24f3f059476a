import { expect, test } from 'vitest';
import { codeFields } from './codes.ts';

/** Fields as "field=value", with their label. */
function told(code: string): string[] {
  return codeFields(code).map(({ field, value, label }) => `${field}=${value}${label ? ` (${label})` : ''}`);
}

const lines = (...text: string[]) => text.join('\r\n');

test('a vCard 3.0 gives every field it has', () => {
  const code = lines(
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Example;Ada;;Dr.;',
    'FN:Ada Example',
    'ORG:Sample Works\\, Inc.;Research',
    'TITLE:Head of Trials',
    'TEL;TYPE=CELL,VOICE:+1 202 555 0143',
    'item1.TEL;TYPE=WORK;TYPE=FAX:+1 202 555 0144',
    'EMAIL;TYPE=INTERNET:ada@sample.example',
    'URL:https://www.linkedin.com/in/ada-example',
    'ADR;TYPE=WORK:;;1 Trial Lane;Sampleton;;12345;Nowhere',
    'END:VCARD',
  );
  expect(told(code)).toEqual([
    'name=Ada Example',
    'title=Head of Trials',
    'organization=Sample Works, Inc.',
    'department=Research',
    'phone=+1 202 555 0143 (mobile)',
    'phone=+1 202 555 0144 (fax)',
    'email=ada@sample.example',
    'url=https://www.linkedin.com/in/ada-example',
    'handle=ada-example (linkedin)',
    'address=1 Trial Lane, Sampleton, 12345, Nowhere',
  ]);
});

test('a vCard 2.1 in quoted-printable with a soft break is read', () => {
  const code = lines(
    'BEGIN:VCARD',
    'VERSION:2.1',
    'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCster;J=',
    '=C3=B6rg',
    'TEL;CELL:0151 0000000',
    'END:VCARD',
  );
  expect(told(code)).toEqual(['name=Jörg Müster', 'phone=0151 0000000 (mobile)']);
});

test('a vCard 4.0 with addresses as values and folded lines is read', () => {
  const code = lines(
    'BEGIN:VCARD',
    'VERSION:4.0',
    'FN:Ada',
    '  Example',
    'TEL;VALUE=uri;TYPE="voice,cell":tel:+1-202-555-0143',
    'END:VCARD',
  );
  expect(told(code)).toEqual(['name=Ada Example', 'phone=+1-202-555-0143 (mobile)']);
});

test('without FN, with the whole name in the first part of N, there is still a name', () => {
  expect(told('BEGIN:VCARD\nVERSION:3.0\nN:Ada Example\nEND:VCARD')).toEqual(['name=Ada Example']);
});

test('a vCard that ends early, or holds nonsense, gives what it has', () => {
  expect(told('BEGIN:VCARD\nFN:Ada Example\nTEL')).toEqual(['name=Ada Example']);
  expect(told('BEGIN:VCARD\n:::\n;;\nEND:VCARD')).toEqual([]);
});

test('a MECARD is read, with family and given name in order', () => {
  const code = 'MECARD:N:Example,Ada;TEL:+12025550143;EMAIL:ada@sample.example;URL:https\\://sample.example/a\\;b;;';
  expect(told(code)).toEqual([
    'name=Ada Example',
    'phone=+12025550143',
    'email=ada@sample.example',
    'url=https://sample.example/a;b',
  ]);
});

test('addresses by scheme become their field', () => {
  expect(told('mailto:ada%40sample.example?subject=x')).toEqual(['email=ada@sample.example']);
  expect(told('tel:+12025550143')).toEqual(['phone=+12025550143']);
  expect(told('https://github.com/ada')).toEqual(['url=https://github.com/ada', 'handle=ada (github)']);
  expect(told('www.sample.example')).toEqual(['url=www.sample.example']);
});

test.each(['WIFI:S:guest;T:WPA;P:x;;', 'javascript:alert(1)', 'ticket 4711', 'https://', '', 'data:text/html,x'])(
  'text that is no contact stays text: %s',
  (code) => {
    expect(codeFields(code)).toEqual([]);
  },
);

test('all that a code says is certain and has no place on the card', () => {
  for (const field of codeFields('MECARD:N:Example,Ada;TEL:1;;')) {
    expect(field).toMatchObject({ confidence: 100, source: 'code', box: null });
  }
});
