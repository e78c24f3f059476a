// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';
import { createRouter, match } from './router.ts';

beforeEach(() => {
  vi.stubGlobal('scrollY', 0);
  history.replaceState(null, '', '/today');
});

function click(html: { href: string; target?: string }, init: MouseEventInit = {}): MouseEvent {
  const link = Object.assign(document.createElement('a'), html);
  document.body.append(link);
  const event = new MouseEvent('click', { bubbles: true, cancelable: true, ...init });
  // jsdom would complain that it cannot load a document.
  addEventListener('click', (last) => last.preventDefault(), { once: true });
  const wasTaken = { taken: false };
  document.addEventListener(
    'click',
    (last) => {
      wasTaken.taken = last.defaultPrevented;
    },
    { once: true },
  );
  link.dispatchEvent(event);
  link.remove();
  return Object.assign(event, wasTaken);
}

test('a pattern names the parts of a path', () => {
  expect(match('/people/:id/edit', '/people/abc/edit')).toEqual({ id: 'abc' });
  expect(match('/people/:id', '/people')).toBeNull();
  expect(match('/people/new', '/people/abc')).toBeNull();
});

test('a plain click on a link of the app changes the place without loading a document', () => {
  const { here } = createRouter();
  expect(click({ href: '/people/abc?x=1' })).toMatchObject({ taken: true });
  expect(here.value.path).toBe('/people/abc');
  expect(here.value.query.get('x')).toBe('1');
  expect(here.value.arrived).toBe(true);
});

test('other origins, new tabs, downloads and anchors are left to the browser', () => {
  const { here } = createRouter();
  expect(click({ href: 'https://example.org/people' })).toMatchObject({ taken: false });
  expect(click({ href: '/people' }, { ctrlKey: true })).toMatchObject({ taken: false });
  expect(click({ href: '/people', target: '_blank' })).toMatchObject({ taken: false });
  expect(click({ href: '#main' })).toMatchObject({ taken: false });
  expect(here.value.path).toBe('/today');
});

test('going on keeps how far the page that is left was scrolled', () => {
  const { go, here } = createRouter();
  vi.stubGlobal('scrollY', 640);
  const replaced = vi.spyOn(history, 'replaceState');
  go('/people');
  expect(replaced).toHaveBeenCalledWith({ y: 640 }, '');
  expect(here.value).toMatchObject({ path: '/people', y: 0 });
});

test('a slash at the end is no other place', () => {
  const { go, here } = createRouter();
  go('/people/');
  expect(here.value.path).toBe('/people');
  go('/', { replace: true });
  expect(here.value.path).toBe('/');
});
