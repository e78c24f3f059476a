import { expect, test } from 'vitest';
import type { ContactFields } from '../generated/kinds.ts';
import type { Contact } from '../parts/names.ts';
import { likenesses } from './likeness.ts';

const ANA: ContactFields = {
  name: 'Ana Lúcia Costa',
  organization: 'Fjord Data AS',
  emails: [{ value: 'Ana.Costa@fjorddata.no' }],
  phones: [{ value: '+47 22 33 44 55', e164: '+4722334455' }],
  urls: [{ value: 'https://www.fjorddata.no/' }, { value: 'https://ana.example/talks/queues' }],
  handles: [{ service: 'linkedin', value: 'ana-costa' }],
};

function person(id: string, f: ContactFields): Contact {
  return { id, kind: 'contact', f, unsynced: false, conflicts: [], changedAt: 0 };
}

function reasons(card: ContactFields, apart: readonly string[] = []): string[] {
  const people = [person('bo', { name: 'Bo Holm', organization: 'Atlas' }), person('ana', ANA)];
  return likenesses(card, people, new Set(apart)).map(({ contact, reason }) => `${contact.id} ${reason}`);
}

test.each<[string, ContactFields, string[]]>([
  [
    'the same e-mail in other letters',
    { name: 'A. Costa', emails: [{ value: 'ana.costa@fjorddata.no' }] },
    ['ana email'],
  ],
  ['the same number, written without spaces', { name: 'Ana', phones: [{ value: '+4722334455' }] }, ['ana phone']],
  ['the same profile', { handles: [{ service: 'LinkedIn', value: 'Ana-Costa' }] }, ['ana profile']],
  ['the same page, whatever follows it', { urls: [{ value: 'ana.example/talks/queues/?ref=qr' }] }, ['ana profile']],
  [
    'the same name in another order, without accents',
    { name: 'Costa Ana Lucia', organization: 'Fjord Data' },
    ['ana name'],
  ],
  ['the same name, and no organisation', { name: 'Ana Lúcia Costa' }, ['ana name']],
  ['the same name at another place', { name: 'Ana Lúcia Costa', organization: 'Atlas' }, []],
  ['a part of the name', { name: 'Ana Costa', organization: 'Fjord Data AS' }, []],
  ['a colleague on the same switchboard', { name: 'Leif Berg', phones: [{ value: '+47 22 33 44 55' }] }, []],
  ['a colleague with the same home page', { name: 'Leif Berg', urls: [{ value: 'https://fjorddata.no' }] }, []],
  ['nothing known', {}, []],
])('%s', (_, card, expected) => expect(reasons(card)).toEqual(expected));

test('a mailbox for all makes nobody the same, unless the names have something in common', () => {
  const people = [person('ana', { name: 'Ana Costa', emails: [{ value: 'info@fjorddata.no' }] })];
  const of = (name: string) => likenesses({ name, emails: [{ value: 'info@fjorddata.no' }] }, people, new Set()).length;
  expect([of('Leif Berg'), of('Ana C. Costa')]).toEqual([0, 1]);
});

test('who was said to be somebody else is not offered again', () => {
  const card = { emails: [{ value: 'ana.costa@fjorddata.no' }] };
  expect(reasons(card)).toEqual(['ana email']);
  expect(reasons(card, ['ana'])).toEqual([]);
});

test('Han names of two characters are names', () => {
  const people = [person('li', { name: '李明', organization: '例示公司' })];
  expect(likenesses({ name: '李明', organization: '例示公司' }, people, new Set())).toHaveLength(1);
  expect(likenesses({ name: '李', organization: '例示公司' }, people, new Set())).toHaveLength(0);
});
