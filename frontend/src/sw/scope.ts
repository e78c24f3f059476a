/** The service worker's global scope; TypeScript's own `self` is the window's. */
export const scope = globalThis as unknown as ServiceWorkerGlobalScope;

/** Background Sync is not in TypeScript's library: Chrome has it, Safari and Firefox do not. */
export interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}
