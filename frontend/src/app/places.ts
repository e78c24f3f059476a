/** Which screen stands at which address, and which list stands beside it where there is room. */
import type { FunctionComponent } from 'preact';
import { Today } from '../today/Today.tsx';
import { type LazyScreen, lazy, type PlacedProps } from './lazy.tsx';
import { match } from './router.ts';

export type Tab = 'today' | 'people' | 'capture' | 'events' | 'network' | 'account';

export interface Place {
  readonly tab: Tab;
  /** A list of this place, beside the screen on a laptop. */
  readonly list?: FunctionComponent<PlacedProps>;
  /** Without one, the list alone, and on a laptop a word on choosing. */
  readonly screen?: FunctionComponent<PlacedProps>;
}

const PeopleList = lazy(() => import('../people/PeopleList.tsx'));
const PersonPage = lazy(() => import('../people/PersonPage.tsx'));
const PersonForm = lazy(() => import('../people/PersonForm.tsx'));
const NotePage = lazy(() => import('../people/NotePage.tsx'));
const RecordingPage = lazy(() => import('../people/RecordingPage.tsx'));
const FollowupPage = lazy(() => import('../people/FollowupPage.tsx'));
const CapturePlace = lazy(() => import('../capture/CapturePlace.tsx'));
const EventList = lazy(() => import('../events/EventList.tsx'));
const EventPage = lazy(() => import('../events/EventPage.tsx'));
const EventForm = lazy(() => import('../events/EventForm.tsx'));
const NetworkPage = lazy(() => import('../network/NetworkPage.tsx'));
const AccountPage = lazy(() => import('../account/AccountPage.tsx'));
const NotificationsPage = lazy(() => import('../account/NotificationsPage.tsx'));
const SignInPage = lazy(() => import('../account/SignInPage.tsx'));
const ConflictsPage = lazy(() => import('../outbox/ConflictsPage.tsx'));
const OutboxPage = lazy(() => import('../outbox/OutboxPage.tsx'));

const people = { tab: 'people', list: PeopleList } as const;
const events = { tab: 'events', list: EventList } as const;

/** The first that matches counts. */
const PLACES: readonly (readonly [pattern: string, place: Place])[] = [
  ['/', { tab: 'today', screen: Today }],
  ['/today', { tab: 'today', screen: Today }],
  ['/people', people],
  ['/people/new', { ...people, screen: PersonForm }],
  ['/people/:id', { ...people, screen: PersonPage }],
  ['/people/:id/edit', { ...people, screen: PersonForm }],
  ['/notes/new', { ...people, screen: NotePage }],
  ['/notes/:id', { ...people, screen: NotePage }],
  ['/recordings/new', { ...people, screen: RecordingPage }],
  ['/recordings/:id', { ...people, screen: RecordingPage }],
  ['/followups/new', { ...people, screen: FollowupPage }],
  ['/followups/:id', { ...people, screen: FollowupPage }],
  ['/capture', { tab: 'capture', screen: CapturePlace }],
  ['/capture/review', { tab: 'capture', screen: CapturePlace }],
  ['/capture/review/:id', { tab: 'capture', screen: CapturePlace }],
  ['/events', events],
  ['/events/new', { ...events, screen: EventForm }],
  ['/events/:id', { ...events, screen: EventPage }],
  ['/events/:id/edit', { ...events, screen: EventForm }],
  ['/network', { tab: 'network', screen: NetworkPage }],
  ['/account', { tab: 'account', screen: AccountPage }],
  ['/account/notifications', { tab: 'account', screen: NotificationsPage }],
  ['/account/sign-in', { tab: 'account', screen: SignInPage }],
  ['/account/sign-up', { tab: 'account', screen: SignInPage }],
  ['/conflicts', { tab: 'account', screen: ConflictsPage }],
  ['/outbox', { tab: 'account', screen: OutboxPage }],
];

export function placeAt(path: string): { place: Place; id: string } | null {
  for (const [pattern, place] of PLACES) {
    const values = match(pattern, path);
    if (values) return { place, id: values.id ?? '' };
  }
  return null;
}

/** The screens one is likely to open next, to be fetched before they are asked for. */
export const likelyNext: readonly LazyScreen[] = [PeopleList, PersonPage, CapturePlace];
