// @vitest-environment jsdom
/** What the browser says about keeping the data, in words. */
import { signal } from '@preact/signals';
import { options, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Install } from '../device/install.ts';
import { InstallContext } from '../parts/install.ts';
import { type Services, ServicesContext } from '../parts/services.ts';
import { accountWords } from '../words/account.ts';
import { Device } from './Device.tsx';

const say = accountWords.storage;
let root: HTMLElement;

// Effects at once: a frame that comes after the last test would find no window any more.
options.requestAnimationFrame = (callback) => callback();

beforeEach(() => {
  root = document.body.appendChild(document.createElement('div'));
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(() => {
  render(null, root);
  root.remove();
  vi.unstubAllGlobals();
});

async function open(storage: { isKept: boolean; agrees: boolean }, easternBytes = 1_900_000): Promise<void> {
  const { userAgent, maxTouchPoints } = navigator;
  const manager = {
    persisted: async () => storage.isKept,
    persist: async () => storage.agrees,
    estimate: async () => ({ usage: 2_000_000, quota: 9_000_000 }),
  };
  vi.stubGlobal('navigator', { userAgent, maxTouchPoints, storage: manager });
  const eastern = { state: signal('absent'), bytes: easternBytes };
  const services = {
    reader: { state: signal('ready'), isRemoved: signal(false), kept: async () => 0, eastern },
  } as unknown as Services;
  const install: Install = { offer: signal('no'), install: async () => false };
  await act(async () =>
    render(
      <ServicesContext.Provider value={services}>
        <InstallContext.Provider value={install}>
          <Device />
        </InstallContext.Provider>
      </ServicesContext.Provider>,
      root,
    ),
  );
  await vi.waitFor(() => expect(root.textContent).toContain('2 MB'));
}

const ask = () => [...root.querySelectorAll('button')].find(({ textContent }) => textContent === say.persist);

test('what Chinese and Japanese take is said once it is known', async () => {
  await open({ isKept: true, agrees: true });
  expect(root.textContent).toContain(accountWords.eastern.fetch);
  render(null, root);
  await open({ isKept: true, agrees: true }, 0);
  expect(root.textContent).not.toContain(accountWords.eastern.fetch);
  expect(root.textContent).not.toContain('0 MB');
});

test('a browser that has promised to keep the data is asked nothing', async () => {
  await open({ isKept: true, agrees: true });
  expect(root.textContent).toContain(say.persisted);
  expect(ask()).toBeUndefined();
});

test('one that does not agree is said so, with what helps', async () => {
  await open({ isKept: false, agrees: false });
  expect(root.textContent).toContain(say.notPersisted);
  expect(root.textContent).not.toContain(say.refused);
  await act(async () => ask()?.click());
  await vi.waitFor(() => expect(root.textContent).toContain(say.refused));
});

test('one that agrees takes its warning back', async () => {
  await open({ isKept: false, agrees: true });
  await act(async () => ask()?.click());
  await vi.waitFor(() => expect(root.textContent).toContain(say.persisted));
  expect(root.textContent).not.toContain(say.notPersisted);
});
