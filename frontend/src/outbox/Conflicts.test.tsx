// @vitest-environment jsdom
/** Choosing between versions, with the real store underneath. */
import { options, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { notice } from '../parts/notice.ts';
import { type Services, ServicesContext } from '../parts/services.ts';
import type { LocalStore } from '../store/index.ts';
import { merged } from '../store/rows.ts';
import { newDevice } from '../store/testing/device.ts';
import { putRow, rowOf } from '../store/unsent.ts';
import { Conflicts } from './Conflicts.tsx';
import { reopened } from './reopened.ts';

let root: HTMLElement;
let store: LocalStore;
let id: string;

// Effects at once: a frame that comes after the last test would find no window any more.
options.requestAnimationFrame = (callback) => callback();

beforeEach(async () => {
  root = document.body.appendChild(document.createElement('div'));
  store = newDevice().tab();
  id = store.newId();
  await store.save('note', id, { body: 'mine' });
  reopened.value = null;
  notice.value = null;
});
afterEach(() => {
  render(null, root);
  root.remove();
});

/** Another device's word arrives on the disk; the screen hears of it with `isHeard`. */
async function arrives(replica: string, v: string, isHeard: boolean): Promise<void> {
  const change = { id, kind: 'note', full: false, f: { body: { s: [{ d: [replica, 1] as const, v, at: 1 }] } } };
  await store.database().write(['records', 'unsent'], async (transaction) => {
    const row = await rowOf(transaction, id);
    putRow(transaction, merged(row, change), row);
  });
  if (isHeard) await act(() => store.memory.refresh(store.database(), [id]));
}

function Screen() {
  const record = store.get(id).value;
  return record ? <Conflicts record={record} /> : null;
}

async function open(): Promise<void> {
  const services = { store } as unknown as Services;
  act(() => render(<ServicesContext.Provider value={services}>{<Screen />}</ServicesContext.Provider>, root));
  await vi.waitFor(() => expect(button('Choose')).toBeDefined());
  await vi.waitFor(() => {
    act(() => button('Choose')?.click());
    expect(items().length).toBeGreaterThan(1);
  });
}

const button = (name: string, within: ParentNode = root) =>
  [...within.querySelectorAll('button')].find(({ textContent }) => textContent === name);
const items = () => [...root.querySelectorAll('li')];
const bodies = async () => (await store.versions(id, 'body')).map(({ value }) => value).toSorted();

test('three versions stand there, and one of them is chosen', async () => {
  await arrives('a', 'theirs', true);
  await arrives('b', 'a third', true);
  await open();
  expect(items()).toHaveLength(3);
  expect(root.querySelector('section')?.getAttribute('aria-label')).toBe('3 versions of Note');
  const third = items().find(({ textContent }) => textContent?.includes('a third'));
  await act(async () => third && button('Keep this', third)?.click());
  await vi.waitFor(async () => expect(await bodies()).toEqual(['a third']));
});

test('a version that came after the choice was shown stays a version', async () => {
  await arrives('a', 'theirs', true);
  await open();
  await arrives('b', 'unseen', false);
  await act(async () => button('Keep both')?.click());
  await vi.waitFor(async () => expect(await bodies()).toEqual(['mine\n\ntheirs', 'unseen']));
  expect(store.get(id).value?.conflicts).toEqual(['body']);
});

test('a choice that was taken back shows every version again', async () => {
  await arrives('a', 'theirs', true);
  await open();
  await act(async () => button('Keep this')?.click());
  await vi.waitFor(() => expect(notice.value?.actions).toHaveLength(1));
  expect(items()).toEqual([]);
  await act(async () => notice.value?.actions?.[0]?.run());
  await vi.waitFor(() => expect(items()).toHaveLength(2));
  expect(root.textContent).toContain('Choose again');
  await act(async () => button('Keep both')?.click());
  await vi.waitFor(async () => expect(await bodies()).toEqual(['mine\n\ntheirs']));
  expect(reopened.value).toBeNull();
});

test('what is missing and what is new is marked up as such', async () => {
  await arrives('a', 'theirs', true);
  await open();
  expect(root.querySelector('del')?.textContent).toContain('mine');
  expect(root.querySelector('ins')?.textContent).toContain('theirs');
});
