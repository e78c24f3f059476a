/** The camera page: one tap keeps a card, and the next can be shot at once. Files and typing are always in reach. */
import './shootPage.css';
import { useMemo, useRef, useState } from 'preact/hooks';
import { canChooseFolders } from '../device/files.ts';
import { currentEvent } from '../parts/currentEvent.ts';
import { openCards } from '../parts/openCards.ts';
import { Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { captureWords } from '../words/capture.ts';
import { FoundCode } from './FoundCode.tsx';
import { KeyboardIcon } from './icons.tsx';
import { DropPlace, FileInput, KeepingLine } from './PhotoFiles.tsx';
import { ReaderLine } from './ReaderLine.tsx';
import { ReadingProgress } from './ReadingProgress.tsx';
import { Thumbnail } from './Thumbnail.tsx';
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
    <Page title={captureWords.title} class="shoot">
      {event && <p class="quiet">{captureWords.at(event.f.name ?? '')}</p>}
      {wanted ? (
        <div class="viewing">
          <Viewfinder state={state} video={video} onReady={() => setReady(true)} again={again} flash={shots.count} />
          <FoundCode seen={codes.seen} onKeep={keepCode} onLeave={codes.settle} />
        </div>
      ) : (
        <DropPlace take={shots.takeAll} useCamera={() => setWanted(true)} />
      )}
      <div class="controls">
        <FileInput label={captureWords.choosePhoto} take={shots.takeAll} multiple />
        {canChooseFolders && <FileInput label={captureWords.files.chooseFolder} take={shots.takeAll} folder />}
        {state.phase === 'none' ? (
          <FileInput label={captureWords.openCameraApp} take={shots.takeAll} capture />
        ) : (
          <button
            type="button"
            class="shutter"
            aria-label={captureWords.takePhoto}
            aria-disabled={!live}
            hidden={!wanted}
            onClick={shoot}
          />
        )}
        <a class="control" href="/people/new">
          <KeyboardIcon />
          {captureWords.typeByHand}
        </a>
      </div>
      <KeepingLine shots={shots} />
      <ShotsLine shots={shots} />
      <ReaderLine />
    </Page>
  );
}

/** What was shot, and where to go with it. */
function ShotsLine({ shots }: { shots: Shots }) {
  const { store } = useServices();
  const cards = useMemo(() => openCards(store), [store]).value;
  return (
    <div class="shots">
      <p class="visually-hidden" role="status">
        {shots.said}
      </p>
      {shots.last?.photo && <Thumbnail photo={shots.last.photo} />}
      {shots.count > 0 && <b>{captureWords.shot(shots.count)}</b>}
      <ReadingProgress cards={cards} />
      {shots.last?.photo && (
        <button
          type="button"
          class={shots.backNext ? 'chip on' : 'chip'}
          aria-pressed={shots.backNext}
          onClick={() => shots.setBackNext(!shots.backNext)}
        >
          {shots.backNext ? captureWords.backNow : captureWords.back}
        </button>
      )}
      {cards.length > 0 && (
        <a class="btn to-review" href="/capture/review">
          {captureWords.review(cards.length)}
        </a>
      )}
    </div>
  );
}
