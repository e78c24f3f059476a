/**
 * Pure steps on a record as it is kept: an edit, a merge of what was pulled, an acknowledgement, a change of replica.
 * Together they hold: a value written here stays dirty until the server has acknowledged that very write.
 */
import { isList, isObject, type Json, sameJson } from '../domain/canonical.ts';
import { type Change, DELETED, isByPerson, isDisputed, isVisible, type Registers, shownOf } from '../domain/record.ts';
import {
  type Context,
  contextOf,
  covers,
  type Dot,
  EMPTY,
  joined,
  merge,
  type Register,
  registerOf,
  sameDot,
  write,
} from '../domain/register.ts';
import { fold } from '../domain/text.ts';
import type { Fields } from './contract.ts';
import type { Dirty, Row, Sent, Unsent } from './schema.ts';

/** What is noted of a row beside its registers. */
interface Marks {
  readonly dirty: Dirty;
  readonly whole: boolean;
  readonly refused: boolean;
  readonly since: number | undefined;
  readonly snapshot: string | undefined;
}

/** What a row is made of; the rest of it is computed. */
interface Parts extends Marks {
  readonly id: string;
  readonly kind: string;
  readonly registers: Registers;
}

export function registersOf(row: Pick<Row, 'registers'> | undefined): Registers {
  return row ? (JSON.parse(row.registers) as Registers) : {};
}

function partsOf(row: Row): Parts {
  const { id, kind } = row;
  return { id, kind, registers: registersOf(row), ...marksOf(row) };
}

function marksOf({ dirty = {}, whole, refused, since, snapshot }: Row): Marks {
  return { dirty, whole: whole === true, refused: refused === true, since, snapshot };
}

function rowOf(parts: Parts): Row {
  const { id, kind, registers } = parts;
  const { f, conflicts, at } = shownOf(registers);
  return {
    id,
    kind,
    f,
    conflicts: isDisputed(registers) ? [...conflicts, DELETED] : conflicts,
    changedAt: at,
    text: searchTextOf(f),
    registers: JSON.stringify(registers),
    ...(isVisible(registers) ? {} : { hidden: true }),
    ...noted(parts, at),
  };
}

/** The row with other marks; what it shows is as it was, so nothing is computed again. */
function marked(row: Row, marks: Partial<Marks>): Row {
  return { ...unmarked(row), ...noted({ ...marksOf(row), ...marks }, row.changedAt) };
}

/** What a record holds and shows, without what is noted of it. */
export function unmarked(row: Row) {
  const { id, kind, f, conflicts, changedAt, text, registers, hidden } = row;
  return { id, kind, f, conflicts, changedAt, text, registers, ...(hidden ? { hidden } : {}) };
}

function noted({ dirty, whole, refused, since, snapshot }: Marks, at: number) {
  const isWaiting = whole || Object.keys(dirty).length > 0;
  return {
    unsynced: isWaiting || refused,
    ...(Object.keys(dirty).length > 0 ? { dirty } : {}),
    ...(whole ? { whole: true as const } : {}),
    ...(refused ? { refused: true as const } : {}),
    ...(isWaiting ? { since: since ?? at } : {}),
    ...(snapshot ? { snapshot } : {}),
  };
}

export interface Edit {
  readonly id: string;
  readonly kind: string;
  readonly fields: Fields;
  readonly dot: Dot;
  readonly at: number;
  /** What a form had shown, by field; without it the write has seen what the row holds. */
  readonly seen?: { readonly [field: string]: Context };
}

/** The row after a write. A value that stands there alone already is not written again. */
export function edited(row: Row | undefined, edit: Edit): Row | undefined {
  const { id, fields, dot, at } = edit;
  const before = registersOf(row);
  const registers: Record<string, Register> = { ...before };
  const dirty: Record<string, Dirty[string]> = { ...row?.dirty };
  let changed = false;
  for (const [field, v] of Object.entries(fields)) {
    const register = before[field] ?? EMPTY;
    const [only, second] = register.s;
    if (only && !second && sameJson(only.v, v) && !row?.hidden) continue;
    const seen = edit.seen ? (edit.seen[field] ?? {}) : contextOf(register);
    registers[field] = write(register, seen, { d: dot, v, at });
    dirty[field] = { base: dirty[field]?.base ?? contextOf(register), dot };
    changed = true;
  }
  if (!changed) return row;
  const kept = row
    ? partsOf(row)
    : { kind: edit.kind, whole: true, refused: false, since: undefined, snapshot: undefined };
  return rowOf({ ...kept, id, registers, dirty, since: kept.since ?? at });
}

