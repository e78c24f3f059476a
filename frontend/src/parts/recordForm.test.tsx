// @vitest-environment jsdom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Fields, FormSnapshot, Store } from '../store/contract.ts';
import { AskFirst } from '../store/index.ts';
import { words } from '../words/index.ts';
import { notice } from './notice.ts';
import { type RecordForm, useRecordForm } from './recordForm.ts';
import { type Services, ServicesContext } from './services.ts';

interface Draft {
  readonly body: string;
}

interface Saved {
  readonly id: string;
  readonly fields: Fields;
  readonly form: FormSnapshot | undefined;
}

let root: HTMLElement;
let form: RecordForm<Draft>;
let saved: Saved[];
let removed: string[];
let failWith: Error | null;

const seen = (id: string, context = saved.length) => ({ id, database: 'hers', context });

/** Of the store, what a form uses. */
const store = {
  newId: () => 'new',
  openForm: (id: string) => seen(id),
  save: async (_kind: string, id: string, fields: Fields, options?: { form?: FormSnapshot }) => {
    const failure = failWith;
    failWith = null;
    if (failure) throw failure;
    saved.push({ id, fields, form: options?.form });
    return seen(id);
  },
  remove: async (id: string) => void removed.push(id),
};

function Form({ id }: { id: string | null }) {
  form = useRecordForm<Draft>({
    kind: 'note',
    record: id ? { id, kind: 'note', f: {}, unsynced: false, conflicts: [], changedAt: 0 } : undefined,
    start: { body: id ? 'As it was' : '' },
    blank: { body: '' },
    changes: (before, after) => (before.body === after.body ? {} : { body: after.body }),
    created: () => ({ at: 1 }),
    refuse: ({ body }) => (body ? null : words.parts.required),
  });
  return <p>{form.draft.body}</p>;
}

function open(id: string | null): void {
  const services = { store: store as unknown as Store } as Services;
  act(() => render(<ServicesContext.Provider value={services}>{<Form id={id} />}</ServicesContext.Provider>, root));
}

const type = (body: string) => act(() => form.set({ body }));
const leave = () => act(() => render(null, root));

async function hide(): Promise<void> {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  await act(async () => void document.dispatchEvent(new Event('visibilitychange')));
}

beforeEach(() => {
  root = document.createElement('div');
  [saved, removed, failWith] = [[], [], null];
  notice.value = null;
});

afterEach(() => {
  leave();
  vi.restoreAllMocks();
});

test('what was typed and not saved is saved when the page is left, and that is said', async () => {
  open(null);
  type('Met at lunch');
  await leave();
  expect(saved).toEqual([{ id: 'new', fields: { at: 1, body: 'Met at lunch' }, form: seen('new', 0) }]);
  await vi.waitFor(() => expect(notice.value?.text).toBe(words.parts.keptOnLeaving));
});

test('a form that nobody touched, one that is empty and one that is saved write nothing on leaving', async () => {
  open('old');
  await leave();
  open(null);
  await leave();
  expect(saved).toEqual([]);
  open('old');
  type('Changed');
  await act(async () => void (await form.save()));
  await leave();
  expect(saved).toHaveLength(1);
});

test('going to the background saves; typing on writes only the rest, having seen the first', async () => {
  open(null);
  type('Half a sent');
  await hide();
  await hide();
  type('Half a sentence');
  await act(async () => void (await form.save()));
  expect(saved).toEqual([
    { id: 'new', fields: { at: 1, body: 'Half a sent' }, form: seen('new', 0) },
    { id: 'new', fields: { body: 'Half a sentence' }, form: seen('new', 1) },
  ]);
});

test('what is being typed is kept every few seconds, so that a dead battery costs a few words', async () => {
  vi.useFakeTimers();
  open(null);
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
  type('Half a sent');
  await act(async () => void (await vi.advanceTimersByTimeAsync(2000)));
  await act(async () => void (await vi.advanceTimersByTimeAsync(10_000)));
  expect(saved).toEqual([{ id: 'new', fields: { at: 1, body: 'Half a sent' }, form: seen('new', 0) }]);
  vi.useRealTimers();
});

test('cancel puts back what a record said before the form was opened', async () => {
  open('old');
  type('Never mind');
  await hide();
  await act(() => form.drop());
  await leave();
  expect(saved.map(({ fields }) => fields.body)).toEqual(['Never mind', 'As it was']);
  expect(saved[1]?.form).toEqual(seen('old', 1));
});

test('keeping by itself never overrides what another tab changed: only Save does, once it was said', async () => {
  open('old');
  type('Changed here');
  failWith = new AskFirst(['body']);
  await hide();
  failWith = new AskFirst(['body']);
  await act(async () => expect(await form.save()).toBe(false));
  expect(form.trouble).toBe(words.parts.otherTab);
});

test('what the server would refuse is said before it is saved', async () => {
  open(null);
  type('x'.repeat(16_001));
  await act(async () => expect(await form.save()).toBe(false));
  expect(form.trouble).toBe('Note is too long: at most 16,000 characters.');
  type('x'.repeat(16_000));
  await act(async () => expect(await form.save()).toBe(true));
});

test('cancel drops what was typed, also what the background had kept already', async () => {
  open(null);
  type('Never mind');
  await hide();
  await act(() => form.drop());
  await leave();
  expect(saved).toHaveLength(1);
  expect(removed).toEqual(['new']);
  open('old');
  type('Never mind');
  await act(() => form.drop());
  await leave();
  expect(saved).toHaveLength(1);
  expect(removed).toEqual(['new']);
});

test('where another tab changed the field, the form asks first and saves the second time', async () => {
  open('old');
  type('Changed here');
  failWith = new AskFirst(['body']);
  await act(async () => expect(await form.save()).toBe(false));
  expect(form.trouble).toBe(words.parts.otherTab);
  expect(form.draft.body).toBe('Changed here');
  await act(async () => expect(await form.save()).toBe(true));
  expect(saved).toEqual([{ id: 'old', fields: { body: 'Changed here' }, form: seen('old', 0) }]);
});

test('without room the text stays in the form, with words for it, and is saved once there is some', async () => {
  open(null);
  await act(async () => form.set({ body: 'what we agreed' }));
  failWith = new DOMException('full', 'QuotaExceededError');
  let isSaved = true;
  await act(async () => {
    isSaved = await form.save();
  });
  expect(isSaved).toBe(false);
  expect(form.trouble).toBe(words.parts.noRoom);
  expect(form.draft.body).toBe('what we agreed');
  await act(async () => {
    isSaved = await form.save();
  });
  expect(isSaved).toBe(true);
  expect(saved.at(-1)?.fields).toMatchObject({ body: 'what we agreed' });
});
