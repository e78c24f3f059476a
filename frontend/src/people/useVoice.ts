/** One voice note from the first word to its bytes: asked for, recorded, stopped; or found where a kill cut it off. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { type MicrophoneTrouble, NoMicrophone, recordVoice, type VoiceRecorder } from '../device/microphone.ts';
import { untag } from '../device/untagged.ts';
import type { Store } from '../store/contract.ts';
import { dropPieces, findCutOff, keepPiece, type Piece } from './voiceDrafts.ts';

export const LONGEST_MS = 15 * 60_000;
const LOOK_EVERY_MS = 100;

export interface Circumstances {
  readonly person: string | null;
  readonly event: string | null;
}

export type VoiceState =
  | { readonly phase: 'idle'; readonly trouble: MicrophoneTrouble | null }
  | { readonly phase: 'asking' }
  | { readonly phase: 'recording'; readonly ms: number; readonly level: number }
  | { readonly phase: 'stopped'; readonly sound: Blob; readonly ms: number; readonly why: 'asked' | 'cut' | 'found' };

export interface Voice {
  readonly state: VoiceState;
  /** With whom and where, of the recording that is there now. */
  readonly circumstances: Circumstances;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** It is kept elsewhere, or not wanted. */
  drop(): Promise<void>;
}

interface Running {
  readonly startedAt: string;
  readonly began: number;
  readonly pieces: Piece[];
  recorder: VoiceRecorder | null;
  writing: Promise<void>;
}

function recordingAt(ms: number, recorder: VoiceRecorder | null): VoiceState {
  return { phase: 'recording', ms, level: recorder?.level() ?? 0 };
}

export function useVoice({ drafts, now }: Pick<Store, 'drafts' | 'now'>, here: Circumstances): Voice {
  const [state, setState] = useState<VoiceState>({ phase: 'idle', trouble: null });
  const [circumstances, setCircumstances] = useState(here);
  const running = useRef<Running | null>(null);
  const isGone = useRef(false);

  useEffect(() => {
    let left = false;
    void findCutOff(drafts, now()).then((found) => {
      if (left || !found || running.current) return;
      const last = found.pieces.at(-1);
      running.current = { ...found, pieces: [...found.pieces], began: 0, recorder: null, writing: Promise.resolve() };
      setCircumstances({ person: last?.person ?? null, event: last?.event ?? null });
      void finish('found');
    });
    return () => {
      left = true;
      isGone.current = true;
      void running.current?.recorder?.stop(); // Its pieces stay, to be found the next time.
    };
  }, []);

  const isRecording = state.phase === 'recording';
  useEffect(() => {
    if (!isRecording) return;
    const timer = setInterval(() => {
      const { current } = running;
      if (!current?.recorder) return;
      const ms = performance.now() - current.began;
      if (ms >= LONGEST_MS) void stop();
      else setState((before) => (before.phase === 'recording' ? recordingAt(ms, current.recorder) : before));
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isRecording]);

  async function start(): Promise<void> {
    setState({ phase: 'asking' });
    const began: Running = {
      startedAt: String(now()),
      began: performance.now(),
      pieces: [],
      recorder: null,
      writing: Promise.resolve(),
    };
    try {
      const recorder = await recordVoice({
        onPiece: (piece) => take(began, piece),
        onCut: () => void finish('cut'),
      });
      if (isGone.current) return await recorder.stop(); // The page was left while the browser asked.
      running.current = { ...began, recorder, began: performance.now() };
      setState({ phase: 'recording', ms: 0, level: 0 });
    } catch (failure) {
      setState({ phase: 'idle', trouble: failure instanceof NoMicrophone ? failure.trouble : 'busy' });
    }
  }

  function take(current: Running, piece: Blob): void {
    const began = running.current?.began ?? current.began;
    const writer = running.current ?? current;
    const index = current.pieces.length;
    const ms = Math.round(performance.now() - began);
    const type = writer.recorder?.type ?? piece.type.replace(/;.*$/, '');
    const slot: Piece = { type, bytes: new ArrayBuffer(0), ms, at: now(), ...here };
    current.pieces.push(slot);
    writer.writing = writer.writing.then(async () => {
      const whole: Piece = { ...slot, bytes: await piece.arrayBuffer() };
      current.pieces[index] = whole;
      await keepPiece(drafts, current.startedAt, index, whole).catch(() => undefined); // No room: it is still in memory.
    });
  }

  async function stop(): Promise<void> {
    await running.current?.recorder?.stop();
    await finish('asked');
  }

  async function finish(why: 'asked' | 'cut' | 'found'): Promise<void> {
    const { current } = running;
    if (!current) return;
    await current.writing;
    const [first] = current.pieces;
    if (!first) return setState({ phase: 'idle', trouble: 'busy' });
    const whole = new Blob(current.pieces.map(({ bytes }) => bytes));
    const bytes = new Uint8Array(await whole.arrayBuffer());
    untag(bytes, first.type);
    const ms = current.pieces.at(-1)?.ms ?? 0;
    setState({ phase: 'stopped', sound: new Blob([bytes], { type: first.type }), ms, why });
  }

  async function drop(): Promise<void> {
    const { current } = running;
    running.current = null;
    setState({ phase: 'idle', trouble: null });
    setCircumstances(here);
    if (current) await dropPieces(drafts, current.startedAt);
  }

  return { state, circumstances, start, stop, drop };
}
