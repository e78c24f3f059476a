import { expect, test } from 'vitest';
import { DatabaseGone } from '../store/db.ts';
import { words } from '../words/index.ts';
import { sayTrouble } from './trouble.ts';

test('no room, and storage that the browser closed, have words of their own', () => {
  expect(sayTrouble(new DOMException('full', 'QuotaExceededError'))).toBe(words.parts.noRoom);
  expect(sayTrouble(new DOMException('closing', 'InvalidStateError'))).toBe(words.parts.storageLost);
  expect(sayTrouble(new DatabaseGone('lanyard~'))).toBe(words.parts.storageLost);
  expect(sayTrouble(new Error('a bug'))).toBe(words.parts.notSaved);
});
