/** The camera page: one tap keeps a card, and the next can be shot at once. Files and typing are always in reach. */
import './shootPage.css';
import { useMemo, useRef, useState } from 'preact/hooks';
import { currentEvent } from '../parts/currentEvent.ts';
import { openCards } from '../parts/openCards.ts';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { words } from '../words/index.ts';
import { FoundCode } from './FoundCode.tsx';
import { KeyboardIcon, PictureIcon } from './icons.tsx';
import { ReaderLine } from './ReaderLine.tsx';
import { useCamera } from './useCamera.ts';
import { useCodes } from './useCodes.ts';
import { type Shots, useShots } from './useShots.ts';
import { Viewfinder } from './Viewfinder.tsx';

/** A laptop's camera looks at its person, who comes with files: there it waits to be asked for. */
const laptop = matchMedia('(min-width: 900px) and (pointer: fine)');

export function ShootPage() {
  const { store, newCodeWorker } = useServices();
  const shots = useShots();
  const [wanted, setWanted] = useState(!laptop.matches);
  const { state, again } = useCamera(wanted);
  const [ready, setReady] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const event = useMemo(() => currentEvent(store), [store]).value;
  const live = state.phase === 'on' && ready;

  const codes = useCodes(video, live, newCodeWorker);

  const keepCode = () => {
    if (video.current && codes.seen) void shots.takeCode(video.current, codes.seen);
    codes.settle();
  };
  const shoot = () => {
    if (video.current && live) void shots.take(video.current);
  };
  return (
    <Page title={words.capture.title} class="shoot">
      {event && <p class="quiet">{words.capture.at(event.f.name ?? '')}</p>}
      {wanted ? (
        <div class="viewing">
          <Viewfinder state={state} video={video} onReady={() => setReady(true)} again={again} flash={shots.count} />
          <FoundCode seen={codes.seen} onKeep={keepCode} onLeave={codes.settle} />
        </div>
      ) : (
        <DropPlace take={shots.take} useCamera={() => setWanted(true)} />
      )}
      <div class="controls">
        <FileInput label={words.capture.choosePhoto} take={shots.take} multiple />
        {state.phase === 'none' ? (
          <FileInput label={words.capture.openCameraApp} take={shots.take} capture />
        ) : (
          <button
            type="button"
            class="shutter"
            aria-label={words.capture.takePhoto}
            aria-disabled={!live}
            hidden={!wanted}
            onClick={shoot}
          />
        )}
        <a class="control" href="/people/new">
          <KeyboardIcon />
          {words.capture.typeByHand}
        </a>
      </div>
      <ShotsLine shots={shots} />
      <ReaderLine />
    </Page>
  );
}

/** What was shot, and where to go with it. */
function ShotsLine({ shots }: { shots: Shots }) {
  const { store } = useServices();
  const open = useMemo(() => openCards(store), [store]).value.length;
  return (
    <div class="shots">
      <p class="visually-hidden" role="status">
        {shots.said}
      </p>
      {shots.thumbnail && <img src={shots.thumbnail} alt="" />}
      {shots.count > 0 && <b>{words.capture.shot(shots.count)}</b>}
      {shots.last?.photo && (
        <button
          type="button"
          class={shots.backNext ? 'chip on' : 'chip'}
          aria-pressed={shots.backNext}
          onClick={() => shots.setBackNext(!shots.backNext)}
        >
          {shots.backNext ? words.capture.backNow : words.capture.back}
        </button>
      )}
      {open > 0 && (
        <a class="btn to-review" href="/capture/review">
          {words.capture.review(open)}
        </a>
      )}
    </div>
  );
}

interface FileInputProps {
  readonly label: string;
  readonly take: Shots['take'];
  readonly multiple?: boolean;
  /** Opens the system's camera instead of its files. */
  readonly capture?: boolean;
}

function FileInput({ label, take, multiple = false, capture = false }: FileInputProps) {
  return (
    <label class="control">
      <PictureIcon />
      {label}
      <input
        type="file"
        class="visually-hidden"
        accept="image/*"
        multiple={multiple}
        {...(capture && { capture: 'environment' })}
        onChange={(event) => {
          const { currentTarget } = event;
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = ''; // The same file may be chosen again.
          void takeAll(files, take);
        }}
      />
    </label>
  );
}

function DropPlace({ take, useCamera }: { take: Shots['take']; useCamera: () => void }) {
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
        const files = [...(event.dataTransfer?.files ?? [])];
        void takeAll(
          files.filter((file) => file.type.startsWith('image/')),
          take,
        );
      }}
    >
      <p>{over ? words.capture.dropNow : words.capture.dropHere}</p>
      <button type="button" class="btn" onClick={useCamera}>
        {words.capture.useCamera}
      </button>
    </div>
  );
}

/** One after the other: each is decoded in full, and a phone has room for one at a time. */
async function takeAll(files: readonly File[], take: Shots['take']): Promise<void> {
  for (const file of files) await take(file);
}
