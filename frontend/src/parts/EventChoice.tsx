/** Which event something belongs to. */
import type { EventFields } from '../generated/kinds.ts';
import { peopleWords } from '../words/people.ts';
import { Choice } from './Field.tsx';
import { useServices } from './services.ts';

interface EventChoiceProps {
  label: string;
  value: string | null;
  onChange: (eventId: string | null) => void;
}

export function EventChoice({ label, value, onChange }: EventChoiceProps) {
  const { store } = useServices();
  const events = store.list<EventFields>('event').value.map(({ id, f }) => ({
    value: id,
    label: f.name ?? '',
    starts: f.starts ?? '',
  }));
  events.sort((a, b) => (a.starts < b.starts ? 1 : -1));
  // An event that is not on this device yet stays chosen.
  const unknown = value && !events.some((event) => event.value === value) ? [{ value, label: '…' }] : [];
  return (
    <Choice
      label={label}
      value={value ?? ''}
      options={[{ value: '', label: peopleWords.form.noEvent }, ...unknown, ...events]}
      onChange={(chosen) => onChange(chosen || null)}
    />
  );
}
