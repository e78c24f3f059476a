/** Where the person is, as the address says. Plain links work; nothing here loads a document. */
import { type ReadonlySignal, signal } from '@preact/signals';

/** Path and query of the address. `y` is how far its page was scrolled when the person left it. */
export interface Here {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly y: number;
  /** False for the page that the app was opened with. */
  readonly arrived: boolean;
}

export function createRouter(): {
  here: ReadonlySignal<Here>;
  go: (path: string, options?: { replace?: boolean }) => void;
} {
  const here = signal(read(false));
  history.scrollRestoration = 'manual';

  function go(path: string, { replace = false } = {}): void {
    if (!replace) history.replaceState({ y: scrollY }, '');
    history[replace ? 'replaceState' : 'pushState'](null, '', path);
    here.value = read(true);
  }
  addEventListener('popstate', () => {
    const next = read(true);
    if (next.path !== here.value.path || String(next.query) !== String(here.value.query)) here.value = next;
  });
  document.addEventListener('click', (event) => {
    const path = event.defaultPrevented ? null : placeOf(event);
    if (path === null) return;
    event.preventDefault();
    go(path, { replace: path === location.pathname + location.search });
  });
  return { here, go };
}

/** The values of `:names` in the pattern, or null where the path is another one. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, part] of given.entries()) {
    const want = wanted[index] ?? '';
    if (want.startsWith(':')) values[want.slice(1)] = part;
    else if (want !== part) return null;
  }
  return values;
}

function read(arrived: boolean): Here {
  const state: unknown = history.state;
  const y = typeof state === 'object' && state !== null && 'y' in state && typeof state.y === 'number' ? state.y : 0;
  const path = location.pathname.replace(/(.)\/+$/, '$1');
  return { path, query: new URLSearchParams(location.search), y, arrived };
}

/** The place of this app that a plain click on a link leads to; null where the browser should follow it. */
function placeOf(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return null;
  return link.getAttribute('href')?.startsWith('#') ? null : link.pathname + link.search;
}
