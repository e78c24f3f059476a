/**
 * The shell of this build, whole and offline. Pages get the index.html of this very build, their files come from the cache
 * of whichever build named them (names are hashes), and nothing under /api is ever answered or kept here.
 */
import { build } from './build.ts';
import { shellName } from './messages.ts';
import { isReadingFile, readingFile } from './reading.ts';
import { dropOldShells } from './update.ts';

const PAGE = '/index.html';
const HASHED = '/assets/';
const shellPaths = new Set(build.shell.map((file) => file.url));

/** Fetch the whole shell or fail, and then the browser tries again later. Files of an older build are not fetched twice. */
export async function keepShell(): Promise<void> {
  const shell = await caches.open(shellName(build.version));
  await Promise.all(
    build.shell.map(async ({ url, integrity }) => {
      const kept = url.startsWith(HASHED) ? await caches.match(url, { ignoreVary: true }) : undefined;
      await shell.put(url, kept ?? (await fetchWhole(url, integrity)));
    }),
  );
}

/** Answers a request for one of our files; leaves every other one to the browser. */
export function answer(event: FetchEvent): void {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') {
    if (!isPage(url.pathname)) return;
    event.respondWith(page(request));
    event.waitUntil(dropOldShells());
  } else if (isReadingFile(url.pathname)) {
    event.respondWith(readingFile(url.pathname));
  } else if (shellPaths.has(url.pathname) || url.pathname.startsWith(HASHED)) {
    event.respondWith(shellFile(request));
  }
}

/** The server's rule: a path without a dot in its last part is a place of the app. */
function isPage(path: string): boolean {
  return !path.slice(path.lastIndexOf('/')).includes('.');
}

async function page(request: Request): Promise<Response> {
  const shell = await caches.open(shellName(build.version));
  return (await shell.match(PAGE)) ?? fetch(request);
}

async function shellFile(request: Request): Promise<Response> {
  const shell = await caches.open(shellName(build.version));
  const options = { ignoreVary: true };
  return (await shell.match(request, options)) ?? (await caches.match(request, options)) ?? fetch(request);
}

async function fetchWhole(url: string, integrity: string): Promise<Response> {
  // Without a hash in its name a file may be stale in the HTTP cache: ask the server.
  const response = await fetch(url, { integrity, cache: url.startsWith(HASHED) ? 'default' : 'no-cache' });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}
