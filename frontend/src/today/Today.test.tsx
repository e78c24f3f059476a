// @vitest-environment jsdom
import { signal } from '@preact/signals';
import { options, render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import { type Services, ServicesContext } from '../parts/services.ts';
import { newDevice } from '../store/testing/device.ts';
import { words } from '../words/index.ts';

vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
const { Today } = await import('./Today.tsx');

// Effects at once: a frame that comes after the last test would find no window any more.
options.requestAnimationFrame = (callback) => callback();

const root = document.body.appendChild(document.createElement('div'));
afterEach(() => render(null, root));

test('nobody who has people is welcomed as new while their notebook is being read', async () => {
  const device = newDevice();
  const before = device.tab();
  await before.save('contact', before.newId(), { name: 'Ana Lima' });
  const store = device.tab();
  const seen: string[] = [];
  const watching = new MutationObserver(() => seen.push(root.textContent ?? ''));
  watching.observe(root, { childList: true, subtree: true, characterData: true });
  const services = { store, account: { user: signal(null) } } as unknown as Services;
  await act(async () =>
    render(
      <ServicesContext.Provider value={services}>
        <Today />
      </ServicesContext.Provider>,
      root,
    ),
  );
  await vi.waitFor(() => expect(root.textContent).toContain(words.today.empty.title));
  watching.disconnect();
  expect(seen.filter((text) => text.includes(words.today.first.title))).toEqual([]);
});
