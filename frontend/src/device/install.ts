/**
 * Installing the app: Chrome lets a page ask, iOS only shows people the way. Where the app runs in a tab on iOS its data is
 * not that of the installed app, so it matters to say so.
 */
import { type ReadonlySignal, signal } from '@preact/signals';

/** 'ask': `install` shows the browser's question. 'ios': Share → Add to Home Screen. 'no': installed, or not offered. */
export type InstallOffer = 'ask' | 'ios' | 'no';

/** Chrome's event, which TypeScript's library does not list. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<void>;
  readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

export interface Install {
  readonly offer: ReadonlySignal<InstallOffer>;
  /** Shows the browser's question, and says whether the person agreed. */
  install(): Promise<boolean>;
}

export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true)
  );
}

/** Call it at the start: the browser makes its offer once, early. */
export function watchInstall(): Install {
  const offer = signal<InstallOffer>(isIos() && !isInstalled() ? 'ios' : 'no');
  let asked: BeforeInstallPromptEvent | null = null;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault(); // We offer it where it does not interrupt.
    asked = event as BeforeInstallPromptEvent;
    offer.value = 'ask';
  });
  addEventListener('appinstalled', () => {
    offer.value = 'no';
  });
  async function install(): Promise<boolean> {
    if (!asked) return false;
    offer.value = 'no'; // It can be asked once.
    await asked.prompt();
    return (await asked.userChoice).outcome === 'accepted';
  }
  return { offer, install };
}

/** No feature tells this apart: iOS offers no event, and an iPad calls itself a Mac with a touch screen. */
function isIos(): boolean {
  return (
    /iP(hone|ad|od)/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  );
}
