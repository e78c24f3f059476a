/** A list of the review (e-mails, phones, …): a row for each, to correct, remove and add. */
import { useId } from 'preact/hooks';
import { LIMITS } from '../generated/kinds.ts';
import { CloseIcon } from '../parts/icons.tsx';
import { captureWords } from '../words/capture.ts';
import { type CardForm, type Entry, isDoubtful, type ListName, withEntries, withPhone } from './form.ts';
import { ReadNote } from './ReadNote.tsx';
import { Slice } from './Slice.tsx';

interface EntryRowsProps {
  readonly name: ListName;
  readonly form: CardForm;
  readonly photo: ImageBitmap | null;
  readonly onChange: (change: (before: CardForm) => CardForm, isChoice?: boolean) => void;
}

const KEYBOARDS = { emails: 'email', phones: 'tel', urls: 'url', handles: 'text', addresses: 'text' } as const;

export function EntryRows({ name, form, photo, onChange }: EntryRowsProps) {
  const change = (alter: (entries: readonly Entry[]) => readonly Entry[], isChoice = false) =>
    onChange((before) => withEntries(before, name, alter(before.lists[name])), isChoice);
  return (
    <>
      {form.lists[name].map((entry, index) => (
        <EntryRow
          key={entry.key}
          name={name}
          index={index}
          entry={entry}
          doubtful={isDoubtful(form, name, entry.read)}
          photo={photo}
          onEdit={(edited) => change((entries) => entries.map((each) => (each.key === entry.key ? edited : each)))}
          onRemove={() => change((entries) => entries.filter((each) => each.key !== entry.key), true)}
        />
      ))}
    </>
  );
}

interface EntryRowProps {
  readonly name: ListName;
  readonly index: number;
  readonly entry: Entry;
  readonly doubtful: boolean;
  readonly photo: ImageBitmap | null;
  readonly onEdit: (entry: Entry) => void;
  readonly onRemove: () => void;
}

function EntryRow({ name, index, entry, doubtful, photo, onEdit, onRemove }: EntryRowProps) {
  const id = useId();
  const say = captureWords.form;
  const label = say.nth(say[name], index);
  const edited = (value: string) => onEdit(name === 'phones' ? withPhone(entry, value) : { ...entry, value });
  const control = {
    id,
    value: entry.value,
    dir: 'auto' as const,
    'aria-describedby': `${id}-note`,
    onInput: (event: { currentTarget: { value: string } }) => edited(event.currentTarget.value),
  };
  return (
    <div class={doubtful ? 'row doubt' : 'row'}>
      <div class="row-head">
        <label for={id}>{label}</label>
        <ReadNote id={`${id}-note`} read={entry.read} doubtful={doubtful} />
      </div>
      <Slice photo={photo} box={entry.read?.box ?? null} />
      <div class="entry">
        {name === 'phones' && <PhoneKind entry={entry} onEdit={onEdit} />}
        {name === 'handles' && <Service entry={entry} onEdit={onEdit} />}
        {name === 'addresses' ? (
          <textarea {...control} rows={2} maxLength={LIMITS.Address.formatted} />
        ) : (
          <input
            {...control}
            inputMode={KEYBOARDS[name]}
            maxLength={LIMITS.Labelled.value}
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
          />
        )}
        <button type="button" class="round" onClick={onRemove}>
          <CloseIcon />
          <span class="visually-hidden">{say.remove(label, entry.value)}</span>
        </button>
      </div>
    </div>
  );
}

type EditProps = Pick<EntryRowProps, 'entry' | 'onEdit'>;

function PhoneKind({ entry, onEdit }: EditProps) {
  const { phoneKind, phoneKinds } = captureWords.form;
  const kinds = Object.entries(phoneKinds);
  const known = kinds.some(([kind]) => kind === entry.label);
  return (
    <select
      aria-label={phoneKind}
      value={entry.label}
      onChange={(event) => onEdit({ ...entry, label: event.currentTarget.value })}
    >
      {!known && <option value={entry.label}>{entry.label}</option>}
      {kinds.map(([kind, say]) => (
        <option key={kind} value={kind}>
          {say}
        </option>
      ))}
    </select>
  );
}

function Service({ entry, onEdit }: EditProps) {
  return (
    <input
      class="service"
      aria-label={captureWords.form.service}
      value={entry.label}
      maxLength={LIMITS.Handle.service}
      autocapitalize="none"
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => onEdit({ ...entry, label: event.currentTarget.value })}
    />
  );
}
