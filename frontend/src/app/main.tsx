/** Where everything is put together: storage, sync, the reader and the screens. */
import './theme.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import photoScript from '../capture/worker.ts?worker&url';
import { isGoodConnection, whenIdle } from '../device/connection.ts';
import { watchInstall } from '../device/install.ts';
import { forget, recall, remember } from '../device/remembered.ts';
import { watchDay } from '../parts/day.ts';
import { InstallContext } from '../parts/install.ts';
import { notify } from '../parts/notice.ts';
import { type Services, ServicesContext } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import { askIfSent } from '../parts/writing.ts';
import type { Reader } from '../reading/contract.ts';
import codeScript from '../reading/live/worker.ts?worker&url';
import type { Removed } from '../reading/reader.ts';
import readerScript from '../reading/worker.ts?worker&url';
import { storageState } from '../store/db.ts';
import { openStore } from '../store/index.ts';
import { createSync } from '../sync/index.ts';
import syncScript from '../sync/worker.ts?worker&url';
import { lateReader } from './lateReader.ts';
import { NoStorage, troubleOf } from './NoStorage.tsx';
import { likelyNext } from './places.ts';
import { createRouter } from './router.ts';
import { Shell } from './Shell.tsx';
import { scriptUrl } from './trusted.ts';
import { update } from './update.ts';

/** Between two of the things that come later, where the browser cannot tell that it is idle. */
const BETWEEN_MS = 200;

const root = document.getElementById('app') ?? document.body;
const newWorker = (script: string) => () => new Worker(scriptUrl(script), { type: 'module' });

const removed: Removed = {
  recall: () => recall('reading.removed') === true,
  remember: (isRemoved) => (isRemoved ? remember('reading.removed', true) : forget('reading.removed')),
};

const install = watchInstall();

start().catch((failure: unknown) => render(<NoStorage trouble={troubleOf(failure)} />, root));
// Nothing can be shown before the data is open; once it is, `start` goes on by itself.
effect(() => {
  if (storageState.value === 'waiting') render(<NoStorage trouble="waiting" />, root);
});

async function start(): Promise<void> {
  const store = await openStore();
  const account = await createSync({ store, newWorker: newWorker(syncScript) });
  const { here, go } = createRouter();
  const services: Services = {
    store,
    account,
    reader: lateReader(loadReader, removed),
    newPhotoWorker: newWorker(photoScript),
    newCodeWorker: newWorker(codeScript),
    go,
  };
  render(
    <ServicesContext.Provider value={services}>
      <InstallContext.Provider value={install}>
        <Shell here={here} />
      </InstallContext.Provider>
    </ServicesContext.Provider>,
    root,
  );
  watchDay();
  sayWhatFailed();
  await store.ready;
  askOnReturn(services);
  whenIdle(() => void startLater(services));
}

/**
 * What the first page can do without, one thing after the other, each once the page is idle: a tap goes first. On a first
 * visit the network is the service worker's, which fetches every page once; what is wanted next comes from there, and what
 * is large comes last.
 */
async function startLater(services: Services): Promise<void> {
  const isKept = keepOffline(services).catch(() => undefined);
  const steps = [
    () => startReading(services),
    () => isKept,
    ...likelyNext.map((screen) => screen.preload),
    async () => (isGoodConnection() ? services.reader.warm() : undefined),
  ];
  for (const step of steps) {
    await step().catch(() => undefined); // Without a network and not yet installed: next time.
    await new Promise<void>((resolve) => whenIdle(resolve, BETWEEN_MS));
  }
}

async function keepOffline({ go }: Services): Promise<void> {
  const { registerServiceWorker } = await import('../sw/register.ts');
  await registerServiceWorker({
    trust: scriptUrl,
    onUpdate: (apply) => {
      update.value = apply;
    },
    onGo: go,
  });
}

async function startReading(services: Services): Promise<void> {
  const { startReadingQueue } = await import('../capture/queue.ts');
  startReadingQueue(services);
}

async function loadReader(): Promise<Reader> {
  const [{ createReader }, { fetchReadingFiles }] = await Promise.all([
    import('../reading/reader.ts'),
    import('../sw/readingFiles.ts'),
  ]);
  return createReader({
    newWorker: newWorker(readerScript),
    removed,
    keep: () => fetchReadingFiles(() => undefined),
  });
}

/** The mail app was opened from here: it cannot say whether the message was sent, so the person is asked. */
function askOnReturn({ store }: Services): void {
  const ask = () => void (document.visibilityState === 'visible' && askIfSent(store));
  document.addEventListener('visibilitychange', ask);
  addEventListener('focus', ask);
  ask();
}

/** A tap whose change could not be kept must not look as if it had been. */
function sayWhatFailed(): void {
  addEventListener('unhandledrejection', ({ reason }) => notify({ text: sayTrouble(reason), stays: true }));
}
