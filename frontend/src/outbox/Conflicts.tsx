/**
 * "Two versions of Title": one line until asked, then all of them, stacked on the phone and side by side where there is
 * room. A choice is written over what was shown here and over nothing else: what comes meanwhile stays a version.
 */
import './conflicts.css';
import { useEffect, useState } from 'preact/hooks';
import { localDay } from '../parts/currentEvent.ts';
import { notify } from '../parts/notice.ts';
import { useServices } from '../parts/services.ts';
import { sayTrouble } from '../parts/trouble.ts';
import type { FormSnapshot, Json, Shown, Version } from '../store/contract.ts';
import { sayAge, sayInstant } from '../words/days.ts';
import { words } from '../words/index.ts';
import { syncWords } from '../words/sync.ts';
import { isLong, isVersioned, sayIn, unite } from './conflicts.ts';
import { DeletionConflict } from './DeletionConflict.tsx';
import { Difference } from './Difference.tsx';
import { sayField } from './fields.ts';
import { reopened, reopenedAt } from './reopened.ts';

const say = syncWords.conflict;

interface ConflictsProps {
  record: Shown<object>;
  /** Called once a choice is on the disk. */
  onSettled?: () => void;
}

export function Conflicts({ record, onSettled }: ConflictsProps) {
  const taken = reopened.value?.id === record.id ? [reopened.value.field] : [];
  const fields = new Set([...record.conflicts.filter(isVersioned), ...taken]);
  const isDisputed = !record.conflicts.every(isVersioned);
  return (
    <>
      {isDisputed && <DeletionConflict record={record} />}
      {[...fields].map((field) => (
        <Conflict key={field} record={record} field={field} onSettled={onSettled} />
      ))}
    </>
  );
}

interface Choice {
  readonly versions: readonly Version[];
  /** What had been seen when they were read. */
  readonly form: FormSnapshot;
}

interface ConflictProps {
  record: Shown<object>;
  field: string;
  onSettled: (() => void) | undefined;
}

function Conflict({ record, field, onSettled }: ConflictProps) {
  const { store } = useServices();
  const again = reopenedAt(record.id, field);
  const choice = useChoice(record, field);
  const [isOpen, setOpen] = useState(again !== null);
  const versions = again?.versions ?? choice?.versions ?? [];
  const name = sayField(field) ?? field;
  const title = versions.length > 2 ? say.titleMany(versions.length, name) : say.title(name);
  const since = versions[0] && say.since(sayAge(store.now() - versions[0].at));
  const isShown = (isOpen || again !== null) && choice !== null;

  const settle = async (value: Json) => {
    if (!choice) return;
    try {
      await store.save(record.kind, record.id, { [field]: value }, { form: choice.form });
    } catch (failure) {
      notify({ text: sayTrouble(failure), stays: true });
      return;
    }
    reopened.value = null;
    notify({ text: say.kept, actions: [{ label: words.parts.undo, run: takeBack }] });
    onSettled?.();
    // The button that had the focus is gone.
    document.querySelector<HTMLElement>('.page-title')?.focus({ preventScroll: true });
  };
  const takeBack = () => {
    reopened.value = { id: record.id, field, versions };
    const [shown] = versions;
    if (shown) void store.save(record.kind, record.id, { [field]: shown.value });
  };
  return (
    <section class="conflict" aria-label={title}>
      <div class="conflict-head">
        <p>
          <b>{title}</b>
          <small>{again ? say.again : `${versions.length > 2 ? say.bodyMany : say.body} ${since ?? ''}`}</small>
        </p>
        {!isShown && (
          <button type="button" class="btn" onClick={() => setOpen(true)}>
            {say.choose}
          </button>
        )}
      </div>
      {isShown && <Versions kind={record.kind} field={field} versions={versions} onChoose={settle} />}
    </section>
  );
}

/** The versions as they stand, read anew whenever the record changes; the snapshot first, so that it claims no more. */
function useChoice(record: Shown<object>, field: string): Choice | null {
  const { store } = useServices();
  const [choice, setChoice] = useState<Choice | null>(null);
  useEffect(() => {
    let isOver = false;
    const form = store.openForm(record.id);
    void store.versions(record.id, field).then((versions) => {
      if (!isOver) setChoice({ versions: unlike(versions), form });
    });
    return () => {
      isOver = true;
    };
  }, [store, record, field]);
  return choice;
}

/** Two devices may have written the same: that is one version, the latest. */
function unlike(versions: readonly Version[]): readonly Version[] {
  const seen = new Map(versions.toReversed().map((version) => [JSON.stringify(version.value), version]));
  return versions.filter((version) => [...seen.values()].includes(version));
}

interface VersionsProps {
  kind: string;
  field: string;
  versions: readonly Version[];
  onChoose: (value: Json) => Promise<void>;
}

function Versions({ kind, field, versions, onChoose }: VersionsProps) {
  const { store } = useServices();
  const [first] = versions;
  const today = localDay(store.now());
  const text = (value: Json) => sayIn(store, field, value, today);
  const values = versions.map(({ value }) => value);
  const all = unite(kind, field, values);
  const others = versions.filter(({ mine }) => !mine);
  const whose = (version: Version) => {
    if (version.mine) return say.here;
    return others.length > 1 ? say.anotherOne(others.indexOf(version) + 1) : say.elsewhere;
  };
  return (
    <>
      <ul class="versions">
        {versions.map((version, index) => (
          <li key={version.replica + version.at} class="card">
            <small>
              {whose(version)} · {sayInstant(version.at, null, today)}
            </small>
            {index > 0 && first && isLong(field) ? (
              <div>
                <small class="quiet">{say.compared}</small>
                <Difference from={text(first.value)} to={text(version.value)} />
              </div>
            ) : (
              <p dir="auto">{text(version.value)}</p>
            )}
            <button type="button" class="btn" onClick={() => void onChoose(version.value)}>
              {say.keep}
            </button>
          </li>
        ))}
      </ul>
      {all !== undefined && (
        <button type="button" class="btn" onClick={() => void onChoose(all)}>
          {versions.length > 2 ? say.keepAll : say.keepBoth}
        </button>
      )}
    </>
  );
}
