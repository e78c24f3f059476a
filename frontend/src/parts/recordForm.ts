/**
 * A form over one record that loses nothing: it writes only what was changed, saying what it had seen; and what was typed
 * but not saved is saved every few seconds, and when the page is left or goes to the background: a phone may end the app at
 * any time. Cancel takes it back.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { faultOf } from '../domain/typed.ts';
import type { Fields, Shown } from '../store/contract.ts';
import { AskFirst } from '../store/index.ts';
import { words } from '../words/index.ts';
import { sayFault } from './fault.ts';
import { notify } from './notice.ts';
import { useServices } from './services.ts';
import { sayTrouble } from './trouble.ts';

const KEEP_EVERY_MS = 2000;

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
  /** Take back what was typed, also what was kept of it already; to be called before leaving by "Cancel" or a delete. */
  drop(): Promise<void>;
}

export function useRecordForm<D extends object>(parts: FormParts<D>): RecordForm<D> {
  const { store } = useServices();
  const [id] = useState(() => parts.record?.id ?? store.newId());
  const [draft, setDraft] = useState(parts.start);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [untouched] = useState(draft);
  const saved = useRef(parts.record ? parts.start : parts.blank);
  const [opened] = useState(() => store.openForm(id));
  const seen = useRef(opened);
  const isThere = useRef(parts.record !== undefined);
  const dropped = useRef(false);
  const turn = useRef<Promise<unknown>>(Promise.resolve());

  /** One after the other: a write must have seen the one before it. Resolves with whether there was anything to write. */
  function write(to: D): Promise<boolean> {
    const done = turn.current.then(async () => {
      const before = saved.current;
      const fields = parts.changes(before, to);
      if (Object.keys(fields).length === 0) return false;
      saved.current = to;
      const all = isThere.current ? fields : { ...parts.created?.(to), ...fields };
      try {
        seen.current = await store.save(parts.kind, id, all, { form: seen.current });
        isThere.current = true;
        return true;
      } catch (failure) {
        saved.current = before;
        throw failure;
      }
    });
    turn.current = done.catch(() => undefined);
    return done;
  }

  /** Why the server would refuse this, or the person would not mean it. */
  function refusal(): string | null {
    const fault = faultOf(parts.kind, parts.changes(saved.current, draft));
    return parts.refuse(draft) ?? (fault && sayFault(fault));
  }

  async function save(): Promise<boolean> {
    const refused = refusal();
    setTrouble(refused);
    if (refused) return false;
    try {
      await write(draft);
      return true;
    } catch (failure) {
      setTrouble(sayTrouble(failure));
      // After "another tab changed this" a second attempt has seen that change.
      if (failure instanceof AskFirst) seen.current = store.openForm(id);
      return false;
    }
  }

  const keep = async () => !dropped.current && !refusal() && (await write(draft));
  useKeep(keep, draft !== untouched);

  async function drop(): Promise<void> {
    dropped.current = true;
    await turn.current;
    if (parts.record) await write(parts.start);
    else if (isThere.current) await store.remove(id);
  }

  return { id, draft, trouble, set: (part) => setDraft((before) => ({ ...before, ...part })), save, drop };
}

function useKeep(keep: () => Promise<boolean>, isTouched: boolean): void {
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => {
    if (!isTouched) return;
    // What fails now is said when the person saves or leaves.
    const timer = setInterval(() => void latest.current().catch(() => undefined), KEEP_EVERY_MS);
    return () => clearInterval(timer);
  }, [isTouched]);
  useEffect(() => {
    const run = () => latest.current().catch(sayNotSaved);
    const onHide = () => void (document.visibilityState === 'hidden' && run());
    document.addEventListener('visibilitychange', onHide);
    return () => {
      document.removeEventListener('visibilitychange', onHide);
      void run().then((kept) => kept && notify({ text: words.parts.keptOnLeaving }));
    };
  }, []);
}

function sayNotSaved(failure: unknown): false {
  notify({ text: sayTrouble(failure), stays: true });
  return false;
}
