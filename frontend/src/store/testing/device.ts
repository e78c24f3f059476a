/** For tests: a device of its own, with its IndexedDB, its clock and as many tabs as are opened on it. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { Channel, Message } from '../channel.ts';
import { LocalStore } from '../index.ts';

export interface Device {
  /** The device's clock, ms since 1970 UTC: set it, or let it run on by 1 ms a look. */
  clock: number;
  /** Open a tab; several share the database and hear each other. */
  tab(database?: string): LocalStore;
  channel(): Channel;
  /** Make this the device whose IndexedDB is open. */
  enter(): void;
}

export function newDevice(): Device {
  const factory = new IDBFactory();
  const heard = new Set<{ from: object; listener: (message: Message) => void }>();
  const device: Device = {
    clock: 1_790_000_000_000,
    tab(database = 'lanyard~') {
      device.enter();
      return new LocalStore(
        { now: () => device.clock++, random: (b) => crypto.getRandomValues(b), channel: device.channel() },
        database,
      );
    },
    channel() {
      const self = {};
      return {
        post(message) {
          for (const { from, listener } of heard) if (from !== self) queueMicrotask(() => listener(message));
        },
        listen(listener) {
          const entry = { from: self, listener };
          heard.add(entry);
          return () => heard.delete(entry);
        },
        close() {
          for (const entry of heard) if (entry.from === self) heard.delete(entry);
        },
      };
    },
    enter() {
      globalThis.indexedDB = factory;
    },
  };
  return device;
}
