/** As `words`, for people, their notes and follow-ups: fetched with their pages, so that the first page need not carry it. */
import { people } from './en/people.ts';

export type PeopleWords = typeof people;

export const peopleWords: PeopleWords = people;
