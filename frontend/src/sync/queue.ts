/** What waits to be sent, as a person sees it: records, photos, and what the server would not take. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { QueueItem } from '../store/contract.ts';
import type { Database } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { titleOf } from '../store/rows.ts';
import type { Quarantined, Row } from '../store/schema.ts';
import { photoKey } from './photos.ts';
import { reasonFor } from './trouble.ts';

interface Aside {
  readonly sending: ReadonlySet<string>;
  readonly refused: readonly Quarantined[];
  readonly photos: readonly { readonly sha256: string; readonly since: number }[];
}

const NOTHING: Aside = { sending: new Set(), refused: [], photos: [] };

export interface Queue {
  readonly items: ReadonlySignal<readonly QueueItem[]>;
  readonly photosWaiting: ReadonlySignal<number>;
  readonly quarantined: ReadonlySignal<number>;
  /** Read again what is not in memory: the request under way, photos, quarantine. */
  refresh(): void;
}

export function createQueue(store: LocalStore): Queue {
  const aside = signal(NOTHING);
  let reading = Promise.resolve();
  const read = async () => {
    const db = store.database();
    const found = await readAside(db);
    if (db === store.database()) aside.value = found;
  };
  return {
    items: computed(() => itemsOf(store, aside.value)),
    photosWaiting: computed(() => aside.value.photos.length),
    quarantined: computed(() => aside.value.refused.length),
    refresh() {
      reading = reading.then(read).catch(() => undefined);
    },
  };
}

function itemsOf(store: LocalStore, { sending, refused, photos }: Aside): QueueItem[] {
  const setAside = new Set(refused.map(({ key }) => key));
  return [
    ...refused.map((each) => refusedItem(each, store.memory.row(each.id))),
    ...store.memory.waiting().map((row) => waitingItem(row, sending.has(row.id))),
    ...photos
      .filter(({ sha256 }) => !setAside.has(photoKey(sha256)))
      .map(({ sha256, since }) => photoItem(sha256, since)),
  ];
}

function refusedItem({ id, kind, dirty, code, since }: Quarantined, row: Row | undefined): QueueItem {
  const fields = Object.keys(dirty);
  return { id, kind, title: row ? titleOf(row.f) : '', fields, since, state: 'quarantined', reason: reasonFor(code) };
}

function waitingItem(row: Row, isSending: boolean): QueueItem {
  const { id, kind, f, dirty, changedAt, since = changedAt } = row;
  const fields = Object.keys(dirty ?? f);
  return { id, kind, title: titleOf(f), fields, since, state: isSending ? 'sending' : 'waiting', reason: null };
}

function photoItem(sha256: string, since: number): QueueItem {
  return { id: sha256, kind: 'photo', title: '', fields: [], since, state: 'photo', reason: null };
}

function readAside(db: Database): Promise<Aside> {
  return db.read(['inflight', 'quarantine', 'blobs'], async (transaction) => {
    const inflight = await transaction.objectStore('inflight').get('push');
    const refused = await transaction.objectStore('quarantine').getAll();
    const photos: { sha256: string; since: number }[] = [];
    // Keys only: the photos' bytes stay where they are.
    let cursor = await transaction.objectStore('blobs').index('waiting').openKeyCursor();
    for (; cursor; cursor = await cursor.continue()) photos.push({ sha256: cursor.primaryKey, since: cursor.key });
    return { sending: new Set(inflight?.sent.map(({ id }) => id)), refused, photos };
  });
}
