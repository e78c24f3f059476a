/** Choose several people: a search box with suggestions, the chosen ones as chips. The ARIA combobox pattern. */
import './personPicker.css';
import { useId, useRef, useState } from 'preact/hooks';
import type { ContactFields } from '../generated/kinds.ts';
import { words } from '../words/index.ts';
import { Avatar } from './Avatar.tsx';
import { CloseIcon } from './icons.tsx';
import { nameOf } from './names.ts';
import { useServices } from './services.ts';

const MOST_SUGGESTIONS = 6;

interface PersonPickerProps {
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}

export function PersonPicker({ chosen, onChange }: PersonPickerProps) {
  const { store } = useServices();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);

  // Reading the list makes new people turn up among the suggestions.
  const anybody = store.list('contact').value.length > 0;
  const found = anybody && query.trim() ? store.search('contact', query) : [];
  const suggestions = found.filter((person) => !chosen.includes(person)).slice(0, MOST_SUGGESTIONS);
  const open = query.trim() !== '';
  const person = (personId: string) => store.get<ContactFields>(personId).value;

  const type = (text: string) => {
    setQuery(text);
    setActive(0);
  };
  const choose = (personId: string) => {
    onChange([...chosen, personId]);
    type('');
    input.current?.focus();
  };
  const drop = (personId: string) => {
    onChange(chosen.filter((other) => other !== personId));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const picked = suggestions[active];
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, suggestions.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter' && picked) choose(picked);
    else if (event.key === 'Escape' && open) type('');
    else return;
    event.preventDefault();
  };

  return (
    <div class="field picker">
      <label for={id}>{words.parts.people.label}</label>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((personId) => {
            const name = nameOf(person(personId));
            return (
              <li key={personId} class="chip on">
                <bdi>{name}</bdi>
                <button type="button" aria-label={words.parts.people.remove(name)} onClick={() => drop(personId)}>
                  <CloseIcon />
                </button>
              </li>
            );
          })}
        </ul>
      )}
      <input
        ref={input}
        id={id}
        role="combobox"
        autocomplete="off"
        dir="auto"
        placeholder={words.parts.people.add}
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(suggestions[active] && { 'aria-activedescendant': `${id}-${active}` })}
        value={query}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label={words.parts.people.label} class="suggestions" hidden={!open}>
        {suggestions.map((personId, index) => (
          // The keyboard works on the combobox, which keeps the focus.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={personId}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onClick={() => choose(personId)}
          >
            <Avatar name={nameOf(person(personId))} />
            <bdi>{nameOf(person(personId))}</bdi>
            <small>{person(personId)?.f.organization}</small>
          </div>
        ))}
        {suggestions.length === 0 && <p>{words.parts.people.none}</p>}
      </div>
    </div>
  );
}
