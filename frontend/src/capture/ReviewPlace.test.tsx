// @vitest-environment jsdom
/** The review with the real store underneath: by keys, with the way back, and with people who are there already. */
import { signal } from '@preact/signals';
import { options, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { contactOfCard } from '../domain/ids.ts';
import type { CardFields, ContactFields, PairFields } from '../generated/kinds.ts';
import { notice } from '../parts/notice.ts';
import { type Services, ServicesContext } from '../parts/services.ts';
import type { LocalStore } from '../store/index.ts';
import { type Device, newDevice } from '../store/testing/device.ts';
import { captureWords } from '../words/capture.ts';

vi.hoisted(() => {
  // A laptop with a mouse; asked for when the modules are loaded.
  Object.assign(globalThis, { matchMedia: () => ({ matches: true, addEventListener: () => undefined }) });
});
const { ReviewPlace } = await import('./ReviewPlace.tsx');

options.requestAnimationFrame = (callback) => callback();

const here = signal('');
let root: HTMLElement;
let device: Device;
let store: LocalStore;
let cards: string[];

const names = ['Ana Costa', 'Bo Holm', 'Cy Ng'];

beforeEach(async () => {
  root = document.body.appendChild(document.createElement('div'));
  device = newDevice();
  store = device.tab();
  cards = [];
  for (const [at, name] of names.entries()) await shoot(name, at);
});
afterEach(() => {
  render(null, root);
  root.remove();
});

async function shoot(name: string, at: number): Promise<void> {
  const id = store.newId();
  const field = { confidence: 90, source: 'read' };
  const fields = [
    { field: 'name', value: name, ...field },
    { field: 'email', value: `${name.split(' ')[0]?.toLowerCase()}@example.com`, ...field },
  ];
  const read = { engine: 'test', lines: [], fields, code: null, ms: 1 };
  await store.save('card', id, { captured_at: at + 1, state: 'read', read });
  cards.push(id);
}

function Screen() {
  return <ReviewPlace key={here.value} cardId={here.value} />; // As the shell does: each place is a fresh one.
}

async function open(cardId: string | undefined): Promise<void> {
  here.value = cardId ?? '';
  const go = (path: string) => {
    here.value = path.replace('/capture/review', '').replace('/', '');
  };
  const account = { user: signal(null), keptFor: signal(null) };
  const reader = { isRemoved: signal(false) };
  const services = { store, account, reader, go } as unknown as Services;
  await act(async () =>
    render(
      <ServicesContext.Provider value={services}>
        <Screen />
      </ServicesContext.Provider>,
      root,
    ),
  );
}

const input = (label: string) => {
  const found = [...root.querySelectorAll('label')].find(({ textContent }) => textContent === label);
  return found && root.querySelector<HTMLInputElement>(`[id="${found.htmlFor}"]`);
};
const button = (name: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent === name);
const shows = (name: string) => vi.waitFor(() => expect(input('Name')?.value).toBe(name));
const press = (key: string, held: Partial<KeyboardEventInit>) =>
  act(async () => {
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, code: key === 'z' ? 'KeyZ' : key, bubbles: true, cancelable: true, ...held }),
    );
  });
