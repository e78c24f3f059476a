/** What every screen gets from the app: made once in app/, handed down by context. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Reader } from '../reading/contract.ts';
import type { Account, Store } from '../store/contract.ts';

export interface Services {
  readonly store: Store;
  readonly account: Account;
  readonly reader: Reader;
  /** Makes the worker of capture/worker.ts; without one photos are drawn on the page's own thread. */
  readonly newPhotoWorker?: () => Worker;
  /** Makes the worker of reading/live/worker.ts; without one no codes are looked for before the shutter. */
  readonly newCodeWorker?: () => Worker;
  /** Show another place of the app; `replace` leaves no step back. */
  go(path: string, options?: { replace?: boolean }): void;
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('a screen was shown outside the app');
  return services;
}
