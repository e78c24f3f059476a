/** Background Sync, where there is such a thing (Chrome): the browser wakes the service worker once there is a network. */

type WithSync = ServiceWorkerRegistration & { readonly sync?: { register(tag: string): Promise<void> } };

/** Says whether the browser took it; otherwise syncing waits until a page is open. */
export async function askForBackgroundSync(tag: string): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  const registration: WithSync | undefined = await navigator.serviceWorker.getRegistration();
  if (!registration?.sync) return false;
  return registration.sync.register(tag).then(
    () => true,
    () => false, // The person switched it off.
  );
}
