/** A voice note to be listened to, or words where its bytes are on another device still. */
import './voiceNote.css';
import type { RecordingFields } from '../generated/kinds.ts';
import type { Shown } from '../store/contract.ts';
import { words } from '../words/index.ts';
import { useStoredUrl } from './storedUrl.ts';

export type VoiceRecord = Shown<RecordingFields>;

export function VoiceNote({ recording, label }: { recording: VoiceRecord; label: string }) {
  const { audio: sha256, duration_ms: ms } = recording.f;
  const { url, missing } = useStoredUrl(sha256);
  const { loading, elsewhere } = words.parts.voice;
  return (
    <p class="voice-note">
      {/* biome-ignore lint/a11y/useMediaCaption: a note to oneself has no captions; what it says may stand beside it */}
      {url && <audio controls src={url} aria-label={label} />}
      {!url && <span class="quiet">{missing ? elsewhere : loading}</span>}
      {ms != null && <small class="quiet">{sayLength(ms)}</small>}
    </p>
  );
}

/** "2:05" */
export function sayLength(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
