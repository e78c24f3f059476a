/** The camera while a page wants it and is looked at; it is let go at once when the page is hidden or left. */
import { useEffect, useState } from 'preact/hooks';
import { type Camera, type CameraTrouble, NoCamera, openCamera } from '../device/camera.ts';

export type CameraState =
  | { readonly phase: 'off' | 'starting' }
  | { readonly phase: 'on'; readonly camera: Camera }
  | { readonly phase: 'none'; readonly trouble: CameraTrouble };

export function useCamera(wanted: boolean): { state: CameraState; again: () => void } {
  const [state, setState] = useState<CameraState>({ phase: wanted ? 'starting' : 'off' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (!wanted) return;
    let camera: Camera | null = null;
    let left = false;
    let opening = false;

    async function start(): Promise<void> {
      if (camera || opening || isHidden()) return;
      opening = true;
      setState({ phase: 'starting' });
      try {
        camera = await openCamera();
        if (left || isHidden()) return stop();
        camera.onEnded(() => {
          stop();
          if (!left) setState({ phase: 'none', trouble: 'busy' });
        });
        setState({ phase: 'on', camera });
      } catch (failure) {
        if (!left) setState({ phase: 'none', trouble: failure instanceof NoCamera ? failure.trouble : 'busy' });
      } finally {
        opening = false;
      }
    }
    function stop(): void {
      camera?.stop();
      camera = null;
    }
    function follow(): void {
      if (isHidden()) stop();
      else void start();
    }

    void start();
    document.addEventListener('visibilitychange', follow);
    return () => {
      left = true;
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [wanted, attempt]);

  return { state, again: () => setAttempt((times) => times + 1) };
}

function isHidden(): boolean {
  return document.visibilityState === 'hidden';
}
