/** Something that the server would not take: mended in its form, tried once more, saved to a file, or given up. */
import { useEffect, useId, useState } from 'preact/hooks';
import { download } from '../device/share.ts';
import { localDay } from '../parts/currentEvent.ts';
import { notify } from '../parts/notice.ts';
import { Photo } from '../parts/Photo.tsx';
import { useServices } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import type { QueueItem } from '../store/contract.ts';
import { Refused, Unreachable } from '../sync/http.ts';
import { sayAge } from '../words/days.ts';
import { words } from '../words/index.ts';
import { syncWords } from '../words/sync.ts';
import { formOf } from './recordPaths.ts';
import { sayItem } from './sayItem.ts';

const say = syncWords.refused;

export function RefusedItem({ item, now }: { item: QueueItem; now: number }) {
  const { account, store } = useServices();
  const id = useId();
  const [isAsking, setAsking] = useState(false);
  const key = item.key ?? '';
  const isPhoto = item.kind === 'photo';
  const form = isPhoto ? null : formOf(item, item.fields[0], store.get(item.id).value?.f);
  const { title, about } = sayItem(item);
  const retry = () => {
    notify({ text: say.retrying });
    void account.retry(key);
  };
  const save = async () => {
    const photo = isPhoto ? await store.photos.get(item.id) : null;
    if (photo) return download(new File([photo], `${item.id.slice(0, 8)}.jpg`, { type: photo.type }));
    const blob = await account.saveOutbox([item.id]);
    download(new File([blob], words.outbox.fileName(localDay(now)), { type: 'application/json' }));
  };
  return (
    <li class="card refused-item">
      <span class="card-text" dir="auto" id={id}>
        <b>{title}</b>
        <small>
          {about} · {words.outbox.since(sayAge(now - item.since))}
        </small>
        <small class="refused">{item.reason}</small>
      </span>
      {isPhoto && <Photo sha256={item.id} alt={title} />}
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
        {item.kind === 'photo' ? say.surePhoto : say.sure}
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
