/** As `words`, for events: fetched with their pages, so that the first page need not carry it. */
import { events } from './en/events.ts';

export type EventWords = typeof events;

export const eventWords: EventWords = events;
