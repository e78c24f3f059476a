/** A small mark on what is not on the server yet, in its shape and in words; without an account there is no server to be on. */
import './syncMark.css';
import type { Shown } from '../store/contract.ts';
import { words } from '../words/index.ts';
import { useServices } from './services.ts';

type Mark = keyof typeof words.outbox.mark;

interface SyncMarkProps {
  record: Shown<object>;
  /** Photos that belong to it, by their hashes. */
  photos?: readonly (string | null | undefined)[];
  /** Where there is room, the words are seen too. */
  isSaid?: boolean;
}

export function SyncMark({ record, photos = [], isSaid = false }: SyncMarkProps) {
  const mark = useMark(record, photos);
  if (!mark) return null;
  const text = words.outbox.mark[mark];
  if (isSaid) {
    return (
      <small class="quiet">
        <span class={`sync-mark ${mark}`} /> {text}
      </small>
    );
  }
  return (
    <span class={`sync-mark ${mark}`} title={text}>
      <span class="visually-hidden"> ({text})</span>
    </span>
  );
}

function useMark(record: Shown<object>, photos: NonNullable<SyncMarkProps['photos']>): Mark | null {
  const { account, store } = useServices();
  if (!account.user.value) return null;
  if (record.refused) return 'refused';
  if (record.unsynced) return account.sending.value.has(record.id) ? 'sending' : 'waiting';
  return photos.some((photo) => photo && store.photos.state(photo).value === 'uploading') ? 'photo' : null;
}
