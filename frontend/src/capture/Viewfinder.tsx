/** What the camera sees, with its light and zoom where it has them, or words on why it sees nothing. */
import './viewfinder.css';
import type { RefObject } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Camera } from '../device/camera.ts';
import { captureWords } from '../words/capture.ts';
import { TorchIcon } from './icons.tsx';
import type { CameraState } from './useCamera.ts';

interface ViewfinderProps {
  readonly state: CameraState;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly onReady: () => void;
  readonly again: () => void;
  /** Counts the shots: each is answered by a short flash. */
  readonly flash: number;
}

export function Viewfinder({ state, video, onReady, again, flash }: ViewfinderProps) {
  const camera = state.phase === 'on' ? state.camera : null;
  useEffect(() => {
    if (!video.current) return;
    video.current.srcObject = camera?.stream ?? null;
    if (camera) void video.current.play().catch(() => undefined); // Autoplay does it where this is refused.
  }, [camera, video]);

  if (state.phase === 'none') {
    return (
      <div class="viewfinder none" role="status">
        <p>{captureWords.noCamera[state.trouble]}</p>
        {state.trouble !== 'unsupported' && (
          <button type="button" class="btn" onClick={again}>
            {captureWords.tryAgain}
          </button>
        )}
      </div>
    );
  }
  return (
    <div class="viewfinder">
      <video ref={video} autoplay playsInline muted onLoadedData={onReady} aria-label={captureWords.camera} />
      {state.phase === 'starting' && <p class="starting">{captureWords.starting}</p>}
      <span class="guide" />
      {flash > 0 && <span class="flash" key={flash} />}
      {camera && <Adjust camera={camera} />}
    </div>
  );
}

function Adjust({ camera }: { camera: Camera }) {
  const id = useId();
  const [torch, setTorch] = useState(false);
  const [factor, setFactor] = useState(camera.zoom?.min ?? 1);
  return (
    <div class="adjust">
      {camera.zoom && (
        <label for={id}>
          {captureWords.zoom}
          <input
            id={id}
            type="range"
            {...camera.zoom}
            value={factor}
            onInput={(event) => {
              const wanted = event.currentTarget.valueAsNumber;
              setFactor(wanted);
              void camera.setZoom(wanted).catch(() => undefined); // Beyond what the lens does now.
            }}
          />
        </label>
      )}
      {camera.hasTorch && (
        <button
          type="button"
          class="round"
          aria-label={captureWords.torch}
          aria-pressed={torch}
          onClick={() =>
            void camera.setTorch(!torch).then(
              () => setTorch(!torch),
              () => undefined,
            )
          }
        >
          <TorchIcon />
        </button>
      )}
    </div>
  );
}