/** The row after a pulled change; the very same row if that brought nothing new. */
export function merged(row: Row | undefined, change: Change, snapshot?: string): Row {
  if (!row) {
    const { id, kind, f } = change;
    return rowOf({ id, kind, registers: f, dirty: {}, whole: false, refused: false, since: undefined, snapshot });
  }
  const before = registersOf(row);
  const registers: Record<string, Register> = { ...before };
  let isNew = false;
  for (const [field, register] of Object.entries(change.f)) {
    const mine = before[field];
    const both = mine ? merge(mine, register) : register;
    if (mine && sameRegister(mine, both)) continue;
    registers[field] = both;
    isNew = true;
  }
  const isBack = !isNew && row.whole && !row.dirty && change.full && sameFields(before, change.f);
  // What a snapshot lacks of a record was purged, before somebody wrote the record again: everybody gets it back.
  const isLacking = snapshot !== undefined && row.snapshot !== snapshot && !sameFields(registers, change.f);
  const whole = isLacking || (!isBack && row.whole === true);
  const seen = snapshot ?? row.snapshot;
  if (isNew || whole !== (row.whole === true)) return rowOf({ ...partsOf(row), registers, snapshot: seen, whole });
  return seen === row.snapshot ? row : { ...row, ...(seen ? { snapshot: seen } : {}) };
}

function sameRegister(a: Register, b: Register): boolean {
  return sameJson(a as unknown as Json, b as unknown as Json);
}

/** After the server was restored everything is sent again, except what it turns out to have. */
function sameFields(a: Registers, b: Registers): boolean {
  const fields = Object.keys(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every((field) => sameRegister(a[field] ?? EMPTY, b[field] ?? EMPTY))
  );
}

/**
 * The row once the server has what was sent: a field written again since stays dirty. The row belongs to the
 * snapshot that is being read, if any, because nobody will send it back to us.
 */
export function acknowledged(
  row: Row,
  dots: { readonly [field: string]: Dot },
  whole: boolean,
  snapshot = row.snapshot,
): Row {
  const left = Object.entries(row.dirty ?? {}).flatMap(([field, mark]): [string, Dirty[string]][] => {
    const sent = dots[field];
    if (!sent) return [[field, mark]];
    // Under another name too, the later write stands over the one that is in the log now.
    return sameDot(sent, mark.dot) ? [] : [[field, { ...mark, base: joined(mark.base, { [sent[0]]: sent[1] }) }]];
  });
  const registers = left.length > 0 ? registersOf(row) : {};
  // What came with another snapshot may have been of a server that was restored since: it is sent once more. So is what
  // this one has not brought yet, where a part was sent: who knows whether it has the rest.
  const isUnseen = row.snapshot !== snapshot;
  const isDoubtful = whole
    ? row.whole === true && isUnseen && row.snapshot !== undefined
    : row.whole === true || isUnseen;
  return marked(row, {
    dirty: Object.fromEntries(left),
    whole: isDoubtful,
    snapshot,
    since: left.length > 0 ? Math.min(...left.map(([field]) => writtenAt(registers, field))) : undefined,
  });
}

/** Whether what was sent is all that is unsent of a record: nothing is left of it then, once the server has that. */
export function isAllSent({ dirty = {}, whole }: Unsent, sent?: Pick<Sent, 'dots' | 'whole'>): boolean {
  if (!sent) return false;
  const isSent = ([field, { dot }]: [string, Dirty[string]]) => {
    const was = sent.dots[field];
    return was !== undefined && sameDot(was, dot);
  };
  return (!whole || sent.whole) && Object.entries(dirty).every(isSent);
}

function writtenAt(registers: Registers, field: string): number {
  return Math.max(...(registers[field]?.s ?? []).map(({ at }) => at));
}

/**
 * Whether a pulled register holds a write under one of these names, ours, that is not the one made here: another copy of
 * this device made it. A write of ours that is not on the server, and that we have written over since, cannot be told
 * from such a one: it counts as another's, which costs a second version and no word.
 */
export function isAnothers(row: Row, unsent: Dirty, change: Change, names: readonly string[]): boolean {
  const registers = registersOf(row);
  return Object.entries(change.f).some(([field, { s }]) => {
    const mark = unsent[field];
    return s.some(({ d, v }) => {
      if (!names.includes(d[0])) return false;
      const here = registers[field]?.s.find((sibling) => sameDot(sibling.d, d));
      return here ? !sameJson(here.v, v) : mark !== undefined && !covers(mark.base, d);
    });
  });
}

/** The row with other dirty marks: fields go to quarantine or come back from it. */
export function withDirty(row: Row, dirty: Dirty, marks: { whole?: boolean; refused?: boolean } = {}): Row {
  return marked(row, { dirty, ...marks });
}

/** The row with these fields as the server has them; undefined where nothing is left of the record. */
export function givenUp(row: Row, fields: readonly string[], theirs: Registers, refused: boolean): Row | undefined {
  const parts = partsOf(row);
  const rest = Object.entries(parts.registers).filter(([field]) => !fields.includes(field));
  const back = fields.flatMap((field) => (theirs[field] ? [[field, theirs[field]] as const] : []));
  const registers = Object.fromEntries([...rest, ...back]);
  const dirty = Object.fromEntries(Object.entries(parts.dirty).filter(([field]) => !fields.includes(field)));
  return Object.keys(registers).length > 0 ? rowOf({ ...parts, registers, dirty, refused }) : undefined;
}

/** The row to be sent as a whole. */
export function asWhole(row: Row): Row {
  return marked(row, { whole: true });
}

