/**
 * Writes of records. Each is one strict-durability transaction over the records and the replica's counter: a dot is
 * never given twice, and what `save` resolved for is on the disk.
 */
import type { Json } from '../domain/canonical.ts';
import { newReplica, type Random } from '../domain/ids.ts';
import { DELETED, seenOf } from '../domain/record.ts';
import { type Context, contextOf, type Dot, EMPTY, joined } from '../domain/register.ts';
import { normalised, normalisedText } from '../domain/text.ts';
import { mended as asTyped } from '../domain/typed.ts';
import type { Fields, FormSnapshot, Version } from './contract.ts';
import { type Database, databaseName, type StoreName, type Write } from './db.ts';
import { putNew } from './photos.ts';
import { edited, readerOf, registersOf, withDirty } from './rows.ts';
import type { Dirty, Replica, Row, StoredBlob } from './schema.ts';
import { putRow, rowsOf } from './unsent.ts';

/** Another tab changed these fields since the form was opened; saving would overwrite what this form never showed. */
export class AskFirst extends Error {
  override readonly name = 'AskFirst';

  constructor(readonly fields: readonly string[]) {
    super(`changed in another tab: ${fields.join(', ')}`);
  }
}

/** The form was opened by a person who has signed out since: what they wrote is nobody else's. */
export class OtherPerson extends Error {
  override readonly name = 'OtherPerson';
}

export interface Writing {
  readonly kind: string;
  readonly id: string;
  /** Given the row as it stands, the fields to write; null writes nothing. */
  readonly fields: (row: Row | undefined) => Fields | null;
  readonly form?: FormSnapshot | undefined;
  readonly byPerson?: boolean | undefined;
}

/** What a write leaves on the disk together: the records, and the photos that they name. */
export interface Writings {
  readonly records: readonly Writing[];
  readonly photos?: readonly StoredBlob[];
}

const STORES: StoreName[] = ['records', 'unsent', 'meta', 'quarantine'];

/** Resolves with the dot of the last write. */
export function writeRecords(
  db: Database,
  { records: writings, photos = [] }: Writings,
  at: number,
  random: Random,
): Promise<Dot> {
  const isOthers = ({ form }: Writing) => form && ![db.name, databaseName(null)].includes(form.database);
  if (writings.some(isOthers)) return Promise.reject(new OtherPerson());
  return db.write(photos.length > 0 ? [...STORES, 'blobs'] : STORES, async (transaction) => {
    for (const photo of photos) await putNew(transaction, photo);
    const ids = new Set(writings.map(({ id }) => id));
    const rows = await rowsOf(transaction, [...ids]);
    let replica = await replicaOf(transaction, random);
    let dot: Dot = [replica.id, replica.counter];
    for (const { kind, id, fields, form, byPerson = true } of writings) {
      const row = rows.get(id);
      const wanted = fields(row);
      if (!wanted) continue;
      const seen = form ? contextsOf(form) : undefined;
      if (row && seen) refuseGaps(row, Object.keys(wanted), seen, replica.id);
      replica = { ...replica, counter: replica.counter + 1 };
      const mendable = row && (await mended(transaction, row, Object.keys(wanted)));
      dot = [byPerson ? replica.id : readerOf(replica.id), replica.counter];
      const after = edited(mendable, { id, kind, fields: wanted, dot, at, ...(seen ? { seen } : {}) });
      if (!after || after === row) continue;
      putRow(transaction, after, row);
      rows.set(id, after);
    }
    await transaction.objectStore('meta').put(replica);
    return dot;
  });
}

/** This device's replica of the database, made when it is first needed. */
export async function replicaOf(transaction: Write, random: Random): Promise<Replica> {
  const kept = await transaction.objectStore('meta').get('replica');
  return kept?.key === 'replica' ? kept : { key: 'replica', id: newReplica(random), counter: 0 };
}

/** What a person typed, as it is stored: normalised, and cleared where nothing is left to see. Throws RangeError. */
export function cleaned(kind: string, fields: Fields): Fields {
  const clean = Object.entries(fields).map(([field, value]) => [normalisedText(field), normalised(value)]);
  return asTyped(kind, Object.fromEntries(clean));
}

export function deletionOf(row: Row | undefined): Fields | null {
  return row && !row.hidden ? { [DELETED]: seenOf(registersOf(row)) as unknown as Json } : null;
}

export function restorationOf(row: Row | undefined): Fields | null {
  return row?.hidden ? { [DELETED]: false } : null;
}

export function snapshotOf(database: string, id: string, row: Row | undefined): FormSnapshot {
  const fields = Object.entries(registersOf(row)).map(([field, register]) => [field, contextOf(register)]);
  return { id, database, context: Object.fromEntries(fields) };
}

/** What a form has seen after its write: that, and what it had shown. Not what came from elsewhere meanwhile. */
export function snapshotAfter(form: FormSnapshot, fields: readonly string[], [replica, n]: Dot): FormSnapshot {
  const before = contextsOf(form);
  const written = fields.map((field) => [field, joined(before[field] ?? {}, { [replica]: n })]);
  return { ...form, context: { ...before, ...Object.fromEntries(written) } };
}

export function versionsOf(row: Row | undefined, field: string, replica: string | undefined): readonly Version[] {
  const { s } = registersOf(row)[field] ?? EMPTY;
  const versions = s.map(({ v, at, d }) => ({ value: v, at, replica: d[0], mine: d[0] === replica }));
  return versions.sort((a, b) => b.at - a.at);
}

function contextsOf(form: FormSnapshot): { readonly [field: string]: Context } {
  return form.context as { readonly [field: string]: Context };
}

/** Saying "seen up to my n-th write" would claim the writes between, which a form of this replica never showed. */
function refuseGaps(
  row: Row,
  fields: readonly string[],
  seen: { readonly [field: string]: Context },
  own: string,
): void {
  const registers = registersOf(row);
  const isGap = (field: string, replica: string) =>
    (contextOf(registers[field] ?? EMPTY)[replica] ?? 0) > (seen[field]?.[replica] ?? 0);
  const gaps = fields.filter((field) => isGap(field, own) || isGap(field, readerOf(own)));
  if (gaps.length > 0) throw new AskFirst(gaps);
}

/** Writing a quarantined field mends it; what was refused as a whole is all sent again. */
async function mended(transaction: Write, row: Row, fields: readonly string[]): Promise<Row> {
  const quarantine = transaction.objectStore('quarantine');
  const refused = await quarantine.getAll(IDBKeyRange.bound(`${row.id}/`, `${row.id}/\uffff`));
  const touched = refused.filter(({ key, id }) => key === `${id}/` || fields.includes(key.slice(id.length + 1)));
  if (touched.length === 0) return row;
  for (const { key } of touched) await quarantine.delete(key);
  const back: Dirty = Object.assign({}, ...touched.map(({ dirty }) => dirty), row.dirty);
  const whole = row.whole === true || touched.some((each) => each.whole);
  return withDirty(row, back, { whole, refused: touched.length < refused.length });
}
