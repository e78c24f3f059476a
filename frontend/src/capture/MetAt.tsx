/** At which event the card was given: the one that was on, or another of those around that day. */
import { useId, useMemo } from 'preact/hooks';
import type { EventFields } from '../generated/kinds.ts';
import { currentEvent, isOn, localDay } from '../parts/currentEvent.ts';
import type { Card } from '../parts/openCards.ts';
import { useServices } from '../parts/services.ts';
import type { Shown } from '../store/contract.ts';
import { captureWords } from '../words/capture.ts';
import { daysBetween } from '../words/days.ts';

const OFFERED = 4;

type Event = Shown<EventFields>;

interface MetAtProps {
  readonly card: Card;
  readonly chosen: string | null;
  readonly onChange: (eventId: string | null) => void;
}

export function MetAt({ card, chosen, onChange }: MetAtProps) {
  const { store } = useServices();
  const id = useId();
  const day = localDay(card.f.captured_at ?? store.now());
  const events = store.list<EventFields>('event').value;
  const here = useMemo(() => currentEvent(store), [store]).value?.id;
  const first = [chosen ?? card.f.event, here];
  const offered = useMemo(() => nearest(events, day, first), [events, day, ...first]);
  const { metAt, noEvents } = captureWords.form;
  return (
    <div class="row">
      <div class="row-head">
        <b id={id}>{metAt}</b>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: chips of which at most one is on, none among them */}
      <div class="chips" role="group" aria-labelledby={id}>
        {offered.map((event) => (
          <button
            key={event.id}
            type="button"
            class={event.id === chosen ? 'chip on' : 'chip'}
            aria-pressed={event.id === chosen}
            dir="auto"
            onClick={() => onChange(event.id === chosen ? null : event.id)}
          >
            {event.f.name}
          </button>
        ))}
        {offered.length === 0 && (
          <a class="chip" href="/events/new">
            {noEvents}
          </a>
        )}
      </div>
    </div>
  );
}

/** The events nearest to the day, those given before all others. */
function nearest(events: readonly Event[], day: string, first: readonly (string | null | undefined)[]): Event[] {
  const away = (event: Event) => {
    const given = first.indexOf(event.id);
    if (given >= 0) return given - first.length;
    return isOn(event, day) ? 0 : Math.abs(daysBetween(event.f.starts ?? day, day));
  };
  return events
    .filter((event) => event.f.name)
    .sort((a, b) => away(a) - away(b))
    .slice(0, OFFERED);
}
