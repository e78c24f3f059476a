/**
 * The real client on simulated devices, driven by lines of JSON (tests/simulator): each line is an order, and is
 * answered with one line once nothing runs any more, telling where every chain of every tab stands.
 */
import { createInterface } from 'node:readline';
import type { Fields, FormSnapshot } from '../../../store/contract.ts';
import { readUser } from '../../../store/db.ts';
import { enter, leave } from '../../account.ts';
import { outboxFile } from '../../outboxFile.ts';
import { readOutbox, takeIn } from '../../outboxReading.ts';
import { dropAll, goOn, inTab, type Onward, standing, start } from './chains.ts';
import {
  copyStorage,
  type Device,
  fetch,
  killTab,
  newDevice,
  openTab,
  stored,
  type Tab,
  thaw,
  undisturbed,
  watchBytes,
  watchDatabases,
} from './device.ts';
import { install, pass, reset } from './time.ts';

interface Order {
  readonly op: string;
  readonly device: string;
  readonly tab: number;
  readonly fine?: boolean;
  readonly kind: string;
  readonly id: string;
  readonly ids: readonly string[];
  readonly fields: Fields;
  readonly form?: string;
  readonly byPerson?: boolean;
  readonly to: string;
  readonly toTab: number;
  readonly seed: number;
  readonly ms: number;
  readonly count: number;
  readonly text: string;
  readonly isFlush: boolean;
  readonly isUrgent: boolean;
  readonly path: string;
  readonly credentials: object;
  readonly discard: boolean;
  readonly keep: boolean;
  readonly chain: number;
  readonly onward: Onward;
}

const devices = new Map<string, Device>();
const forms = new Map<string, FormSnapshot>();

const orders: Record<string, (order: Order) => unknown> = {
  reset() {
    devices.clear();
    forms.clear();
    dropAll();
    reset();
  },
  device: ({ device, seed }) => devices.set(device, newDevice(device, seed)),
  async clone({ device, to, seed }) {
    const twin = newDevice(to, seed);
    devices.set(to, twin);
    await copyStorage(the(device), twin);
    twin.skew = the(device).skew;
  },
  throwAway({ device }) {
    for (const tab of the(device).tabs.values()) killTab(tab);
    devices.delete(device);
  },
  open: ({ device, tab }) => openTab(the(device), tab),
  kill: (order) => killTab(tabOf(order)),
  freeze: (order) => {
    tabOf(order).isFrozen = true;
  },
  thaw: (order) => thaw(tabOf(order)),
  clock: ({ device, ms }) => {
    the(device).skew = ms;
  },
  loseConnections: ({ device, count }) => {
    the(device).lostConnections = count;
  },
  pass: ({ ms }) => pass(ms, standing),
  go: ({ chain, onward }) => goOn(chain, onward),
  run(order) {
    const tab = tabOf(order);
    const { isFlush, isUrgent } = order;
    tab.isFine = order.fine ?? false;
    inTab(tab, () => void tab.runner.run({ isFlush, isUrgent }));
  },
  form: (order) =>
    ready(order, async ({ store }) => {
      forms.set(order.form ?? '', store.openForm(order.id));
    }),
  save: (order) =>
    chained(order, async ({ store }) => {
      const { kind, id, fields, form, byPerson = true } = order;
      const shown = form === undefined ? undefined : forms.get(form);
      await store.save(kind, id, fields, { byPerson, ...(shown ? { form: shown } : {}) });
    }),
  remove: (order) => chained(order, ({ store }) => store.remove(order.id)),
  bringBack: (order) => chained(order, ({ store }) => store.restore(order.id)),
  photo: (order) =>
    chained(order, ({ store }) =>
      store.photos.put(new Blob([Buffer.from(order.text, 'base64')], { type: 'image/png' })),
    ),
  /** The outbox of one device, saved to a file and read back on another. */
  async carry(order) {
    const from = tabOf(order);
    const person = await undisturbed(from.device, readUser);
    const file = await inTab(from, () => outboxFile(from.store.database(), { person, at: from.store.now() }));
    const to = { ...order, device: order.to, tab: order.toTab };
    await chained(to, async ({ store, device }) => {
      const { ids } = await takeIn(store.database(), await readOutbox(file), device.random);
      await store.changed(ids);
    });
  },
  signIn: (order) =>
    chained(order, async (tab) => {
      await enter(accountDeps(tab), order.path, order.credentials);
    }),
  signOut: (order) =>
    chained(order, async (tab) => {
      const user = await readUser();
      if (user) await leave(accountDeps(tab), user, { discard: order.discard, keep: order.keep });
    }),
  /** A person agrees to what the mass-change guard holds back. */
  allowRemoval: (order) =>
    ready(order, ({ store }) =>
      store.database().write(['meta'], async (transaction) => {
        const state = await transaction.objectStore('meta').get('sync');
        if (state?.key === 'sync') await transaction.objectStore('meta').put({ ...state, removalAllowed: true });
      }),
    ),
  saveMany: (order) =>
    chained(order, ({ store }) =>
      store.saveAll(order.ids.map((id) => ({ kind: order.kind, id, fields: order.fields }))),
    ),
  dump: ({ device }) => undisturbed(the(device), () => dumped(the(device))),
};

function accountDeps({ device, store }: Tab) {
  const locks = device.locks as unknown as LockManager;
  return { store, fetch, lock: { channel: store.channel, now: store.clock, locks } };
}

function the(name: string): Device {
  const device = devices.get(name);
  if (!device) throw new Error(`there is no device ${name}`);
  return device;
}

function tabOf({ device, tab }: Order): Tab {
  const found = the(device).tabs.get(tab);
  if (!found) throw new Error(`there is no tab ${tab} on ${device}`);
  return found;
}

/** Does something in a tab once it shows what is stored. */
async function ready(order: Order, work: (tab: Tab) => Promise<unknown>): Promise<void> {
  const tab = tabOf(order);
  await inTab(tab, async () => {
    await tab.store.memory.refresh(tab.store.database(), []);
    await work(tab);
  });
}

async function chained(order: Order, work: (tab: Tab) => Promise<unknown>): Promise<void> {
  const tab = tabOf(order);
  await inTab(tab, () => tab.store.memory.refresh(tab.store.database(), []));
  start(tab, order.op, order.fine ?? false, () => work(tab));
}

/** What a device has stored; bytes as their number or in base64. */
async function dumped(device: Device): Promise<unknown> {
  const found = await stored(device);
  for (const { records = [] } of Object.values(found)) {
    for (const row of records as { registers: unknown; text: unknown }[]) {
      row.registers = JSON.parse(row.registers as string);
      row.text = undefined;
    }
  }
  return found;
}

function withoutBytes(_key: string, value: unknown): unknown {
  return value instanceof ArrayBuffer ? `${value.byteLength} bytes` : value;
}

async function obey(line: string): Promise<string> {
  const order = JSON.parse(line) as Order;
  try {
    const result = await orders[order.op]?.(order);
    const chains = await standing();
    return JSON.stringify({ chains, ...(order.op === 'dump' ? { dump: result } : {}) }, withoutBytes);
  } catch (error) {
    return JSON.stringify({ failure: error instanceof Error ? (error.stack ?? error.message) : `${error}` });
  }
}

install();
watchBytes();
watchDatabases();
for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${await obey(line)}\n`);
