/** As `words`, for the pages about sync: fetched with them, so that the first page need not carry it. */
import { sync } from './en/sync.ts';

export type SyncWords = typeof sync;

export const syncWords: SyncWords = sync;
