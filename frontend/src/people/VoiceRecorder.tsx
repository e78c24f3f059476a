/** Records a voice note: how long, how loud, then listen, keep it or not. */
import './voice.css';
import { useEffect, useState } from 'preact/hooks';
import { sayLength } from '../parts/VoiceNote.tsx';
import { voiceWords } from '../words/capture.ts';
import { LONGEST_MS, type Voice } from './useVoice.ts';

const say = voiceWords;

interface VoiceRecorderProps {
  readonly voice: Voice;
  readonly onKeep: (sound: Blob, ms: number) => void;
}

export function VoiceRecorder({ voice, onKeep }: VoiceRecorderProps) {
  const { state } = voice;
  if (state.phase === 'recording') {
    return (
      <div class="voice-recorder">
        <p role="timer">
          <b>{sayLength(state.ms)}</b> <span class="quiet">{say.ofAtMost(sayLength(LONGEST_MS))}</span>
        </p>
        <p class="visually-hidden" role="status">
          {say.recording}
        </p>
        <div class="voice-level" aria-hidden="true">
          <span style={{ width: `${Math.round(state.level * 100)}%` }} />
        </div>
        <button type="button" class="btn go" onClick={() => void voice.stop()}>
          {say.stop}
        </button>
      </div>
    );
  }
  if (state.phase === 'stopped') {
    return (
      <div class="voice-recorder">
        {state.why !== 'asked' && (
          <p class="trouble" role="status">
            {say[state.why]}
          </p>
        )}
        <Listen sound={state.sound} ms={state.ms} />
        <div class="buttons">
          <button type="button" class="btn danger" onClick={() => void voice.drop()}>
            {say.discard}
          </button>
          <button type="button" class="btn go" onClick={() => onKeep(state.sound, state.ms)}>
            {say.keep}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="voice-recorder">
      {state.phase === 'idle' && state.trouble && (
        <p class="trouble" role="alert">
          {say.trouble[state.trouble]}
        </p>
      )}
      <p class="quiet">{say.hint}</p>
      <button
        type="button"
        class="btn go"
        aria-disabled={state.phase === 'asking'}
        onClick={() => void (state.phase === 'idle' && voice.start())}
      >
        {state.phase === 'asking' ? say.asking : say.start}
      </button>
    </div>
  );
}

function Listen({ sound, ms }: { sound: Blob; ms: number }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(sound);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [sound]);
  return (
    <p class="voice-note">
      {/* biome-ignore lint/a11y/useMediaCaption: what was said a moment ago has no captions */}
      {url && <audio controls src={url} aria-label={say.listen} />}
      <small class="quiet">{sayLength(ms)}</small>
    </p>
  );
}
