/**
 * Reads a saved outbox back into any device. What it holds is merged by the registers, each value under the dot that it was
 * written with: read twice, on the device it came from, or after that one has synced, it changes nothing. It is taken in
 * whole or not at all, and a file with one fault in it is refused before anything is written.
 */
import { type Json, sameJson } from '../domain/canonical.ts';
import { newReplica, type Random, toHex } from '../domain/ids.ts';
import { type Change, DELETED, expanded } from '../domain/record.ts';
import { contextOf, covers, type Dot, EMPTY } from '../domain/register.ts';
import type { OutboxFlaw } from '../store/contract.ts';
import type { Database } from '../store/db.ts';
import { replicaOf } from '../store/records.ts';
import { merged, redotted, registersOf, united, withDirty } from '../store/rows.ts';
import type { Dirty, Row } from '../store/schema.ts';
import { putRow, rowOf } from '../store/unsent.ts';
import { isAheadOfUs, isDoubled } from './merge.ts';
import { FORMAT, VERSION } from './outboxFile.ts';
import { fork } from './settle.ts';

/** Some hundred photos. A larger one would not fit into a phone's memory at once. */
const MOST_BYTES = 256 * 1024 * 1024;
const LONGEST_NAME = 200;
/** A dot, a kind, an id: nobody's is longer. */
const LONGEST_WORD = 300;

export class BadFile extends Error {
  override readonly name = 'BadFile';

  constructor(readonly flaw: OutboxFlaw) {
    super(`the file cannot be read: ${flaw}`);
  }
}

interface FilePhoto {
  readonly sha256: string;
  readonly type: string;
  readonly base64: string;
}

/** A record, and what of it was not on the server when the file was saved; of an old file that is not known. */
interface FileChange extends Change {
  readonly dirty: Dirty;
}

export interface OutboxInFile {
  /** When it was saved, ms since 1970 UTC. */
  readonly at: number;
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly changes: readonly FileChange[];
  readonly photos: readonly FilePhoto[];
}

/** Rejects with BadFile. Every photo has been held against its hash when this resolves. */
export async function readOutbox(file: Blob): Promise<OutboxInFile> {
  if (file.size > MOST_BYTES) throw new BadFile('too_large');
  const text = await file.text();
  const content = parsed(text);
  if (content.version !== 1 && content.version !== VERSION) {
    throw new BadFile(Number.isSafeInteger(content.version) && Number(content.version) > VERSION ? 'newer' : 'damaged');
  }
  const { at, person = null, changes, photos } = content;
  const isWhole =
    isCount(at) &&
    (person === null || isPerson(person)) &&
    Array.isArray(changes) &&
    changes.every(isChange) &&
    Array.isArray(photos) &&
    photos.every(isPhoto);
  if (!isWhole) throw new BadFile('damaged');
  for (const photo of photos) if ((await hashOf(photo)) !== photo.sha256) throw new BadFile('damaged');
  return { at, person, changes: changes.map((each) => ({ ...expanded(each), dirty: each.dirty ?? {} })), photos };
}

export interface Taken {
  readonly ids: readonly string[];
  readonly photos: readonly string[];
}

/** Takes it in; says what was not here before. */
export async function takeIn(db: Database, outbox: OutboxInFile, random: Random): Promise<Taken> {
  const { changes, photos, at } = outbox;
  const replica = await db.write(['meta'], (transaction) => replicaOf(transaction, random));
  // Storage was restored to an older state, or is a copy: what is written from now on must bear another name.
  const isShared = isAheadOfUs(changes, replica) || (await isDoubled(db, changes, replica));
  if (isShared) await fork(db, { replica }, random);
  const apart: Apart | null = isShared ? { old: replica.id, name: newReplica(random) } : null;
  return db.write(['records', 'unsent', 'blobs'], async (transaction) => {
    const blobs = transaction.objectStore('blobs');
    const ids: string[] = [];
    const kept: string[] = [];
    for (const change of changes) {
      const row = await rowOf(transaction, change.id);
      const after = withMore(row, apart ? keptApart(row, change, apart) : change);
      if (!after || after === row) continue;
      putRow(transaction, after, row);
      ids.push(change.id);
    }
    for (const photo of photos) {
      const { sha256, type } = photo;
      if (await blobs.getKey(sha256)) continue;
      await blobs.put({ sha256, type, bytes: bytesOf(photo).buffer, waiting: at, kept: at });
      kept.push(sha256);
    }
    return { ids, photos: kept };
  });
}

