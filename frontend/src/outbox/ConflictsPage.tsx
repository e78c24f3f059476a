/** All records of which two devices wrote different versions, the latest first: choose, one by one. */
import './conflictsPage.css';
import { EmptyList, Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import type { Shown } from '../store/contract.ts';
import { titleOf } from '../store/rows.ts';
import { syncWords } from '../words/sync.ts';
import { Conflicts } from './Conflicts.tsx';
import { pathOf } from './recordPaths.ts';
import { reopened } from './reopened.ts';

/** More than anybody settles at a sitting; the next ones move up. */
const MOST_SHOWN = 50;

export default function ConflictsPage() {
  const records = useOpen();
  const { title, hint, none, noneBody } = syncWords.conflicts;
  return (
    <Page title={title} back={{ path: '/outbox', label: syncWords.queue.title }} class="conflicts">
      {records.length > 0 && (
        <p class="quiet" role="status">
          {syncWords.conflicts.count(records.length)}. {hint}
        </p>
      )}
      {records.slice(0, MOST_SHOWN).map((record) => (
        <RecordConflicts key={record.id} record={record} />
      ))}
      {records.length > MOST_SHOWN && <p class="quiet">{syncWords.queue.more(records.length - MOST_SHOWN)}</p>}
      {records.length === 0 && (
        <EmptyList title={none}>
          <p class="quiet">{noneBody}</p>
        </EmptyList>
      )}
    </Page>
  );
}

/** Those that wait for a choice, and the one of which a choice was taken back just now. */
function useOpen(): readonly Shown[] {
  const { store } = useServices();
  const conflicted = store.conflicted.value;
  const id = reopened.value?.id;
  const again = id && !conflicted.some((record) => record.id === id) ? store.get(id).value : undefined;
  return [...conflicted, ...(again ? [again] : [])].sort((a, b) => b.changedAt - a.changedAt);
}

function RecordConflicts({ record }: { record: Shown }) {
  const kinds: Readonly<Record<string, string>> = syncWords.queue.kinds;
  const kind = kinds[record.kind] ?? syncWords.queue.other;
  const title = titleOf(record.f) || kind;
  const path = pathOf(record, record.f);
  return (
    <article class="stack">
      <h2 dir="auto">
        {path ? <a href={path}>{title}</a> : title}
        <small> {kind}</small>
      </h2>
      <Conflicts record={record} />
    </article>
  );
}
