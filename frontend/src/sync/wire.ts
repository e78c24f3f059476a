/** The sync protocol as it travels (docs/sync.md): one request pushes what changed here and pulls what changed elsewhere. */
import type { Change, ShortChange } from '../domain/record.ts';
import type { Cursor } from '../store/schema.ts';

export const PROTO = 1;
export const SCHEMA = 1;

export interface Verdict {
  readonly i: number;
  readonly s: 'ok' | 'rejected' | 'need_full';
  readonly code?: string;
  readonly field?: string;
}

export interface Answer {
  readonly fence: string | null;
  readonly cursor: Cursor | null;
  readonly more: boolean;
  /** The server's clock, ms since 1970 UTC. */
  readonly now: number;
  /** The verdicts; a change without one went well. */
  readonly results: readonly Verdict[];
  readonly changes: readonly (Change | ShortChange)[];
  /** Applied before `changes`: what was purged and written again stands in both. */
  readonly purge: readonly string[];
  readonly fork: boolean;
  readonly reset: boolean;
  /** Names the snapshot that this is a page of, if any: its last one where the cursor has no `snap`. */
  readonly snapshot?: string | null;
  /** About how much of the snapshot has been read, 0 to 1, where more of it is to come; older servers do not say. */
  readonly share?: number | null;
}
