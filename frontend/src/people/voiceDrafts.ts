/**
 * The pieces of a recording under way, on the disk as they come: a kill loses the last few seconds. They are gone once the
 * recording is kept or discarded.
 */
import type { Drafts } from '../store/contract.ts';

const PREFIX = 'voice/';
/** Younger ones may belong to another tab that is recording now. */
const CUT_OFF_AFTER_MS = 15_000;

export interface Piece {
  readonly type: string;
  readonly bytes: ArrayBuffer;
  /** How long the recording was when this piece had come. */
  readonly ms: number;
  readonly at: number;
  readonly person: string | null;
  readonly event: string | null;
}

export interface CutOff {
  readonly startedAt: string;
  readonly pieces: readonly Piece[];
}

export function keepPiece(drafts: Drafts, startedAt: string, index: number, piece: Piece): Promise<void> {
  return drafts.keep(`${PREFIX}${startedAt}/${String(index).padStart(6, '0')}`, piece);
}

export function dropPieces(drafts: Drafts, startedAt: string): Promise<void> {
  return drafts.dropAll(`${PREFIX}${startedAt}/`);
}

/** The oldest recording that a kill cut off; null where there is none. */
export async function findCutOff(drafts: Drafts, now: number): Promise<CutOff | null> {
  const all = await drafts.all(PREFIX);
  const groups = new Map<string, Piece[]>();
  for (const [key, value] of all) {
    const startedAt = key.slice(PREFIX.length).split('/')[0] ?? '';
    if (isPiece(value)) groups.set(startedAt, [...(groups.get(startedAt) ?? []), value]);
  }
  for (const [startedAt, pieces] of groups) {
    if (now - Math.max(...pieces.map(({ at }) => at)) > CUT_OFF_AFTER_MS) return { startedAt, pieces };
  }
  return null;
}

function isPiece(value: unknown): value is Piece {
  return typeof value === 'object' && value !== null && 'bytes' in value && 'ms' in value && 'at' in value;
}
