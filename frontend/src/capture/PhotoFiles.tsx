/** Photos that come as files: chosen one by one or by the folder, or dropped onto the page. */
import { useState } from 'preact/hooks';
import { droppedFiles, withoutSystemFiles } from '../device/files.ts';
import { captureWords } from '../words/capture.ts';
import { FolderIcon, PictureIcon } from './icons.tsx';
import type { Shots } from './useShots.ts';

interface FileInputProps {
  readonly label: string;
  readonly take: Shots['takeAll'];
  readonly multiple?: boolean;
  /** Opens the system's camera instead of its files. */
  readonly capture?: boolean;
  /** A whole folder. */
  readonly folder?: boolean;
}

export function FileInput({ label, take, multiple = false, capture = false, folder = false }: FileInputProps) {
  return (
    <label class="control">
      {folder ? <FolderIcon /> : <PictureIcon />}
      {label}
      <input
        type="file"
        class="visually-hidden"
        accept="image/*"
        multiple={multiple}
        {...(capture && { capture: 'environment' })}
        {...(folder && { webkitdirectory: true })}
        onChange={(event) => {
          const { currentTarget } = event;
          const files = withoutSystemFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = ''; // The same file may be chosen again.
          void take(files);
        }}
      />
    </label>
  );
}

export function DropPlace({ take, useCamera }: { take: Shots['takeAll']; useCamera: () => void }) {
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the keyboard has the file input
    <div
      class={over ? 'drop-place over' : 'drop-place'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(take);
      }}
    >
      <p>{over ? captureWords.dropNow : captureWords.dropHere}</p>
      <button type="button" class="btn" onClick={useCamera}>
        {captureWords.useCamera}
      </button>
    </div>
  );
}

/** How far a pile of files is, and the way to stop. */
export function KeepingLine({ shots }: { shots: Shots }) {
  if (!shots.keeping) return null;
  const { done, total } = shots.keeping;
  const said = captureWords.files.keeping(done, total);
  return (
    <div class="keeping">
      <progress value={done} max={total} aria-label={said} />
      <span class="quiet">{said}</span>
      <button type="button" class="btn" onClick={shots.stopKeeping}>
        {captureWords.files.stop}
      </button>
    </div>
  );
}
