import type { ReadField, ReadLine } from '../contract.ts';

export function fieldsOf(_: {
  lines: readonly ReadLine[];
  code: string | null;
  shape: { width: number; height: number };
}): ReadField[] {
  return [];
}
