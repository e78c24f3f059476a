/**
 * A code that was seen before the shutter, as the reading of its card. What the reader finds on the photo later comes
 * after it: the code was certain, and the photo may have blurred it.
 */
import type { StoredField, StoredReading } from '../generated/kinds.ts';
import type { SeenCode } from '../reading/live/protocol.ts';

const ENGINE = 'code';

export function readingOf({ text, fields }: SeenCode): StoredReading {
  return { engine: ENGINE, lines: [], fields: [...fields], code: text, ms: 0 };
}

/** Whether a code was the reason for keeping the card. */
export function isFromCode(reading: StoredReading | null | undefined): boolean {
  return reading?.engine?.split('+')[0] === ENGINE;
}

/** What was read, after what the code had said when the card was kept; without such a code, just what was read. */
export function withCode<R extends StoredReading>(reading: R, before: StoredReading | null | undefined): R {
  if (!before || !isFromCode(before)) return reading;
  const said = before.fields?.filter(({ source }) => source === 'code') ?? [];
  const isSaid = (one: StoredField) => said.some(({ field, value }) => field === one.field && value === one.value);
  return {
    ...reading,
    engine: `${ENGINE}+${reading.engine ?? ''}`,
    code: before.code ?? reading.code ?? null,
    fields: [...said, ...(reading.fields ?? []).filter((one) => !isSaid(one))],
  };
}
