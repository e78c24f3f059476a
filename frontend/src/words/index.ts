/** All words of the interface, one catalogue a language; English is the type that others satisfy. */
import { app } from './en/app.ts';
import { events } from './en/events.ts';
import { network } from './en/network.ts';
import { outbox } from './en/outbox.ts';
import { parts } from './en/parts.ts';
import { people } from './en/people.ts';
import { today } from './en/today.ts';

const en = { app, events, network, outbox, parts, people, today };
export type Words = typeof en;

export const words: Words = en;
