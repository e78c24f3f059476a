/** A photo by its hash, or words where its bytes are on another device still. */
import './photo.css';
import { useEffect, useState } from 'preact/hooks';
import { words } from '../words/index.ts';
import { useServices } from './services.ts';

export function Photo({ sha256, alt }: { sha256: string; alt: string }) {
  const { store } = useServices();
  const [url, setUrl] = useState<string | null>(null);
  const missing = store.photos.state(sha256).value === 'missing';

  useEffect(() => {
    let made: string | null = null;
    let left = false;
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

  if (url) return <img class="photo" src={url} alt={alt} decoding="async" />;
  return <p class="photo absent">{missing ? words.parts.photo.elsewhere : words.parts.photo.loading}</p>;
}
