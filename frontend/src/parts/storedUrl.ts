/** An address for bytes of the store while they are shown; they are fetched when somebody wants to see or hear them. */
import { useEffect, useState } from 'preact/hooks';
import { useServices } from './services.ts';

/** `url` is null until the bytes are here; `missing` says that they are on another device still. */
export function useStoredUrl(sha256: string | null | undefined): { url: string | null; missing: boolean } {
  const { store } = useServices();
  const [url, setUrl] = useState<string | null>(null);
  const missing = sha256 ? store.photos.state(sha256).value === 'missing' : true;
  useEffect(() => {
    let made: string | null = null;
    let left = false;
    if (!sha256) return;
    void store.photos.get(sha256).then((bytes) => {
      if (left || !bytes) return;
      made = URL.createObjectURL(bytes);
      setUrl(made);
    });
    return () => {
      left = true;
      if (made) URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [store, sha256, missing]);
  return { url, missing };
}
