/** What asks for attention today: the event going on, cards to review, follow-ups that are due. The first page. */
import './today.css';
import { useComputed } from '@preact/signals';
import type { ContactFields, FollowupFields } from '../generated/kinds.ts';
import { currentEvent, localDay } from '../parts/currentEvent.ts';
import { FollowupRow } from '../parts/FollowupRow.tsx';
import { type DueGroups, type Followup, groupByDue } from '../parts/followups.ts';
import { ForwardIcon, PersonIcon } from '../parts/icons.tsx';
import { openCards } from '../parts/openCards.ts';
import { EmptyList, Page } from '../parts/Page.tsx';
import { useServices } from '../parts/services.ts';
import { wide } from '../parts/wide.ts';
import { sayDay } from '../words/days.ts';
import { words } from '../words/index.ts';

const GROUPS: readonly (keyof DueGroups)[] = ['overdue', 'today', 'upcoming', 'someday', 'sent'];

export function Today() {
  const { store } = useServices();
  const groups = useComputed(() =>
    groupByDue(store.list<FollowupFields>('followup').value, localDay(store.now())),
  ).value;
  const due = GROUPS.some((group) => groups[group].length > 0);
  return (
    <Page title={words.today.title} class="today" actions={!wide.value && <AccountLink />}>
      <EventNow />
      <CardsWaiting />
      <TwoVersions />
      <div class="stack">
        {GROUPS.map(
          (group) => groups[group].length > 0 && <Group key={group} group={group} followups={groups[group]} />,
        )}
      </div>
      {!due && <NothingDue />}
    </Page>
  );
}

function Group({ group, followups }: { group: keyof DueGroups; followups: readonly Followup[] }) {
  return (
    <section class="stack">
      <h2 class="section-title">
        {words.today.groups[group]} <span>{followups.length}</span>
      </h2>
      <ul class="stack">
        {followups.map((followup) => (
          <FollowupRow key={followup.id} followup={followup} />
        ))}
      </ul>
    </section>
  );
}

function EventNow() {
  const { store } = useServices();
  const event = useComputed(() => currentEvent(store).value).value;
  const met = useComputed(() => {
    const here = currentEvent(store).value?.id;
    return here ? store.list<ContactFields>('contact').value.filter(({ f }) => f.met_at === here).length : 0;
  }).value;
  if (!event) return null;
  const { ends, name, place } = event.f;
  return (
    <a class="card event-now" href={`/events/${event.id}`}>
      <span class="card-text">
        <small>{words.today.now(ends ? sayDay(ends, localDay(store.now())) : null)}</small>
        <b dir="auto">{[name, place].filter(Boolean).join(', ')}</b>
        <small>{words.today.peopleMet(met)}</small>
      </span>
      <ForwardIcon />
    </a>
  );
}

function CardsWaiting() {
  const { store } = useServices();
  const cards = useComputed(() => openCards(store).value).value;
  if (cards.length === 0) return null;
  const reading = cards.filter((card) => card.f.state === 'waiting').length;
  return (
    <a class="card" href="/capture/review">
      <span class="card-text">
        <b>{words.today.review(cards.length)}</b>
        <small>{reading > 0 ? words.today.reading(reading) : words.today.reviewHint}</small>
      </span>
      <ForwardIcon />
    </a>
  );
}

/** Quietly: both versions are safe, and nothing is in a hurry. */
function TwoVersions() {
  const { store } = useServices();
  const count = store.conflicted.value.length;
  if (count === 0) return null;
  return (
    <a class="card" href="/conflicts">
      <span class="card-text">
        <b>{words.today.conflicts(count)}</b>
        <small>{words.today.conflictsHint}</small>
      </span>
      <ForwardIcon />
    </a>
  );
}

function NothingDue() {
  const { store, account } = useServices();
  const isNew = store.list('contact').value.length + store.list('card').value.length === 0;
  const { empty, first } = words.today;
  if (!isNew) {
    return (
      <EmptyList title={empty.title}>
        <p class="quiet">{empty.body}</p>
      </EmptyList>
    );
  }
  return (
    <EmptyList title={first.title}>
      <p class="quiet">{first.body}</p>
      <div class="first-steps">
        <a class="btn go" href="/capture">
          {first.capture}
        </a>
        <a class="btn" href="/people/new">
          {first.byHand}
        </a>
        <a class="btn" href="/events/new">
          {first.event}
        </a>
        {!account.user.value && (
          <a class="btn plain" href="/account/sign-in">
            {first.account}
          </a>
        )}
      </div>
    </EmptyList>
  );
}

function AccountLink() {
  return (
    <a class="round" href="/account" aria-label={words.app.account}>
      <PersonIcon />
    </a>
  );
}
