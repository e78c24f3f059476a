/** A record by its id, and whether one may say that there is none: not before the store has loaded. */
import type { Shown } from '../store/contract.ts';
import { useServices } from './services.ts';

export function useRecord<F>(id: string): { record: Shown<F> | undefined; isGone: boolean } {
  const { store } = useServices();
  const record = store.get<F>(id).value;
  return { record, isGone: store.isLoaded.value && !record };
}
