/** Another device deleted unusually much: what that would take away, and whether it may. */
import { useState } from 'preact/hooks';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import type { HeldRemoval } from '../store/contract.ts';
import { syncWords } from '../words/sync.ts';

const say = syncWords.held;

export function Removal({ held }: { held: HeldRemoval }) {
  const { account } = useServices();
  const [isBusy, setBusy] = useState(false);
  const title = say.title(held.ids.length, held.total);
  const answer = (job: () => Promise<void>, said?: string) => () => {
    setBusy(true);
    void job()
      .then(() => said && notify({ text: said }))
      .finally(() => setBusy(false));
  };
  return (
    <section class="card removal" aria-label={title}>
      <h2>{title}</h2>
      <p>{say.what(sayKinds(held.kinds))}</p>
      {held.titles.length > 0 && <p dir="auto">{say.names(held.titles.join(', '))}</p>}
      <p class="quiet">{say.body}</p>
      <div class="buttons">
        <button type="button" class="btn" disabled={isBusy} onClick={answer(() => account.keepRecords(), say.kept)}>
          {say.keep}
        </button>
        <button type="button" class="btn danger" disabled={isBusy} onClick={answer(() => account.allowRemoval())}>
          {say.allow}
        </button>
      </div>
    </section>
  );
}

/** "120 people, 12 notes". */
export function sayKinds(kinds: HeldRemoval['kinds']): string {
  const { many, manyOthers } = syncWords;
  return kinds.map(([kind, count]) => (many[kind] ?? manyOthers)(count)).join(', ');
}
