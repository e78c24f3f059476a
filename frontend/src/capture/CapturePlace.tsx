/** Capture: the camera, and the review of what was read. */
import type { ScreenProps } from '../parts/screen.ts';
import { ReviewPlace } from './ReviewPlace.tsx';
import { ShootPage } from './ShootPage.tsx';

export default function CapturePlace({ path, id }: ScreenProps) {
  return path === '/capture' ? <ShootPage /> : <ReviewPlace cardId={id} />;
}
