/** The service worker's global scope; TypeScript's own `self` is the window's. */
export const scope = globalThis as unknown as ServiceWorkerGlobalScope;
