/** A photo by its hash, or words where its bytes are on another device still. */
import './photo.css';
import { words } from '../words/index.ts';
import { useStoredUrl } from './storedUrl.ts';

export function Photo({ sha256, alt }: { sha256: string; alt: string }) {
  const { url, missing } = useStoredUrl(sha256);
  if (url) return <img class="photo" src={url} alt={alt} decoding="async" />;
  return <p class="photo absent">{missing ? words.parts.photo.elsewhere : words.parts.photo.loading}</p>;
}
