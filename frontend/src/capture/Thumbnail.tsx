/**
 * A photo, small. It is decoded to the size in which it is shown: of a pile, each `img` would keep the pixels of a whole
 * photo, ten megabytes and more.
 */
import { useEffect, useRef } from 'preact/hooks';

/** In pixels of the screen, whose dots may be three to one of the page's. */
const WIDTH = 264;

/** One photo is decoded at a time, on whichever page. */
let before: Promise<unknown> = Promise.resolve();

export function Thumbnail({ photo }: { photo: Blob }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let left = false;
    const draw = async () => {
      if (left) return;
      const small = await createImageBitmap(photo, { resizeWidth: WIDTH, resizeQuality: 'medium' });
      const place = left ? null : canvas.current;
      if (place) Object.assign(place, { width: small.width, height: small.height });
      const context = place?.getContext('bitmaprenderer');
      if (context) context.transferFromImageBitmap(small);
      else small.close();
    };
    before = before.then(draw).catch(() => undefined); // What cannot be decoded shows nothing.
    return () => {
      left = true;
    };
  }, [photo]);
  return (
    <span aria-hidden="true">
      <canvas ref={canvas} width={0} height={0} />
    </span>
  );
}
