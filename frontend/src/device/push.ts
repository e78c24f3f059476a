/** Web push on this device: whether there is any, and subscribing to it. */

/** 'blocked': the person has said no, and only the browser's settings undo that. */
export type PushState = 'unsupported' | 'blocked' | 'off' | 'on';

/** A subscription with another key than the server's, such as that of a server which was set up anew, counts as none. */
export async function pushState(key: string): Promise<PushState> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window))
    return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  return (await keptSubscription(key)) ? 'on' : 'off';
}

/** What this browser is subscribed with. */
export async function keptSubscription(key: string): Promise<PushSubscriptionJSON | null> {
  const found = await subscription();
  return found && isFor(found, key) ? found.toJSON() : null;
}

/** Asks the person, if need be, and subscribes with the server's key; call it on a tap. Null: they said no. */
export async function subscribeToPush(key: string): Promise<PushSubscriptionJSON | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const registration = await navigator.serviceWorker.ready;
  const before = await registration.pushManager.getSubscription();
  if (before && !isFor(before, key)) await before.unsubscribe();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return made.toJSON();
}

/** Returns the endpoint that is no more, or null where there was none. */
export async function unsubscribeFromPush(): Promise<string | null> {
  const found = await subscription();
  await found?.unsubscribe();
  return found?.endpoint ?? null;
}

async function subscription(): Promise<PushSubscription | null> {
  if (!('serviceWorker' in navigator) || !('PushManager' in window)) return null;
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function isFor({ options }: PushSubscription, key: string): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key;
}
