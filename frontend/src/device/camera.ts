/**
 * The camera that looks away from the person, as one stream for a capture session: iOS asks again for every new one. The
 * picture is a frame of the stream, because a separate still takes longer than a person holds a card.
 */

/** Why there is no camera: the person or the browser refused it, there is none, or something else holds it. */
export type CameraTrouble = 'refused' | 'absent' | 'busy' | 'unsupported';

export class NoCamera extends Error {
  readonly trouble: CameraTrouble;

  constructor(trouble: CameraTrouble) {
    super(`no camera: ${trouble}`);
    this.name = 'NoCamera';
    this.trouble = trouble;
  }
}

export interface ZoomRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

export interface Camera {
  readonly stream: MediaStream;
  /** Whether the light beside the lens can be switched. */
  readonly hasTorch: boolean;
  /** Null where the camera does not zoom. */
  readonly zoom: ZoomRange | null;
  setTorch(on: boolean): Promise<void>;
  setZoom(factor: number): Promise<void>;
  /** Called once, if the system takes the camera away (another app, a phone call). */
  onEnded(listener: () => void): void;
  stop(): void;
}

/** Chrome's additions, which TypeScript's library does not list. */
type Capabilities = MediaTrackCapabilities & { readonly torch?: boolean; readonly zoom?: ZoomRange };
type Adjustment = MediaTrackConstraintSet & { torch?: boolean; zoom?: number };

const WANTED: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 2560 }, height: { ideal: 1920 } },
};

/** Rejects with NoCamera. */
export async function openCamera(): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) throw new NoCamera('unsupported'); // Also on plain http.
  const stream = await navigator.mediaDevices.getUserMedia(WANTED).catch((error: unknown) => {
    throw new NoCamera(troubleOf(error));
  });
  const [track] = stream.getVideoTracks();
  if (!track) throw new NoCamera('absent');
  const capabilities: Capabilities = track.getCapabilities?.() ?? {};
  const adjust = (adjustment: Adjustment) => track.applyConstraints({ advanced: [adjustment] });
  return {
    stream,
    hasTorch: capabilities.torch === true,
    zoom: capabilities.zoom && capabilities.zoom.max > capabilities.zoom.min ? capabilities.zoom : null,
    setTorch: (on) => adjust({ torch: on }),
    setZoom: (factor) => adjust({ zoom: factor }),
    onEnded: (listener) => track.addEventListener('ended', listener, { once: true }),
    stop: () => {
      for (const each of stream.getTracks()) each.stop();
    },
  };
}

function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent';
  return 'busy';
}
