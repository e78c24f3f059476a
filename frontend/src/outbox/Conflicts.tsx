/** "Two versions of Title": one line until asked, then both, stacked on the phone and side by side where there is room. */
import './conflicts.css';
import { useState } from 'preact/hooks';
import { localDay } from '../parts/currentEvent.ts';
import { useServices } from '../parts/services.ts';
import type { Json, Shown, Version } from '../store/contract.ts';
import { sayInstant } from '../words/days.ts';
import { words } from '../words/index.ts';
import { sayValue, unite } from './conflicts.ts';
import { sayField } from './fields.ts';

interface ConflictsProps {
  record: Shown<object>;
  /** Says what an id stands for, such as an event's name. */
  say?: (field: string, value: Json) => string;
}

export function Conflicts({ record, say = (_field, value) => sayValue(value) }: ConflictsProps) {
  return (
    <>
      {record.conflicts.map((field) => (
        <Conflict key={field} record={record} field={field} say={(value) => say(field, value)} />
      ))}
    </>
  );
}

interface ConflictProps {
  record: Shown<object>;
  field: string;
  say: (value: Json) => string;
}

function Conflict({ record, field, say }: ConflictProps) {
  const { store } = useServices();
  const [versions, setVersions] = useState<readonly Version[] | null>(null);
  const { title, body, choose, here, elsewhere, keep, keepBoth } = words.outbox.conflict;
  const name = sayField(field) ?? field;
  const both =
    versions &&
    unite(
      field,
      versions.map(({ value }) => value),
    );
  const settle = (value: Json) =>
    void store.save(record.kind, record.id, { [field]: value }, { form: store.openForm(record.id) });

  return (
    <section class="conflict" aria-label={title(name)}>
      <div class="conflict-head">
        <p>
          <b>{title(name)}</b>
          <small>{body}</small>
        </p>
        {!versions && (
          <button type="button" class="btn" onClick={async () => setVersions(await store.versions(record.id, field))}>
            {choose}
          </button>
        )}
      </div>
      {versions && (
        <ul class="versions">
          {versions.map((version) => (
            <li key={version.replica + version.at} class="card">
              <small>
                {version.mine ? here : elsewhere} · {sayInstant(version.at, null, localDay(store.now()))}
              </small>
              <p dir="auto">{say(version.value)}</p>
              <button type="button" class="btn" onClick={() => settle(version.value)}>
                {keep}
              </button>
            </li>
          ))}
        </ul>
      )}
      {both !== null && both !== undefined && (
        <button type="button" class="btn" onClick={() => settle(both)}>
          {keepBoth}
        </button>
      )}
    </section>
  );
}