/** The name that this device had when another had it too, and one that nobody has written under. */
interface Apart {
  readonly old: string;
  readonly name: string;
}

/**
 * What the file has more, where it was saved by a copy of this device: written under one name, the later count of one would
 * pass for having seen the earlier of another, here or elsewhere. What the copy wrote gets a new name then, over what it had
 * seen when the record was clean; without what stands here already.
 */
function keptApart(row: Row | undefined, change: FileChange, { old, name }: Apart): Change {
  const mine = registersOf(row);
  const { f, dirty } = change;
  const isHere = (field: string) => f[field]?.s.every(({ v }) => mine[field]?.s.some((one) => sameJson(one.v, v)));
  const written = Object.keys(dirty).filter((field) => field !== DELETED);
  if (written.length > 0 && written.every(isHere)) return { ...change, f: {} };
  const renamed = redotted(withDirty(merged(undefined, change), dirty), old, name, 1);
  return { ...change, f: registersOf(renamed) };
}

/** The row with what the file has more, to be sent; the very same row where that is nothing. */
function withMore(row: Row | undefined, change: Change): Row | undefined {
  const mine = registersOf(row);
  const marks: Record<string, Dirty[string]> = {};
  for (const [field, register] of Object.entries(change.f)) {
    const seen = contextOf(mine[field] ?? EMPTY);
    const gained = register.s.filter(({ d }) => !covers(seen, d)).at(-1);
    if (gained) marks[field] = { base: seen, dot: gained.d };
  }
  if (Object.keys(marks).length === 0) return row;
  return united(row, withDirty(merged(undefined, change), marks, { whole: true }));
}

function parsed(text: string): Record<string, unknown> {
  let content: unknown = null;
  try {
    content = JSON.parse(text);
  } catch {
    // Cut short, it still begins like one of ours.
    throw new BadFile(text.includes(`"format":"${FORMAT}"`) ? 'damaged' : 'foreign');
  }
  if (!isMap(content) || content.format !== FORMAT) throw new BadFile('foreign');
  return content;
}

function bytesOf({ base64 }: FilePhoto): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

async function hashOf(photo: FilePhoto): Promise<string | null> {
  try {
    return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(photo))));
  } catch {
    return null; // No base64.
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== '__proto__' && value.length <= LONGEST_WORD;
}

function isPerson(value: unknown): value is { id: string; name: string } {
  return isMap(value) && isWord(value.id) && typeof value.name === 'string' && value.name.length <= LONGEST_NAME;
}

function isPhoto(value: unknown): value is FilePhoto {
  if (!isMap(value) || typeof value.base64 !== 'string') return false;
  return /^[0-9a-f]{64}$/.test(`${value.sha256}`) && /^image\/(jpeg|png|webp)$/.test(`${value.type}`);
}

function isChange(value: unknown): value is Change & { dirty?: Dirty } {
  if (!isMap(value) || !isWord(value.id) || !isWord(value.kind) || !isMap(value.f)) return false;
  const { dirty = {} } = value;
  if (!isMap(dirty) || !Object.entries(dirty).every(([field, mark]) => isWord(field) && isMark(mark))) return false;
  return Object.entries(value.f).every(([field, register]) => isWord(field) && isRegister(register));
}

function isRegister(value: unknown): boolean {
  if (!isMap(value) || !Array.isArray(value.s) || value.s.length === 0) return false;
  const { c = {}, s } = value;
  return isContext(c) && s.every(isSibling);
}

function isSibling(value: unknown): boolean {
  return isMap(value) && isDot(value.d) && Number.isSafeInteger(value.at) && isValue(value.v);
}

function isMark(value: unknown): boolean {
  return isMap(value) && isDot(value.dot) && isContext(value.base);
}

function isDot(value: unknown): value is Dot {
  return Array.isArray(value) && value.length === 2 && isWord(value[0]) && isCount(value[1]);
}

function isContext(value: unknown): boolean {
  return isMap(value) && Object.entries(value).every(([replica, n]) => isWord(replica) && isCount(n));
}

function isValue(value: unknown): value is Json {
  if (Array.isArray(value)) return value.every(isValue);
  if (isMap(value)) return Object.entries(value).every(([key, each]) => key !== '__proto__' && isValue(each));
  return value === null || ['boolean', 'string'].includes(typeof value) || Number.isSafeInteger(value);
}
