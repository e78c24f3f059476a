/** A labelled input with its hint and its error, both tied to it for screen readers. */
import './field.css';
import { useId } from 'preact/hooks';
import { FIRST_DAY, LAST_DAY } from '../domain/typed.ts';
import { words } from '../words/index.ts';

interface FieldProps {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  type?: 'text' | 'date' | 'password';
  lines?: number;
  inputMode?: 'email' | 'tel' | 'url';
  autocomplete?: 'off' | 'name' | 'username' | 'current-password' | 'new-password';
  autoCapitalize?: 'none' | 'words' | 'sentences';
  focused?: boolean;
  min?: string | undefined;
  /** Characters at most; what is pasted beyond is cut off, and that is said. */
  most?: number;
}

export function Field({ label, value, onInput, error, lines, focused, most, type = 'text', ...rest }: FieldProps) {
  const id = useId();
  const hint = most && value.length >= most ? words.parts.longest(most) : rest.hint;
  const days = type === 'date' && { min: rest.min || FIRST_DAY, max: LAST_DAY };
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const control = {
    ...rest,
    ...days,
    ...(most && { maxLength: most }),
    id,
    value,
    dir: 'auto' as const,
    autoFocus: focused ?? false,
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
    'aria-invalid': Boolean(error),
    ...(described && { 'aria-describedby': described }),
  };
  // Preact's types want to know which kind of input it is; to what is set here it makes no difference.
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {lines ? (
        <textarea rows={lines} style={{ minHeight: `${lines * 1.45 + 1.25}em` }} {...control} />
      ) : (
        <input {...control} type={type as 'text'} />
      )}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      {error && (
        <small id={`${id}-error`} class="error" role="alert">
          {error}
        </small>
      )}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, hint, checked, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <input
        id={id}
        type="checkbox"
        class="toggle"
        role="switch"
        checked={checked}
        aria-checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
        {...(hint && { 'aria-describedby': `${id}-hint` })}
      />
      <label for={id}>{label}</label>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
