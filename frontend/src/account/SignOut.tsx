/** Signing out takes this account's data off the device. While some of it is nowhere else, it asks what to do with that. */
import { useEffect, useId, useState } from 'preact/hooks';
import { unsubscribeFromPush } from '../device/push.ts';
import { forget } from '../device/remembered.ts';
import { download } from '../device/share.ts';
import { localDay } from '../parts/currentEvent.ts';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import { Unsynced } from '../sync/account.ts';
import { accountWords } from '../words/account.ts';
import { syncWords } from '../words/sync.ts';
import { refusalOf } from './refusals.ts';

const say = accountWords;

export function SignOut() {
  const { account, store, go } = useServices();
  const [unsynced, setUnsynced] = useState(0);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const attempt = (how: { discard?: boolean; keep?: boolean }) => async () => {
    const isTold = await account.signOut(how);
    forget('writing');
    await unsubscribeFromPush().catch(() => null); // What was this person's is not shown to the next.
    const said = how.keep ? say.signedOutKept : say.signedOut;
    notify({ text: isTold ? said : `${said} ${say.toldLater}` });
    go('/today', { replace: true });
  };
  const run = (job: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    void job()
      .catch((failure: unknown) => {
        if (failure instanceof Unsynced) setUnsynced(failure.count);
        else setTrouble(refusalOf(failure).whole ?? say.errors.other);
      })
      .finally(() => setBusy(false));
  };
  const syncFirst = async () => {
    await account.syncNow();
    await attempt({})().catch((failure: unknown) => {
      if (failure instanceof Unsynced) setTrouble(say.guard.stillUnsynced);
      throw failure;
    });
  };
  const saveFile = async () => {
    const name = syncWords.queue.fileName(localDay(store.now()));
    download(new File([await account.saveOutbox()], name, { type: 'application/json' }));
  };
  return (
    <>
      {unsynced === 0 ? (
        <button type="button" class="btn" disabled={isBusy} onClick={() => run(attempt({}))}>
          {say.signOut}
        </button>
      ) : (
        <Guard
          count={unsynced}
          isBusy={isBusy}
          onSync={() => run(syncFirst)}
          onSave={() => run(saveFile)}
          onKeep={() => run(attempt({ keep: true }))}
          onDiscard={() => run(attempt({ discard: true }))}
          onStay={() => setUnsynced(0)}
        />
      )}
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}

interface GuardProps {
  count: number;
  isBusy: boolean;
  onSync: () => void;
  onSave: () => void;
  onKeep: () => void;
  onDiscard: () => void;
  onStay: () => void;
}

function Guard({ count, isBusy, onSync, onSave, onKeep, onDiscard, onStay }: GuardProps) {
  const id = useId();
  const [isSure, setSure] = useState(false);
  const { title, body, sync, file, keep, keepHint, discard, confirmDiscard, stay } = say.guard;
  useEffect(() => document.getElementById(id)?.focus(), [id]);
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id} tabIndex={-1}>
        {title(count)}
      </h2>
      <p>{body}</p>
      <button type="button" class="btn go" disabled={isBusy} onClick={onSync}>
        {sync}
      </button>
      <button type="button" class="btn" disabled={isBusy} onClick={onSave}>
        {file}
      </button>
      <button type="button" class="btn" onClick={onStay}>
        {stay}
      </button>
      <button type="button" class="btn" disabled={isBusy} onClick={onKeep}>
        {keep}
      </button>
      <p class="quiet">{keepHint}</p>
      {isSure && <p role="alert">{confirmDiscard}</p>}
      <button type="button" class="btn danger" disabled={isBusy} onClick={() => (isSure ? onDiscard() : setSure(true))}>
        {discard}
      </button>
    </section>
  );
}
