/** The page's side of the service worker: registering it, and offering its updates. */
import { isGo, shellName, type ToWorker } from './messages.ts';

const LOOK_FOR_UPDATES_EVERY_MS = 60 * 60 * 1000;

export interface Registering {
  /** Makes a script address acceptable to the trusted types policy. */
  readonly trust: (url: string) => string;
  /** A new build is ready; `apply` switches to it and reloads this page. Never called for the first install. */
  readonly onUpdate: (apply: () => void) => void;
  /** A notification was tapped that leads to a place of the app. */
  readonly onGo: (path: string) => void;
}

/**
 * Resolves once the app opens without a network; rejects where service workers are not allowed (private windows, plain
 * http), and the app works there while online.
 */
export async function registerServiceWorker({ trust, onUpdate, onGo }: Registering): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  holdBuild();
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (isGo(data)) onGo(data.path);
  });
  const registration = await navigator.serviceWorker.register(trust('/sw.js'), { updateViaCache: 'none' });
  const offer = (worker: ServiceWorker) => onUpdate(() => switchTo(worker));
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker);
    });
  });
  lookForUpdates(registration);
  await navigator.serviceWorker.ready;
}

/** While this page is open, the service worker keeps the files of its build. */
function holdBuild(): void {
  const version = document.documentElement.dataset.build;
  if (!version || !navigator.locks) return;
  void navigator.locks.request(shellName(version), { mode: 'shared' }, () => new Promise<never>(() => undefined));
}

/** Only the page whose person asked reloads; others go on with the old build's files. */
function switchTo(worker: ServiceWorker): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage({ type: 'activate' } satisfies ToWorker);
}

/** An installed app may stay open for weeks: the browser itself only looks when a page is opened. */
function lookForUpdates(registration: ServiceWorkerRegistration): void {
  let looked = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || performance.now() - looked < LOOK_FOR_UPDATES_EVERY_MS) return;
    looked = performance.now();
    registration.update().catch(() => undefined); // Offline: the next look will do.
  });
}
