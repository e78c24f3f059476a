import { beforeEach, expect, test, vi } from 'vitest';
import { openPush, showPush } from './push.ts';

interface Page {
  readonly visibilityState: string;
  readonly postMessage: (message: unknown) => void;
  readonly focus: () => Promise<void>;
}

let shown: { title: string; options: NotificationOptions }[];
let opened: string[];
let pages: Page[];

function page(visibilityState: string, told: unknown[], focus = async () => undefined as undefined): Page {
  return { visibilityState, postMessage: (message) => told.push(message), focus };
}

const message = (text: string) => ({ json: () => JSON.parse(text) }) as PushMessageData;
const tapped = (data: unknown) => ({ close: () => undefined, data }) as unknown as Notification;

beforeEach(() => {
  shown = [];
  opened = [];
  pages = [];
  vi.stubGlobal('registration', {
    showNotification: async (title: string, options: NotificationOptions) => void shown.push({ title, options }),
  });
  vi.stubGlobal('clients', {
    matchAll: async () => pages,
    openWindow: async (path: string) => void opened.push(path),
  });
});

test('a push is shown with its words, its tag and its place', async () => {
  await showPush(message('{"title":"Call","body":"With Ana","path":"/followups/a","tag":"due-1"}'));
  expect(shown[0]?.title).toBe('Call');
  expect(shown[0]?.options).toMatchObject({ body: 'With Ana', tag: 'due-1', data: { path: '/followups/a' } });
});

test.each(['', 'no JSON', 'null', '[]', '7', '{"title":7,"path":7}', '{"title":""}'])(
  '%j is shown all the same',
  async (text) => {
    await showPush(message(text));
    expect(shown[0]).toMatchObject({ title: 'Lanyard', options: { data: { path: '/today' } } });
  },
);

test('a push without anything in it is shown', async () => {
  await showPush(null);
  expect(shown).toHaveLength(1);
});

test.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', ''])(
  'a tap never leads to %s',
  async (path) => {
    await showPush(message(JSON.stringify({ path })));
    await openPush(tapped({ path }));
    expect(shown[0]?.options.data).toEqual({ path: '/today' });
    expect(opened).toEqual(['/today']);
  },
);

test('a tap leads the page that is seen, also where the browser will not bring it to the front', async () => {
  const [hidden, seen]: unknown[][] = [[], []];
  const refuses = async () => Promise.reject(new DOMException('not allowed', 'InvalidAccessError'));
  pages = [page('hidden', hidden ?? []), page('visible', seen ?? [], refuses)];
  await openPush(tapped({ path: '/followups/a' }));
  expect(seen).toEqual([{ type: 'go', path: '/followups/a' }]);
  expect(hidden).toEqual([]);
  expect(opened).toEqual([]);
});

test('where no page is open, a tap opens one', async () => {
  await openPush(tapped({ path: '/followups/a' }));
  expect(opened).toEqual(['/followups/a']);
});

test('a notification of an older build leads to Today', async () => {
  await openPush(tapped(null));
  expect(opened).toEqual(['/today']);
});
