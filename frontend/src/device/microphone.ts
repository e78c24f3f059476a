/**
 * Recording a voice with MediaRecorder. What it has is handed out every few seconds, so that whoever keeps the pieces loses
 * no more than that to a kill; the pieces together are the recording.
 */

/** Why nothing is recorded: the person or the browser refused it, there is none, something else holds it, or it cannot. */
export type MicrophoneTrouble = 'refused' | 'absent' | 'busy' | 'unsupported';

export class NoMicrophone extends Error {
  readonly trouble: MicrophoneTrouble;

  constructor(trouble: MicrophoneTrouble) {
    super(`no microphone: ${trouble}`);
    this.name = 'NoMicrophone';
    this.trouble = trouble;
  }
}

export interface VoiceRecorder {
  /** Media type of the pieces, without parameters. */
  readonly type: string;
  /** How loud it is now, from 0 to 1. */
  level(): number;
  /** Resolves once the last piece has been handed out, and the microphone is let go. */
  stop(): Promise<void>;
}

export interface RecordingListener {
  onPiece(piece: Blob): void;
  /** The system took the microphone away, or the recorder failed; the pieces so far are good. */
  onCut(): void;
}

/** Enough for a voice, and a quarter of an hour stays under what the server takes. */
const BITS_PER_SECOND = 32_000;
const PIECE_MS = 5_000;
const WANTED = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4;codecs=mp4a.40.2', 'audio/mp4'];

/** Rejects with NoMicrophone. */
export async function recordVoice(listener: RecordingListener): Promise<VoiceRecorder> {
  const mimeType = WANTED.find((type) => globalThis.MediaRecorder?.isTypeSupported(type));
  if (!mimeType || !navigator.mediaDevices?.getUserMedia) throw new NoMicrophone('unsupported'); // Also on plain http.
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch((error: unknown) => {
    throw new NoMicrophone(troubleOf(error));
  });
  const meter = meterOf(stream);
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  let isWanted = true;
  const letGo = () => {
    for (const track of stream.getTracks()) track.stop();
    meter.end();
  };
  const stopped = new Promise<void>((resolve) => recorder.addEventListener('stop', () => resolve(), { once: true }));
  void stopped.then(() => {
    letGo();
    if (isWanted) listener.onCut();
  });
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) listener.onPiece(data);
  });
  recorder.start(PIECE_MS);
  return {
    type: mimeType.replace(/;.*$/, ''),
    level: meter.level,
    stop: async () => {
      isWanted = false;
      if (recorder.state !== 'inactive') recorder.stop();
      await stopped;
    },
  };
}

function meterOf(stream: MediaStream): { level: () => number; end: () => void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const level = () => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    return Math.min(1, Math.sqrt(power) * 4); // Speech seldom reaches a quarter of full scale.
  };
  return { level, end: () => void context.close().catch(() => undefined) };
}

function troubleOf(error: unknown): MicrophoneTrouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'absent';
  return 'busy';
}
