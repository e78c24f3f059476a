/** A photo of the store, decoded: one bitmap from which every slice is cut. */
import { useEffect, useState } from 'preact/hooks';
import { useServices } from '../parts/services.ts';

/** Null until its bytes are here, and where they are not. */
export function usePhotoBytes(sha256: string | null | undefined): Blob | null {
  const { store } = useServices();
  const [bytes, setBytes] = useState<Blob | null>(null);
  const state = sha256 ? store.photos.state(sha256).value : null;
  useEffect(() => {
    let left = false;
    setBytes(null);
    if (sha256) {
      void store.photos.get(sha256).then((found) => {
        if (!left) setBytes(found);
      });
    }
    return () => {
      left = true;
    };
  }, [store, sha256, state === 'missing']);
  return bytes;
}

/** An address for the bytes while they are shown. */
export function useObjectUrl(bytes: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) return setUrl(null);
    const made = URL.createObjectURL(bytes);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url;
}

export function useBitmap(bytes: Blob | null): ImageBitmap | null {
  const [bitmap, setBitmap] = useState<ImageBitmap | null>(null);
  useEffect(() => {
    if (!bytes) return;
    let made: ImageBitmap | null = null;
    let left = false;
    createImageBitmap(bytes).then(
      (decoded) => {
        if (left) return decoded.close();
        made = decoded;
        setBitmap(decoded);
      },
      () => undefined, // No slices then; the photo itself says what is wrong.
    );
    return () => {
      left = true;
      setBitmap(null);
      made?.close();
    };
  }, [bytes]);
  return bitmap;
}
