import { expect, test } from 'vitest';
import { newDevice } from '../store/testing/device.ts';
import { dropPieces, findCutOff, keepPiece, type Piece } from './voiceDrafts.ts';

const piece = (text: string, at: number): Piece => ({
  type: 'audio/webm',
  bytes: new TextEncoder().encode(text).buffer as ArrayBuffer,
  ms: 5000,
  at,
  person: 'ana',
  event: null,
});
const textOf = (pieces: readonly Piece[]) => pieces.map(({ bytes }) => new TextDecoder().decode(bytes)).join('');

test('a recording that a kill cut off is found with its pieces in order, until it is kept or discarded', async () => {
  const device = newDevice();
  const { drafts } = device.tab();
  for (let index = 0; index < 12; index += 1) await keepPiece(drafts, '1000', index, piece(`${index} `, index));
  const again = device.tab().drafts;
  const found = await findCutOff(again, 60_000);
  expect(textOf(found?.pieces ?? [])).toBe('0 1 2 3 4 5 6 7 8 9 10 11 ');
  await dropPieces(again, '1000');
  expect(await findCutOff(again, 60_000)).toBeNull();
});

test('one that another tab is recording now is left alone', async () => {
  const { drafts } = newDevice().tab();
  await keepPiece(drafts, '1000', 0, piece('now', 59_000));
  expect(await findCutOff(drafts, 60_000)).toBeNull();
  await keepPiece(drafts, '500', 0, piece('before', 5_000));
  expect((await findCutOff(drafts, 60_000))?.startedAt).toBe('500');
  await dropPieces(drafts, '500');
  expect(await findCutOff(drafts, 90_000)).toMatchObject({ startedAt: '1000' });
});
