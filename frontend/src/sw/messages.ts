/** What pages and the service worker say to each other, and the names that both use. */

/**
 * `reading-state` and `fetch-reading` are answered on the message's port. `sync` comes from a page that goes away with
 * something unsent (sync/triggers.ts).
 */
export type ToWorker = { readonly type: 'activate' | 'reading-state' | 'fetch-reading' | 'sync' };

/** On a port: how much of the reading engine is on this device. The last answer to `fetch-reading` says `done`. */
export interface ReadingFiles {
  readonly have: number;
  readonly total: number;
  readonly done: boolean;
}

/** To a page: show this place of the app. */
export type ToPage = { readonly type: 'go'; readonly path: string };

/** Whether a message asks for a place, and one of ours. */
export function isGo(message: unknown): message is ToPage {
  const { type, path } = (message ?? {}) as { type?: unknown; path?: unknown };
  return type === 'go' && typeof path === 'string' && /^\/(?![/\\])/.test(path);
}

const SHELL_PREFIX = 'shell-';

/** Name of the cache of a build's shell, and of the shared lock that every page of that build holds. */
export function shellName(version: string): string {
  return SHELL_PREFIX + version;
}

export function isShellName(name: string): boolean {
  return name.startsWith(SHELL_PREFIX);
}
