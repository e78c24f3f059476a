/** A record by its id, and whether one may say that there is none: not before the store has loaded. */
import { useEffect, useState } from 'preact/hooks';
import type { Shown } from '../store/contract.ts';
import { useServices } from './services.ts';

export function useRecord<F>(id: string): { record: Shown<F> | undefined; isGone: boolean } {
  const { store } = useServices();
  const [loaded, setLoaded] = useState(false);
  useEffect(() => void store.ready.then(() => setLoaded(true)), [store]);
  const record = store.get<F>(id).value;
  return { record, isGone: loaded && !record };
}
