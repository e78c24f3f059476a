// @vitest-environment jsdom
/** The settings of reminders against a server that is played, in a browser whose push manager is too. */
import { signal } from '@preact/signals';
import { options, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InstallContext } from '../parts/install.ts';
import { type Services, ServicesContext } from '../parts/services.ts';
import { accountWords } from '../words/account.ts';
import NotificationsPage from './NotificationsPage.tsx';

const say = accountWords.reminders;
const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/x';
const KEY = 'AQID';

let root: HTMLElement;
let asked: { method: string; path: string; body: unknown }[];
let server: { mail: boolean; hour: number; zone: string; agreed: boolean; key: string; devices: number };
let refusal: { status: number; fields: Record<string, string> } | null;
let isAway: boolean;
let went: string[];
let subscription: { endpoint: string; options: object; toJSON(): object; unsubscribe(): Promise<boolean> } | null;
let offer: 'no' | 'ios';

options.requestAnimationFrame = (callback) => callback();

function subscribedWith(key: number[]): typeof subscription {
  return {
    endpoint: ENDPOINT,
    options: { applicationServerKey: new Uint8Array(key).buffer },
    toJSON: () => ({ endpoint: ENDPOINT, keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: async () => {
      subscription = null;
      return true;
    },
  };
}

beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'));
  [asked, went, refusal, isAway, subscription, offer] = [[], [], null, false, null, 'no'];
  server = { mail: false, hour: 8, zone: 'UTC', agreed: false, key: KEY, devices: 0 };
  const pushManager = {
    getSubscription: async () => subscription,
    subscribe: async () => {
      subscription = subscribedWith([1, 2, 3]);
      return subscription;
    },
  };
  const registration = { pushManager };
  const serviceWorker = { ready: Promise.resolve(registration), getRegistration: async () => registration };
  vi.stubGlobal('navigator', Object.create(navigator, { serviceWorker: { value: serviceWorker, configurable: true } }));
  vi.stubGlobal('PushManager', class {});
  vi.stubGlobal('Notification', { permission: 'default', requestPermission: async () => 'granted' });
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: RequestInit = {}) => {
    if (isAway) throw new TypeError('no network');
    const given: unknown = body ? JSON.parse(String(body)) : undefined;
    const path = url.replace('/api/notifications', '');
    asked.push({ method, path, body: given });
    if (refusal && method !== 'GET') {
      return new Response(JSON.stringify({ error: { code: 'invalid', fields: refusal.fields } }), {
        status: refusal.status,
      });
    }
    if (method === 'PUT') server = { ...server, ...(given as object) };
    if (method === 'POST' && path === '/devices') server = { ...server, devices: 1 };
    if (method === 'POST' && path === '/agreement') server = { ...server, agreed: true };
    if (method === 'DELETE') server = { ...server, devices: 0 };
    return new Response(JSON.stringify(server));
  });
});
afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

function open(query = '', user: object | null = { id: '1', email: 'ana@example.org', name: 'Ana' }): void {
  const services = { account: { user: signal(user) }, go: (path: string) => went.push(path) } as unknown as Services;
  act(() =>
    render(
      <ServicesContext.Provider value={services}>
        <InstallContext.Provider value={{ offer: signal(offer), install: async () => false }}>
          <NotificationsPage query={new URLSearchParams(query)} />
        </InstallContext.Provider>
      </ServicesContext.Provider>,
      root,
    ),
  );
}

const sees = (text: string) => vi.waitFor(() => expect(root.textContent).toContain(text));
const button = (name: string) => [...root.querySelectorAll('button')].find(({ textContent }) => textContent === name);

