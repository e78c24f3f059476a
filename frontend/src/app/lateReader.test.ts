import { effect, signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import type { EngineState, Extra, Reader, Reading } from '../reading/contract.ts';
import { lateReader } from './lateReader.ts';

const READING = { engine: 'test', code: null, ms: 1, lines: [], fields: [] } satisfies Reading;

function readerOf(state: EngineState): Reader {
  const eastern: Extra = {
    state: signal<EngineState>('ready'),
    bytes: 7,
    fetch: async () => undefined,
    remove: async () => undefined,
  };
  return {
    state: signal(state),
    isRemoved: signal(false),
    eastern,
    warm: async () => undefined,
    read: async () => READING,
    kept: async () => 9,
    remove: async () => undefined,
    fetch: async () => undefined,
    release: () => undefined,
  };
}
const kept = { recall: () => false, remember: () => undefined };
const takenOff = { ...kept, recall: () => true };

test('nothing is fetched before somebody looks, and the look is told once it is here', async () => {
  const load = vi.fn(async () => readerOf('ready'));
  const reader = lateReader(load, kept);
  reader.release();
  expect(reader.isRemoved.value).toBe(false);
  expect(load).not.toHaveBeenCalled();

  const said: string[] = [];
  const stop = effect(() => void said.push(`${reader.state.value} ${reader.eastern.bytes}`));
  await vi.waitFor(() => expect(said).toEqual(['absent 0', 'ready 7']));
  stop();
  expect(load).toHaveBeenCalledTimes(1);
});

test('what is asked of it waits for it, and it is fetched once for all', async () => {
  const load = vi.fn(async () => readerOf('ready'));
  const reader = lateReader(load, kept);
  const [reading, bytes] = await Promise.all([reader.read(new Blob()), reader.kept(), reader.warm()]);
  expect([reading, bytes]).toEqual([READING, 9]);
  expect(load).toHaveBeenCalledTimes(1);
});

test('where its code cannot be fetched the reader is absent, as its engine would be, and the next one tries again', async () => {
  const load = vi.fn(async () => readerOf('ready'));
  load.mockRejectedValueOnce(new TypeError('no network'));
  const reader = lateReader(load, kept);
  await expect(reader.warm()).rejects.toMatchObject({ reason: 'absent' });
  await reader.warm();
  expect(reader.state.value).toBe('ready');
});

test('what a person took off this device is known to be off before the code has come', () => {
  const reader = lateReader(async () => readerOf('absent'), takenOff);
  expect(reader.isRemoved.peek()).toBe(true);
});