/**
 * The row under a new replica, because another device may write, or have written, with the old one's dots: each dirty
 * value gets a new dot over what its field had seen before the first local write that is not on the server. Over what it
 * has seen since would let the other device's writes of the same count pass for seen, and lose them. What was read from a
 * saved outbox keeps the dots of the device that wrote it.
 */
export function redotted(row: Row, old: string, replica: string, n: number): Row {
  const parts = partsOf(row);
  const registers: Record<string, Register> = { ...parts.registers };
  const dirty: Record<string, Dirty[string]> = {};
  const isOwn = ([name]: Dot) => name === old || name === readerOf(old);
  const renamed = (dot: Dot): Dot => (isOwn(dot) ? [isByPerson(dot) ? replica : readerOf(replica), n] : dot);
  for (const [field, mark] of Object.entries(parts.dirty)) {
    const register = registers[field] ?? EMPTY;
    const isFromFile = !isOwn(mark.dot);
    const isUnsent = (d: Dot) => (isFromFile ? isOwn(d) && !covers(mark.base, d) : sameDot(d, mark.dot));
    const written = register.s.find(({ d }) => isUnsent(d));
    if (!written) {
      if (isFromFile) dirty[field] = mark;
      continue; // Else a write that saw this one has replaced it: the server has it.
    }
    const others = register.s.filter((sibling) => sibling !== written);
    const d = renamed(written.d);
    const v = field === DELETED ? redottedDeletion(written.v, parts.dirty, old, renamed) : written.v;
    const seen = lowered(contextOf(register), mark, old);
    registers[field] = registerOf(joined(seen, { [d[0]]: n }), [...others, { ...written, d, v }]);
    dirty[field] = { base: mark.base, dot: d };
  }
  return rowOf({ ...parts, registers, dirty });
}

/** A context that has forgotten what was written here since the field was clean. */
function lowered(context: Context, { base, dot }: Dirty[string], old: string): Context {
  const here = [old, readerOf(old), dot[0]];
  const entries = Object.entries(context).map(([replica, n]) => [replica, here.includes(replica) ? base[replica] : n]);
  return Object.fromEntries(entries.filter(([, n]) => n !== undefined));
}

/** A deletion names the writes that it has seen, local ones among them: they bear new dots now. */
function redottedDeletion(v: Json, dirty: Dirty, old: string, renamed: (dot: Dot) => Dot): Json {
  if (!isObject(v)) return v;
  const contexts = Object.entries(v as unknown as { [field: string]: Context }).map(([field, context]) => {
    const mark = dirty[field];
    if (!mark) return [field, context];
    const [replica, n] = renamed(mark.dot);
    const seen = lowered(context, mark, old);
    return [field, covers(context, mark.dot) ? joined(seen, { [replica]: n }) : seen];
  });
  return Object.fromEntries(contexts);
}

/** The name under which a device writes what no person wrote, such as a card's reading. */
export function readerOf(replica: string): string {
  return `${replica}~read`;
}

/** Two rows of the same record, one of them from before sign-in: nothing of either is lost, and what is new is dirty. */
export function united(mine: Row | undefined, other: Row): Row {
  if (!mine) return other;
  const parts = partsOf(mine);
  const registers: Record<string, Register> = { ...parts.registers };
  const dirty: Record<string, Dirty[string]> = { ...parts.dirty };
  for (const [field, register] of Object.entries(registersOf(other))) {
    const before = registers[field] ?? EMPTY;
    const after = merge(before, register);
    registers[field] = after;
    const mark = other.dirty?.[field];
    if (mark && !covers(contextOf(before), mark.dot))
      dirty[field] = { base: dirty[field]?.base ?? mark.base, dot: mark.dot };
  }
  return rowOf({ ...parts, registers, dirty, since: mine.since ?? other.since });
}

/** What a person would call the record. */
export function titleOf(f: Fields): string {
  for (const field of ['name', 'what', 'body', 'organization']) {
    const value = f[field];
    if (typeof value === 'string') return value.split('\n', 1)[0] ?? '';
  }
  return '';
}

const NOT_SEARCHED = new Set(['read', 'vcard_extra']);
const ID_OR_HASH = /^([0-9a-f-]{36}|[0-9a-f]{64})$/;

/** The title's line, then a line for everything else that a person wrote. */
function searchTextOf(f: Fields): string {
  const words: string[] = [];
  for (const [field, value] of Object.entries(f)) {
    if (NOT_SEARCHED.has(field)) continue;
    const element = field.indexOf(':') + 1;
    if (element > 0) collect(field.slice(element), words);
    else collect(value, words);
  }
  return `${fold(titleOf(f))}\n${fold(words.join(' '))}`;
}

function collect(value: Json, words: string[]): void {
  if (typeof value === 'string') {
    if (!ID_OR_HASH.test(value)) words.push(value);
  } else if (isList(value)) {
    for (const element of value) collect(element, words);
  } else if (isObject(value)) {
    for (const element of Object.values(value)) collect(element, words);
  }
}