const alt = { altKey: true };
const control = { ctrlKey: true };
const type = (label: string, text: string) =>
  act(async () => {
    const field = input(label);
    if (!field) throw new Error(`no field ${label}`);
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
const people = () => store.list<ContactFields>('contact').peek();
const card = (at: number) => store.get<CardFields>(cards[at] ?? '').peek()?.f;

test('one card after the other by keys alone, and the keys are named', async () => {
  await open(cards[0]);
  await shows('Ana Costa');
  expect(document.activeElement).toBe(input('Name'));
  expect(root.querySelector('.review-keys')?.textContent).toContain(captureWords.keys.skip);
  await press('ArrowDown', alt);
  await shows('Bo Holm');
  await press('ArrowUp', alt);
  await shows('Ana Costa');
  await press('Enter', control);
  await shows('Bo Holm');
  expect(people().map(({ f }) => f.name)).toEqual(['Ana Costa']);
  expect(card(0)).toMatchObject({ state: 'done' });
});

test('a save is taken back whole: no person, the card to review, what was typed still there', async () => {
  await open(cards[0]);
  await shows('Ana Costa');
  await type('Title', 'Engineer');
  await press('Enter', control);
  await shows('Bo Holm');
  await press('z', alt);
  await shows('Ana Costa');
  expect(people()).toEqual([]);
  expect(card(0)).toMatchObject({ state: 'read' });
  expect(card(0)?.contact ?? null).toBeNull();
  expect(input('Title')?.value).toBe('Engineer');
  await type('E-mail', '');
  await press('Enter', control);
  await shows('Bo Holm');
  expect(people()[0]?.f).toMatchObject({ name: 'Ana Costa', title: 'Engineer' });
  expect(people()[0]?.f.emails ?? null).toBeNull();
});

test('what was typed is taken back before what was saved', async () => {
  await open(cards[0]);
  await shows('Ana Costa');
  await press('ArrowDown', alt);
  await shows('Bo Holm');
  await type('Name', 'Bo H');
  await type('Name', 'Bo');
  await press('z', alt);
  await shows('Bo Holm');
  await press('z', alt);
  await shows('Ana Costa');
});

test('half typed, killed and opened again: the draft is there, and a late reading fills only what nobody touched', async () => {
  await open(cards[0]);
  await shows('Ana Costa');
  await type('Name', 'Ana C');
  await vi.waitFor(async () => expect(await store.drafts.get(`card/${cards[0]}`)).toBeDefined());
  render(null, root);
  store = device.tab();
  await store.ready;
  await open(cards[0]);
  await shows('Ana C');
  const read = {
    ...card(0)?.read,
    fields: ['name Other', 'title Engineer'].map((each) => {
      const [field = '', value = ''] = each.split(' ');
      return { field, value, confidence: 90, source: 'read' };
    }),
  };
  await act(async () => void (await store.save('card', cards[0] ?? '', { read }, { byPerson: false })));
  await vi.waitFor(() => expect(input('Title')?.value).toBe('Engineer'));
  expect(input('Name')?.value).toBe('Ana C');
});

test('a person who is there gets what the card adds, once somebody says that it is the same', async () => {
  await store.save('contact', store.newId(), {
    name: 'Ana Maria Costa',
    emails: [{ value: 'ana@example.com' }],
    phones: [{ value: '1' }],
  });
  await open(cards[0]);
  await vi.waitFor(() => expect(root.textContent).toContain(captureWords.same.question('Ana Maria Costa')));
  await act(async () => button(captureWords.same.yes)?.click());
  await type('Title', 'Engineer');
  await press('Enter', control);
  await shows('Bo Holm');
  expect(people().map(({ f }) => [f.name, f.title])).toEqual([['Ana Maria Costa', 'Engineer']]);
  expect(card(0)).toMatchObject({ state: 'done', contact: people()[0]?.id });
  await press('z', alt);
  await vi.waitFor(() => expect(card(0)).toMatchObject({ state: 'read' }));
  await vi.waitFor(() =>
    expect(people().map(({ f }) => [f.name, f.title ?? null])).toEqual([['Ana Maria Costa', null]]),
  );
});

test('"somebody else" is remembered, on every device, and the card makes a person of its own', async () => {
  const other = store.newId();
  await store.save('contact', other, { name: 'Ana', emails: [{ value: 'ana@example.com' }] });
  await open(cards[0]);
  await vi.waitFor(() => expect(button(captureWords.same.no)).toBeDefined());
  await act(async () => button(captureWords.same.no)?.click());
  await vi.waitFor(() => expect(button(captureWords.same.no)).toBeUndefined());
  const own = await contactOfCard(cards[0] ?? '');
  expect(store.list<PairFields>('pair').peek()).toMatchObject([{ f: { one: own, other, differ: true } }]);
  await press('Enter', control);
  await shows('Bo Holm');
  expect(people()).toHaveLength(2);
});

test('a person who was changed since is not taken back with the card', async () => {
  await open(cards[0]);
  await shows('Ana Costa');
  await press('Enter', control);
  await shows('Bo Holm');
  const [ana] = people();
  await act(async () => void (await store.save('contact', ana?.id ?? '', { common_ground: 'Judo' })));
  await press('z', alt);
  await vi.waitFor(() => expect(notice.value?.text).toBe(captureWords.form.changedSince));
  expect(people()[0]?.f).toMatchObject({ name: 'Ana Costa', common_ground: 'Judo' });
  expect(card(0)).toMatchObject({ state: 'done' });
});
