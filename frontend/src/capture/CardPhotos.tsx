/** The photo of a card, front and back, or words on where it is. Enlarged, each line that was read can be taken for a field. */
import { useEffect, useState } from 'preact/hooks';
import { download } from '../device/share.ts';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import { captureWords } from '../words/capture.ts';
import { words } from '../words/index.ts';
import { CardLines, type Line, linesOf, type UseLine } from './CardLines.tsx';
import { originalOf } from './originals.ts';
import { useOwner } from './owner.ts';
import { useObjectUrl, usePhotoBytes } from './usePhoto.ts';

interface CardPhotosProps {
  readonly card: Card;
  readonly front: Blob | null;
  readonly onUseLine: UseLine;
}

export function CardPhotos({ card, front, onUseLine }: CardPhotosProps) {
  const { form } = captureWords;
  if (!card.f.photo_front) return <Unopened cardId={card.id} />;
  return (
    <div class="card-photos">
      <CardPhoto
        sha256={card.f.photo_front}
        bytes={front}
        label={form.front}
        lines={linesOf(card.f.read)}
        onUseLine={onUseLine}
      />
      {card.f.photo_back && <BackPhoto sha256={card.f.photo_back} />}
    </div>
  );
}

function BackPhoto({ sha256 }: { sha256: string }) {
  return <CardPhoto sha256={sha256} bytes={usePhotoBytes(sha256)} label={captureWords.form.backSide} />;
}

interface CardPhotoProps {
  readonly sha256: string;
  readonly bytes: Blob | null;
  readonly label: string;
  readonly lines?: readonly Line[];
  readonly onUseLine?: UseLine;
}

function CardPhoto({ sha256, bytes, label, lines = [], onUseLine }: CardPhotoProps) {
  const { store } = useServices();
  const [large, setLarge] = useState(false);
  const url = useObjectUrl(bytes);
  if (!url) {
    const missing = store.photos.state(sha256).value === 'missing';
    return <p class="no-photo">{missing ? words.parts.photo.elsewhere : words.parts.photo.loading}</p>;
  }
  const photo = (
    <button
      type="button"
      aria-label={captureWords.form.larger(label)}
      aria-pressed={large}
      onClick={() => setLarge(!large)}
    >
      <img src={url} alt="" decoding="async" />
    </button>
  );
  return (
    <div class={large ? 'card-photo large' : 'card-photo'}>
      {large && onUseLine ? (
        <CardLines lines={lines} onUse={onUseLine}>
          {photo}
        </CardLines>
      ) : (
        <div class="photo-frame">{photo}</div>
      )}
    </div>
  );
}

/** A card without a photo that syncs: this device may hold the file as it came. */
function Unopened({ cardId }: { cardId: string }) {
  const owner = useOwner();
  const [file, setFile] = useState<File | null>(null);
  useEffect(() => {
    void originalOf(owner, cardId).then(setFile);
  }, [owner, cardId]);
  const { unopened, noPhoto, saveOriginal } = captureWords.form;
  return (
    <div class="trouble stack">
      <p>{file ? unopened : noPhoto}</p>
      {file && (
        <button type="button" class="btn" onClick={() => download(file)}>
          {saveOriginal}
        </button>
      )}
    </div>
  );
}
