/** What goes out of a record, as a push says it. */
import { shortened } from '../domain/record.ts';
import { registersOf } from './rows.ts';
import type { Row } from './schema.ts';

/**
 * As JSON, the unsent fields of a row, or all of them where the server may lack it; without those that it has refused. Null
 * where none is left.
 */
export function changeOf(row: Row, isRefused: (field: string) => boolean = () => false): string | null {
  const { id, kind, dirty = {}, whole = false } = row;
  const isWanted = (field: string) => (whole || dirty[field] !== undefined) && !isRefused(field);
  const wanted = Object.entries(registersOf(row)).filter(([field]) => isWanted(field));
  return wanted.length > 0 ? JSON.stringify(shortened({ id, kind, full: whole, f: Object.fromEntries(wanted) })) : null;
}
