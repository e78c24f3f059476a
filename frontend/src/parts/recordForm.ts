/**
 * A form over one record that loses nothing: it writes only what was changed, saying what it had seen; and what was typed
 * but not saved is saved when the page is left or goes to the background (from where a phone may kill it). Cancel drops it.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Fields, FormSnapshot, Shown } from '../store/contract.ts';
import { words } from '../words/index.ts';
import { notify } from './notice.ts';
import { useServices } from './services.ts';
import { sayTrouble } from './trouble.ts';

interface FormParts<D> {
  kind: string;
  /** What is edited; undefined for a new record. */
  record: Shown<object> | undefined;
  /** What the form shows at first: the record, or what a new one is offered to begin with. */
  start: D;
  /** The form of an empty record; the difference from it is what a new record is. */
  blank: D;
  /** The fields that differ between two states of the form. */
  changes: (before: D, after: D) => Fields;
  /** Fields that a new record gets besides. */
  created?: (draft: D) => Fields;
  /** Why this cannot be saved, in words, or null. Such a draft is also not kept when the page is left. */
  refuse: (draft: D) => string | null;
}

export interface RecordForm<D> {
  readonly id: string;
  readonly draft: D;
  /** Why the last attempt to save failed, or null. */
  readonly trouble: string | null;
  set(part: Partial<D>): void;
  /** Resolves with whether all is saved. */
  save(): Promise<boolean>;
  /** Forget what was typed; to be called before leaving by "Cancel" or after a delete. */
  drop(): void;
}

export function useRecordForm<D extends object>(parts: FormParts<D>): RecordForm<D> {
  const { store } = useServices();
  const [id] = useState(() => parts.record?.id ?? store.newId());
  const [draft, setDraft] = useState(parts.start);
  const [trouble, setTrouble] = useState<string | null>(null);
  const saved = useRef(parts.record ? parts.start : parts.blank);
  const seen = useRef<FormSnapshot | null>(parts.record ? store.openForm(parts.record.id) : null);
  const dropped = useRef(false);

  /** Null where nothing was changed since it was last saved. */
  function write(): Promise<void> | null {
    const before = saved.current;
    const fields = parts.changes(before, draft);
    if (Object.keys(fields).length === 0) return null;
    const isNew = seen.current === null;
    saved.current = draft; // At once: leaving while this is being written must not write it again.
    const options = seen.current ? { form: seen.current } : {};
    return store
      .save(parts.kind, id, isNew ? { ...parts.created?.(draft), ...fields } : fields, options)
      .catch((failure: unknown) => {
        saved.current = before;
        throw failure;
      })
      .finally(() => {
        // After "another tab changed this" a second attempt has seen that change.
        if (!isNew || saved.current !== before) seen.current = store.openForm(id);
      });
  }

  async function save(): Promise<boolean> {
    const refused = parts.refuse(draft);
    setTrouble(refused);
    if (refused) return false;
    try {
      await write();
      return true;
    } catch (failure) {
      setTrouble(sayTrouble(failure));
      return false;
    }
  }

  const keep = (): Promise<void> | null => (dropped.current || parts.refuse(draft) ? null : write());
  useKeep(keep);

  function drop(): void {
    dropped.current = true;
    // Kept while the app was in the background, and now not wanted after all.
    if (!parts.record && seen.current) void store.remove(id);
  }

  return { id, draft, trouble, set: (part) => setDraft((before) => ({ ...before, ...part })), save, drop };
}

function useKeep(keep: () => Promise<void> | null): void {
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => {
    const run = () => latest.current()?.then(() => true, sayNotSaved) ?? null;
    const onHide = () => void (document.visibilityState === 'hidden' && run());
    document.addEventListener('visibilitychange', onHide);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      void run()?.then((kept) => kept && notify({ text: words.parts.keptOnLeaving }));
    };
  }, []);
}

function sayNotSaved(failure: unknown): false {
  notify({ text: sayTrouble(failure), stays: true });
  return false;
}
