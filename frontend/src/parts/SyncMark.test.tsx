// @vitest-environment jsdom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, test } from 'vitest';
import type { PhotoState, Shown, User } from '../store/contract.ts';
import { SyncMark } from './SyncMark.tsx';
import { type Services, ServicesContext } from './services.ts';

const user = signal<User | null>(null);
const sending = signal<ReadonlySet<string>>(new Set());
const photo = signal<PhotoState>('here');
const services = { account: { user, sending }, store: { photos: { state: () => photo } } } as unknown as Services;
const record: Shown = { id: 'n', kind: 'note', f: {}, unsynced: true, conflicts: [], changedAt: 1 };

beforeEach(() => {
  user.value = { id: 'ana', email: 'ana@example.org', name: 'Ana' };
  sending.value = new Set();
  photo.value = 'here';
});

function said(shown: Shown): string {
  const root = document.createElement('div');
  act(() =>
    render(
      <ServicesContext.Provider value={services}>
        <SyncMark record={shown} photos={['sha']} />
      </ServicesContext.Provider>,
      root,
    ),
  );
  return root.textContent ?? '';
}

test('what is not on the server bears a mark with words: waiting, on its way, or refused', () => {
  expect(said(record)).toContain('not on the server yet');
  sending.value = new Set(['n']);
  expect(said(record)).toContain('on its way');
  expect(said({ ...record, refused: true })).toContain('refused');
});

test('what is there bears none, unless its photo is not', () => {
  expect(said({ ...record, unsynced: false })).toBe('');
  photo.value = 'uploading';
  expect(said({ ...record, unsynced: false })).toContain('photo not on the server yet');
});

test('without an account nothing is marked: there is no server to be on', () => {
  user.value = null;
  expect(said(record)).toBe('');
});
