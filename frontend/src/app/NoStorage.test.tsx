// @vitest-environment jsdom
import { render } from 'preact';
import { expect, test } from 'vitest';
import { words } from '../words/index.ts';
import { NoStorage, troubleOf } from './NoStorage.tsx';

test('a database of a newer build, one that an old tab holds, and none at all are told apart', () => {
  expect(troubleOf(new DOMException('2 > 1', 'VersionError'))).toBe('newerData');
  expect(troubleOf(new DOMException('denied', 'SecurityError'))).toBe('noStorage');
  const root = document.createElement('div');
  render(<NoStorage trouble="waiting" />, root);
  expect(root.textContent).toBe(words.app.waiting.title + words.app.waiting.body);
  render(<NoStorage trouble="newerData" />, root);
  expect(root.querySelector('button')?.textContent).toBe(words.app.newerData.again);
});
