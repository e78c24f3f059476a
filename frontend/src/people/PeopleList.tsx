/** Everybody, by name, found as one types; captured cards that wait for review on top. */
import './peopleList.css';
import { useComputed } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { ContactFields, EventFields } from '../generated/kinds.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { PlusIcon } from '../parts/icons.tsx';
import { LongList } from '../parts/LongList.tsx';
import { type Contact, keptByName, letterOf, nameOf, roleOf } from '../parts/names.ts';
import { EmptyList, Page } from '../parts/Page.tsx';
import { SyncMark } from '../parts/SyncMark.tsx';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { peopleWords } from '../words/people.ts';
import { CapturedCards } from './CapturedCards.tsx';

/** A row is a person, or the letter under which the next ones stand. */
type Row = Contact | string;

const ROW_HEIGHT = 66;
/** The best stand first: whoever is not among these is found by typing on. */
const MOST_FOUND = 200;

export default function PeopleList({ path }: ScreenProps) {
  const { store } = useServices();
  const [query, setQuery] = useState('');
  const sorted = useMemo(keptByName, []);
  const people = useComputed(() => sorted(store.list<ContactFields>('contact').value)).value;
  const everybody = useMemo(() => withLetters(people), [people]);
  const searching = query.trim() !== '';
  const found = searching ? store.search('contact', query) : [];
  const rows = searching ? theFirst(found, people) : everybody;
  const selected = /^\/people\/([^/]+)/.exec(path)?.[1];
  return (
    <Page title={peopleWords.title} class="people" actions={<AddPerson />}>
      {people.length > 0 && (
        <input
          type="search"
          aria-label={peopleWords.search}
          placeholder={peopleWords.search}
          autocomplete="off"
          autocapitalize="none"
          dir="auto"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      {!searching && <CapturedCards />}
      <p role="status" class="visually-hidden">
        {searching && peopleWords.found(found.length)}
      </p>
      {searching && rows.length === 0 && <p class="quiet">{peopleWords.nobodyFound(query.trim())}</p>}
      {people.length === 0 && <Nobody />}
      <LongList
        key={searching ? query : ''}
        label={peopleWords.title}
        items={rows}
        estimate={ROW_HEIGHT}
        row={(row) =>
          typeof row === 'string' ? (
            <li key={row} class="letter" aria-hidden="true">
              {row}
            </li>
          ) : (
            <PersonRow key={row.id} contact={row} isSelected={row.id === selected} />
          )
        }
      />
      {found.length > MOST_FOUND && <p class="quiet">{peopleWords.typeOn(found.length - MOST_FOUND)}</p>}
    </Page>
  );
}

function PersonRow({ contact, isSelected }: { contact: Contact; isSelected: boolean }) {
  const { store } = useServices();
  const name = nameOf(contact);
  const event = contact.f.met_at ? store.get<EventFields>(contact.f.met_at).value?.f.name : null;
  return (
    <li>
      <a class="person-row" href={`/people/${contact.id}`} aria-current={isSelected ? 'page' : undefined}>
        <Avatar name={name} />
        <span class="card-text">
          <b dir="auto">
            {name}
            <SyncMark record={contact} />
          </b>
          <small dir="auto">{roleOf(contact) || (event && peopleWords.metAt(event))}</small>
        </span>
      </a>
    </li>
  );
}

function AddPerson() {
  return (
    <a class="round" href="/people/new" aria-label={peopleWords.add}>
      <PlusIcon />
    </a>
  );
}

function Nobody() {
  const { title, body, byHand } = peopleWords.empty;
  return (
    <EmptyList title={title}>
      <p class="quiet">{body}</p>
      <a class="btn go" href="/people/new">
        {byHand}
      </a>
    </EmptyList>
  );
}

function theFirst(ids: readonly string[], people: readonly Contact[]): Contact[] {
  const rank = new Map(ids.slice(0, MOST_FOUND).map((id, at) => [id, at]));
  const rankOf = ({ id }: Contact) => rank.get(id) ?? MOST_FOUND;
  return people.filter(({ id }) => rank.has(id)).sort((a, b) => rankOf(a) - rankOf(b));
}

function withLetters(people: readonly Contact[]): Row[] {
  const rows: Row[] = [];
  let last = '';
  for (const contact of people) {
    const letter = letterOf(contact);
    if (letter !== last) rows.push(letter);
    last = letter;
    rows.push(contact);
  }
  return rows;
}
