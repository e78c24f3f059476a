import { expect, test } from 'vitest';
import { draftMail, mailTo } from './mail.ts';

test('the draft greets, quotes the last conversation and says what it is about', () => {
  const draft = draftMail({
    names: ['Ana Kovač', '松田 純'],
    what: 'Send the DynamoDB talk',
    event: 'PyCon DE',
    lastNote: 'Single-table regrets.\nWants the proof.',
  });
  expect(draft).toContain('Hello Ana, 松田 純,');
  expect(draft).toContain('PyCon DE');
  expect(draft).toContain('> Single-table regrets.\n> Wants the proof.');
  expect(draft).toContain('Send the DynamoDB talk');
});

test('without a note or an event nothing is quoted or made up', () => {
  const draft = draftMail({ names: [], what: '', event: null, lastNote: null });
  expect(draft).toMatch(/^Hello,/);
  expect(draft).not.toContain('>');
});

test('what stands in a subject or a text stays there', () => {
  const link = mailTo(['ana@example.org'], 'A & B?', 'one\ntwo & bcc=eve@example.org');
  expect(link).toBe('mailto:ana@example.org?subject=A%20%26%20B%3F&body=one%0D%0Atwo%20%26%20bcc%3Deve%40example.org');
});

test('a very long text is cut where the mail app can still take it, and never inside a character', () => {
  const link = mailTo(['ana@example.org'], 'Hello', '👋'.repeat(1000));
  expect(link.length).toBeLessThanOrEqual(1800);
  const body = new URLSearchParams(link.split('?')[1]).get('body') ?? '';
  expect(body).toMatch(/^(👋)+$/u);
});
