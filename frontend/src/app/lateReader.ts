/**
 * The card reader as screens hold it from the start, while its code is fetched with the first look at it: the first page
 * need not carry it. Until it has come, nothing seems to be on this device; what a person took off stays off.
 */
import { computed, signal } from '@preact/signals';
import type { EngineState, Reader } from '../reading/contract.ts';
import { ReadingFailed } from '../reading/protocol.ts';
import type { Removed } from '../reading/reader.ts';

export function lateReader(load: () => Promise<Reader>, removed: Removed): Reader {
  const here = signal<Reader | null>(null);
  let loading: Promise<Reader> | null = null;
  const loaded = async () => {
    loading ??= load();
    try {
      here.value = await loading;
      return here.value;
    } catch (failure) {
      loading = null; // Whoever asks next tries again.
      throw new ReadingFailed('absent', String(failure));
    }
  };
  const looked = () => {
    if (!here.value) void loaded().catch(() => undefined);
    return here.value;
  };
  return {
    state: computed<EngineState>(() => looked()?.state.value ?? 'absent'),
    isRemoved: computed(() => here.value?.isRemoved.value ?? removed.recall()),
    eastern: {
      state: computed<EngineState>(() => looked()?.eastern.state.value ?? 'absent'),
      get bytes() {
        return here.value?.eastern.bytes ?? 0;
      },
      fetch: async () => (await loaded()).eastern.fetch(),
      remove: async () => (await loaded()).eastern.remove(),
    },
    warm: async () => (await loaded()).warm(),
    read: async (photo, back) => (await loaded()).read(photo, back),
    kept: async () => (await loaded()).kept(),
    remove: async () => (await loaded()).remove(),
    fetch: async () => (await loaded()).fetch(),
    release: () => here.value?.release(),
  };
}
