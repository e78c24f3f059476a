/** All events: the one going on, those ahead, those that were. */
import './events.css';
import { useComputed } from '@preact/signals';
import type { EventFields } from '../generated/kinds.ts';
import { currentEvent } from '../parts/currentEvent.ts';
import { today } from '../parts/day.ts';
import { PlusIcon } from '../parts/icons.tsx';
import { EmptyList, Page } from '../parts/Page.tsx';
import { SyncMark } from '../parts/SyncMark.tsx';
import type { ScreenProps } from '../parts/screen.ts';
import { useServices } from '../parts/services.ts';
import { saySpan } from '../words/days.ts';
import { eventWords } from '../words/events.ts';
import { type Event, type EventGroups, groupEvents } from './eventGroups.ts';

const GROUPS: readonly (keyof EventGroups)[] = ['now', 'upcoming', 'undated', 'past'];

export default function EventList({ path }: ScreenProps) {
  const { store } = useServices();
  const here = useComputed(() => currentEvent(store).value?.id ?? null).value;
  const events = useComputed(() => store.list<EventFields>('event').value).value;
  const groups = groupEvents(events, today.value, here);
  const { title, empty, add } = eventWords;
  return (
    <Page
      title={title}
      class="events"
      actions={
        <a class="round" href="/events/new" aria-label={add}>
          <PlusIcon />
        </a>
      }
    >
      {GROUPS.map(
        (group) =>
          groups[group].length > 0 && (
            <section key={group} class="stack">
              <h2 class="section-title">{eventWords.groups[group]}</h2>
              <ul class="stack">
                {groups[group].map((event) => (
                  <EventRow
                    key={event.id}
                    event={event}
                    isHere={event.id === here}
                    isSelected={path.includes(event.id)}
                  />
                ))}
              </ul>
            </section>
          ),
      )}
      {events.length === 0 && (
        <EmptyList title={empty.title}>
          <p class="quiet">{empty.body}</p>
          <a class="btn go" href="/events/new">
            {add}
          </a>
        </EmptyList>
      )}
    </Page>
  );
}

function EventRow({ event, isHere, isSelected }: { event: Event; isHere: boolean; isSelected: boolean }) {
  const { name, starts, ends, place } = event.f;
  const where = [starts && saySpan(starts, ends ?? null), place].filter(Boolean).join(' · ');
  return (
    <li>
      <a
        class={isHere ? 'card event-now' : 'card'}
        href={`/events/${event.id}`}
        aria-current={isSelected ? 'page' : undefined}
      >
        <span class="card-text">
          {isHere && <small>{eventWords.here}</small>}
          <b dir="auto">
            {name}
            <SyncMark record={event} />
          </b>
          {where && <small>{where}</small>}
        </span>
      </a>
    </li>
  );
}
