/** Something that the server would not take: mended in its form, tried once more, saved to a file, or given up. */
import { useEffect, useId, useState } from 'preact/hooks';
import { download } from '../device/share.ts';
import type { RecordingFields } from '../generated/kinds.ts';
import { localDay } from '../parts/currentEvent.ts';
import { notify } from '../parts/notice.ts';
import { Photo } from '../parts/Photo.tsx';
import { useServices } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import { VoiceNote } from '../parts/VoiceNote.tsx';
import type { QueueItem } from '../store/contract.ts';
import { Refused, Unreachable } from '../sync/http.ts';
import { sayAge } from '../words/days.ts';
import { syncWords } from '../words/sync.ts';
import { formOf } from './recordPaths.ts';
import { sayItem } from './sayItem.ts';

const say = syncWords.refused;

/** Bytes that no form mends. */
function isBytes(item: QueueItem): item is QueueItem & { kind: 'photo' | 'sound' } {
  return item.kind === 'photo' || item.kind === 'sound';
}

/** "jpg", "webm" */
function endingOf({ type }: Blob): string {
  return type.replace(/^.*\//, '').replace('jpeg', 'jpg');
}

export function RefusedItem({ item, now }: { item: QueueItem; now: number }) {
  const { account, store } = useServices();
  const id = useId();
  const [isAsking, setAsking] = useState(false);
  const key = item.key ?? '';
  const hasBytes = isBytes(item);
  const form = hasBytes ? null : formOf(item, item.fields[0], store.get(item.id).value?.f);
  const { title, about } = sayItem(item);
  const recording = store.list<RecordingFields>('recording').value.find(({ f }) => hasBytes && f.audio === item.id);
  const retry = () => {
    notify({ text: say.retrying });
    void account.retry(key);
  };
  const save = async () => {
    const bytes = hasBytes ? await store.photos.get(item.id) : null;
    if (bytes) return download(new File([bytes], `${item.id.slice(0, 8)}.${endingOf(bytes)}`, { type: bytes.type }));
    const blob = await account.saveOutbox([item.id]);
    download(new File([blob], syncWords.queue.fileName(localDay(now)), { type: 'application/json' }));
  };
  return (
    <li class="card refused-item">
      <span class="card-text" dir="auto" id={id}>
        <b>{title}</b>
        <small>{[about, syncWords.queue.since(sayAge(now - item.since))].filter(Boolean).join(' · ')}</small>
        <small class="refused">{item.reason}</small>
      </span>
      {item.kind === 'photo' && <Photo sha256={item.id} alt={title} />}
      {recording && <VoiceNote recording={recording} label={title} />}
      {isAsking ? (
        <Sure item={item} onEnd={() => setAsking(false)} />
      ) : (
        <div class="buttons">
          {form && (
            <a class="btn go" href={form} aria-describedby={id}>
              {say.mend}
            </a>
          )}
          <button type="button" class="btn" aria-describedby={id} onClick={retry}>
            {say.retry}
          </button>
          <button type="button" class="btn" aria-describedby={id} onClick={() => void save()}>
            {say.save}
          </button>
          <button type="button" class="btn danger" aria-describedby={id} onClick={() => setAsking(true)}>
            {say.discard}
          </button>
        </div>
      )}
    </li>
  );
}

function Sure({ item, onEnd }: { item: QueueItem; onEnd: () => void }) {
  const { account } = useServices();
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  useEffect(() => document.getElementById(id)?.focus(), [id]);
  const discard = async () => {
    setBusy(true);
    try {
      await account.discard(item.key ?? '');
      notify({ text: say.discarded });
    } catch (failure) {
      const isAway = failure instanceof Unreachable || failure instanceof Refused;
      notify({ text: isAway ? say.offline : sayTrouble(failure), stays: true });
      onEnd();
    }
  };
  return (
    <fieldset class="stack sure" aria-labelledby={id}>
      <p id={id} tabIndex={-1}>
        {isBytes(item) ? say.sureBytes[item.kind] : say.sure}
      </p>
      <div class="buttons">
        <button type="button" class="btn" disabled={isBusy} onClick={onEnd}>
          {say.discardNo}
        </button>
        <button type="button" class="btn danger" disabled={isBusy} onClick={() => void discard()}>
          {say.discardYes}
        </button>
      </div>
    </fieldset>
  );
}
