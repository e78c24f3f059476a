/** Deleted on one device, edited on another meanwhile: the record was kept, and a person says whether it should be. */
import './conflicts.css';
import { useEffect, useState } from 'preact/hooks';
import { DELETED } from '../domain/record.ts';
import { removeWithUndo } from '../parts/deleting.ts';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import type { Shown, Version } from '../store/contract.ts';
import { titleOf } from '../store/rows.ts';
import { sayAge } from '../words/days.ts';
import { syncWords } from '../words/sync.ts';

const say = syncWords.conflict;

export function DeletionConflict({ record }: { record: Shown<object> }) {
  const { store } = useServices();
  const { title, there, here, what, kept } = say.deleted;
  const [form, setForm] = useState(() => store.openForm(record.id));
  const [deletion, setDeletion] = useState<Version | null>(null);
  useEffect(() => {
    setForm(store.openForm(record.id));
    void store.versions(record.id, DELETED).then(([latest]) => setDeletion(latest ?? null));
  }, [store, record]);
  const keep = async () => {
    await store.save(record.kind, record.id, { [DELETED]: false }, { form });
    notify({ text: kept });
  };
  return (
    <section class="conflict" aria-label={title}>
      <p>
        <b>{title}</b>
        <small>
          {deletion?.mine ? here : there} {deletion && say.since(sayAge(store.now() - deletion.at))}
        </small>
      </p>
      <div class="buttons">
        <button type="button" class="btn" onClick={() => void keep()}>
          {say.deleted.keep}
        </button>
        <button
          type="button"
          class="btn"
          onClick={() => void removeWithUndo(store, record.id, titleOf(record.f as Shown['f']) || what)}
        >
          {say.deleted.delete}
        </button>
      </div>
    </section>
  );
}
