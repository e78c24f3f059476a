/**
 * The words that the first page needs, one catalogue a language; English is the type that others satisfy. Those of other
 * pages stand beside this file and are fetched with them.
 */
import { app } from './en/app.ts';
import { outbox } from './en/outbox.ts';
import { parts } from './en/parts.ts';
import { today } from './en/today.ts';

const en = { app, outbox, parts, today };
export type Words = typeof en;

export const words: Words = en;