function choose(chosen: string): void {
  const hour = root.querySelector('select');
  act(() => {
    if (hour) hour.value = chosen;
    hour?.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

async function press(name: string): Promise<void> {
  await vi.waitFor(() => expect(button(name)?.disabled).toBe(false));
  act(() => button(name)?.click());
}

test('without an account it says what is needed, and asks the server nothing', async () => {
  open('', null);
  await sees(say.needAccount);
  expect(asked).toEqual([]);
});

test('turning it on subscribes, tells the server, and takes the zone of where the person is', async () => {
  open();
  await sees(say.off);
  await press(say.turnOn);
  await sees(say.devices(1));
  await sees(say.on);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ mail: false, hour: 8, zone });
  const added = asked.find(({ path }) => path === '/devices');
  expect(added?.body).toEqual({ endpoint: ENDPOINT, p256dh: 'p', auth: 'a' });
});

test('turning it off takes this device off the server by its name', async () => {
  subscription = subscribedWith([1, 2, 3]);
  server.devices = 1;
  open();
  await press(say.turnOff);
  await sees(say.off);
  const name = asked.find(({ method }) => method === 'DELETE')?.path ?? '';
  expect(name).toMatch(/^\/devices\/[0-9a-f]{64}$/);
});

test('a device that the server has forgotten is made known to it again', async () => {
  subscription = subscribedWith([1, 2, 3]);
  open();
  await sees(say.devices(1));
  expect(asked.filter(({ path, method }) => path === '/devices' && method === 'POST')).toHaveLength(1);
});

test('a subscription with the key of another server counts as none, and is given up', async () => {
  subscription = subscribedWith([9, 9, 9]);
  open();
  await sees(say.off);
  expect(asked.map(({ method }) => method)).toEqual(['GET']);
  await press(say.turnOn);
  await sees(say.on);
});

test.each([
  ['denied', 'no', say.blocked],
  ['default', 'no', say.off],
] as const)('with the permission %s it says so', async (permission, _, text) => {
  vi.stubGlobal('Notification', { permission, requestPermission: async () => permission });
  open();
  await sees(text);
});

test('a person who says no to the browser is told that it did not work', async () => {
  vi.stubGlobal('Notification', { permission: 'default', requestPermission: async () => 'denied' });
  open();
  await press(say.turnOn);
  await sees(say.refused);
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
});

test('in a tab on iOS it says to install the app first', async () => {
  vi.stubGlobal('PushManager', undefined);
  Reflect.deleteProperty(globalThis, 'PushManager');
  Reflect.deleteProperty(window, 'PushManager');
  offer = 'ios';
  open();
  await sees(say.installFirst);
});

test('letters wait for an agreement, and the link in the first one brings it', async () => {
  server.mail = true;
  open();
  await sees(say.agree('ana@example.org'));
  render(null, root);
  open('agree=token');
  await sees(say.agreed);
  expect(asked.at(-1)).toEqual({ method: 'POST', path: '/agreement', body: { token: 'token' } });
  await vi.waitFor(() => expect(went).toEqual(['/account/notifications']));
});

test.each([
  [{ token: 'format' }, say.notAgreed],
  [{ mail: 'refused' }, say.noMail],
  [{ endpoint: 'too_many' }, say.tooMany],
])('a refusal for %j is said in words', async (fields, text) => {
  refusal = { status: 422, fields };
  open('agree=token');
  await sees(text);
});

test('without a network it says so, keeps the link, and goes on when asked again', async () => {
  isAway = true;
  open('agree=token');
  await sees(accountWords.errors.offline);
  expect(went).toEqual([]);
  isAway = false;
  await press(say.retry);
  await sees(say.agreed);
  await vi.waitFor(() => expect(went).toHaveLength(1));
});

test('the hour and the zone are changed on the spot', async () => {
  open();
  await sees(say.when);
  const [hour, zone] = [...root.querySelectorAll('select')];
  act(() => {
    if (hour) hour.value = '7';
    hour?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await vi.waitFor(() => expect(server.hour).toBe(7));
  act(() => {
    if (zone) zone.value = 'Asia/Calcutta';
    if (zone && !zone.value) zone.value = 'Asia/Kolkata';
    zone?.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await vi.waitFor(() => expect(server.zone).toMatch(/^Asia\/(Calcutta|Kolkata)$/));
  expect(server.hour).toBe(7);
});

test('changes made before the server has answered do not undo each other', async () => {
  open();
  await sees(say.when);
  const [hour] = root.querySelectorAll('select');
  act(() => {
    if (hour) hour.value = '7';
    hour?.dispatchEvent(new Event('change', { bubbles: true }));
    root.querySelector<HTMLInputElement>('[role=switch]')?.click();
  });
  await vi.waitFor(() => expect(server).toMatchObject({ hour: 7, mail: true }));
  await vi.waitFor(() => expect(root.querySelector<HTMLInputElement>('[role=switch]')?.checked).toBe(true));
  expect(root.querySelector('select')?.value).toBe('7');
});

test('what the server does not take is as it was', async () => {
  refusal = { status: 422, fields: { mail: 'refused' } };
  open();
  await sees(say.when);
  act(() => root.querySelector<HTMLInputElement>('[role=switch]')?.click());
  await sees(say.noMail);
  expect(root.querySelector<HTMLInputElement>('[role=switch]')?.checked).toBe(false);
});

test('it says when what was chosen is on the server, and not before', async () => {
  let answer = () => {};
  const isOver = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const play = fetch;
  open();
  await sees(say.when);
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    await isOver;
    return play(url, init);
  });
  choose('7');
  await sees(say.keeping);
  answer();
  await sees(say.kept);
  expect(root.textContent).not.toContain(say.keeping);
  expect(server.hour).toBe(7);
  refusal = { status: 422, fields: {} };
  choose('9');
  await vi.waitFor(() => expect(root.querySelector('[role=alert]')).not.toBeNull());
  expect(root.textContent).not.toContain(say.kept);
});

test('a page that is left sends what was chosen while an earlier choice was on its way', async () => {
  const sent: RequestInit[] = [];
  open();
  await sees(say.when);
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    sent.push(init);
    return new Promise(() => {});
  });
  choose('7');
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  act(() => root.querySelector<HTMLInputElement>('[role=switch]')?.click());
  expect(sent).toHaveLength(1);
  dispatchEvent(new Event('pagehide'));
  expect(sent.map(({ body }) => JSON.parse(String(body)))).toMatchObject([{ hour: 7 }, { hour: 7, mail: true }]);
  expect(sent.map(({ keepalive }) => keepalive)).toEqual([true, true]);
});
