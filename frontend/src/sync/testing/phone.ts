/** For tests: a device with somebody signed in, whose syncing is run by hand. */
import { writeUser } from '../../store/db.ts';
import type { LocalStore } from '../../store/index.ts';
import { type Device, newDevice } from '../../store/testing/device.ts';
import type { Fetch } from '../http.ts';
import { type RunnerDeps, syncOnce } from '../runner.ts';
import type { Server } from './server.ts';

export interface Phone {
  readonly device: Device;
  store: LocalStore;
  fetch: Fetch;
  deps(): RunnerDeps;
  /** One run; rejects if it did not come through. */
  sync(): Promise<void>;
  /** Kill the app and open it again: what is on the disk is what is left. */
  reopen(): Promise<void>;
}

export async function newPhone(user: string, network: Fetch, device = newDevice()): Promise<Phone> {
  device.enter();
  await writeUser({ id: user, email: `${user}@example.org`, name: user });
  const phone: Phone = {
    device,
    store: device.tab(`lanyard~${user}`),
    fetch: network,
    deps: () => ({
      channel: device.channel(),
      fetch: (url, init) => phone.fetch(url, init),
      now: () => device.clock++,
      random: (bytes) => crypto.getRandomValues(bytes),
      chance: () => 0.5,
      locks: undefined,
    }),
    async sync() {
      device.enter();
      await syncOnce(phone.deps());
      await phone.store.memory.refresh(phone.store.database(), null);
    },
    async reopen() {
      await phone.store.close();
      phone.store = device.tab(`lanyard~${user}`);
      await phone.store.ready;
    },
  };
  await phone.store.ready;
  return phone;
}

/** Everything that a person sees, by id: for comparing devices. */
export function seenOn(
  { store }: Phone,
  kinds = ['contact', 'note', 'card', 'event', 'followup'],
): Record<string, unknown> {
  return Object.fromEntries(kinds.flatMap((kind) => store.list(kind).value.map(({ id, f }) => [id, f])));
}

/** A phone and a laptop of the same new person. */
export async function twoDevices(server: Server): Promise<[Phone, Phone]> {
  const user = crypto.randomUUID();
  return [await newPhone(user, server.network(user)), await newPhone(user, server.network(user))];
}

/** Sync in turns until nobody has anything left to say. */
export async function settle(...phones: Phone[]): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) for (const phone of phones) await phone.sync();
}

export function pendingOn(phone: Phone): number {
  return phone.store.pending.value.count;
}
