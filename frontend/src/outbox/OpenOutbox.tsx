/** A saved file, read back: what is in it and whose it is, before anything is taken in. */
import { useEffect, useId, useState } from 'preact/hooks';
import { localDay } from '../parts/currentEvent.ts';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import type { OutboxContents, OutboxFlaw } from '../store/contract.ts';
import { sayInstant } from '../words/days.ts';
import { syncWords } from '../words/sync.ts';

const say = syncWords.open;

export function OpenOutbox() {
  const { account } = useServices();
  const [contents, setContents] = useState<OutboxContents | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const open = async (file: File | undefined) => {
    setTrouble(null);
    setContents(null);
    if (!file) return;
    await account.openOutbox(file).then(setContents, (failure: unknown) => setTrouble(sayFlaw(failure)));
  };
  return (
    <section class="stack read-back">
      {contents ? (
        <Contents contents={contents} onEnd={() => setContents(null)} />
      ) : (
        <>
          <label class="btn">
            {say.button}
            <input
              type="file"
              class="visually-hidden"
              accept=".json,application/json"
              onChange={({ currentTarget }) => {
                const [file] = currentTarget.files ?? [];
                void open(file).finally(() => {
                  currentTarget.value = ''; // The same file may be chosen again.
                });
              }}
            />
          </label>
          <p class="quiet">{say.hint}</p>
        </>
      )}
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}

function Contents({ contents, onEnd }: { contents: OutboxContents; onEnd: () => void }) {
  const { account, store } = useServices();
  const id = useId();
  const [isBusy, setBusy] = useState(false);
  const { records, photos, at, otherPerson } = contents;
  useEffect(() => document.getElementById(id)?.focus(), [id]);
  const take = async () => {
    setBusy(true);
    try {
      const taken = await contents.take();
      notify({ text: say.taken(taken.records, taken.photos) });
      onEnd();
    } catch (failure) {
      notify({ text: sayTrouble(failure), stays: true });
      setBusy(false);
    }
  };
  const others = account.user.value ? say.others : say.othersLater;
  return (
    <div class="card contents">
      <h2 id={id} tabIndex={-1}>
        {say.title(sayInstant(at, null, localDay(store.now())))}
      </h2>
      <p>{say.holds(records, photos)}</p>
      {otherPerson !== null && <p class="trouble">{others(otherPerson)}</p>}
      <div class="buttons">
        <button type="button" class="btn" disabled={isBusy} onClick={onEnd}>
          {say.cancel}
        </button>
        <button type="button" class="btn go" disabled={isBusy} onClick={() => void take()}>
          {otherPerson === null ? say.take : say.takeAll}
        </button>
      </div>
    </div>
  );
}

function sayFlaw(failure: unknown): string {
  const flaw = failure instanceof Error && 'flaw' in failure ? (failure.flaw as OutboxFlaw) : null;
  return flaw ? say.flaws[flaw] : sayTrouble(failure);
}
