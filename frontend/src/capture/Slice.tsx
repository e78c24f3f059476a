/** A field's slice of the card, for the eye: it has no name, for the value stands beside it. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Box } from '../reading/contract.ts';
import { sliceShape } from './slices.ts';

export function Slice({ photo, box }: { photo: ImageBitmap | null; box: Box | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shape = photo && box && sliceShape(box, photo.width, photo.height);
  const key = JSON.stringify(shape);
  useLayoutEffect(() => {
    if (!canvas.current || !photo || !shape) return;
    canvas.current.width = shape.width;
    canvas.current.height = shape.height;
    const context = canvas.current.getContext('2d');
    context?.setTransform(...shape.transform);
    context?.drawImage(photo, 0, 0);
  }, [photo, key]);
  return shape ? <canvas ref={canvas} class="slice" /> : null;
}
