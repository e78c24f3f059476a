/**
 * Web pushes: each is shown, whatever it holds, because browsers take the right to push from an app that stays silent. One of
 * the same tag takes the place of the one before, without another sound. A tap leads to what it is about.
 */
import { isGo, type ToPage } from './messages.ts';
import { scope } from './scope.ts';

const TITLE = 'Lanyard';
const START = '/today';

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly path: string;
  readonly tag: string;
}

export async function showPush(data: PushMessageData | null): Promise<void> {
  const { title, body, path, tag } = read(data);
  await scope.registration.showNotification(title, {
    body,
    tag,
    data: { path },
    icon: '/icons/icon-192.png',
    badge: '/icons/icon-192.png',
  });
}

/** Leads the app to the notification's place: a page that is open if there is one, else a new one. */
export async function openPush(notification: Notification): Promise<void> {
  notification.close();
  const path = placeIn((notification.data as { path?: unknown } | null)?.path);
  const pages = await scope.clients.matchAll({ type: 'window' });
  const page = pages.find((found) => found.visibilityState === 'visible') ?? pages[0];
  if (!page) {
    await scope.clients.openWindow(path);
    return;
  }
  page.postMessage({ type: 'go', path } satisfies ToPage);
  await page.focus().catch(() => undefined); // Not every browser lets us; the place is right all the same.
}

function read(data: PushMessageData | null): Shown {
  let told: Partial<Record<keyof Shown, unknown>> = {};
  try {
    told = (data?.json() ?? {}) as typeof told;
  } catch {
    // Not ours, or cut short.
  }
  const text = (value: unknown, other: string) => (typeof value === 'string' && value ? value : other);
  return {
    title: text(told.title, TITLE),
    body: text(told.body, ''),
    path: placeIn(told.path),
    tag: text(told.tag, 'due'),
  };
}

function placeIn(path: unknown): string {
  return isGo({ type: 'go', path }) ? String(path) : START;
}
