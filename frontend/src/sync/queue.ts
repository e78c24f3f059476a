/** What waits to be sent, as a person sees it: records, photos, and what the server would not take. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { RecordingFields } from '../generated/kinds.ts';
import type { HeldRemoval, QueueItem } from '../store/contract.ts';
import type { Database } from '../store/db.ts';
import type { LocalStore } from '../store/index.ts';
import { titleOf } from '../store/rows.ts';
import { type Held, photoKey, type Quarantined, type Row } from '../store/schema.ts';
import { reasonFor } from './trouble.ts';

interface Aside {
  readonly sending: ReadonlySet<string>;
  readonly refused: readonly Quarantined[];
  readonly photos: readonly { readonly sha256: string; readonly since: number }[];
  readonly held: Held | undefined;
}

const NOTHING: Aside = { sending: new Set(), refused: [], photos: [], held: undefined };
/** So many names show what a removal is about. */
const FEW_TITLES = 3;

export interface Queue {
  readonly items: ReadonlySignal<readonly QueueItem[]>;
  readonly photosWaiting: ReadonlySignal<number>;
  readonly quarantined: ReadonlySignal<number>;
  readonly sending: ReadonlySignal<ReadonlySet<string>>;
  readonly held: ReadonlySignal<HeldRemoval | null>;
  /** Read again what is not in memory: the request under way, photos, quarantine. */
  refresh(): void;
}

export function createQueue(store: LocalStore, isSyncing: () => boolean): Queue {
  const aside = signal(NOTHING);
  // A request that got no answer is kept, but it is on its way only while somebody sends it.
  const sending = computed(() => (isSyncing() ? aside.value.sending : NOTHING.sending));
  let reading = Promise.resolve();
  const read = async () => {
    const db = store.database();
    const found = await readAside(db);
    if (db === store.database()) aside.value = found;
  };
  return {
    items: computed(() => itemsOf(store, aside.value, sending.value)),
    photosWaiting: computed(() => photosWaiting(aside.value).length),
    quarantined: computed(() => aside.value.refused.length),
    sending,
    held: computed(() => heldOf(store, aside.value.held)),
    refresh() {
      reading = reading.then(read).catch(() => undefined);
    },
  };
}

/** Without those that the server refused. */
function photosWaiting({ refused, photos }: Aside): Aside['photos'] {
  const setAside = new Set(refused.map(({ key }) => key));
  return photos.filter(({ sha256 }) => !setAside.has(photoKey(sha256)));
}

function heldOf(store: LocalStore, held: Held | undefined): HeldRemoval | null {
  const { memory } = store;
  memory.anyChange.value;
  const rows = (held?.ids ?? []).map((id) => memory.row(id)).filter((row) => row !== undefined);
  const shown = rows.filter(({ hidden }) => !hidden);
  if (shown.length === 0) return null;
  const kinds = new Map<string, number>();
  for (const { kind } of shown) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return {
    ids: shown.map(({ id }) => id),
    kinds: [...kinds].sort(([, a], [, b]) => b - a),
    titles: shown
      .map(({ f }) => titleOf(f))
      .filter(Boolean)
      .slice(0, FEW_TITLES),
    total: memory.countVisible(),
  };
}

function itemsOf(store: LocalStore, aside: Aside, sending: ReadonlySet<string>): QueueItem[] {
  const sounds = new Set(store.list<RecordingFields>('recording').value.map(({ f }) => f.audio));
  const named = (item: QueueItem) => (item.kind === 'photo' && sounds.has(item.id) ? { ...item, kind: 'sound' } : item);
  return [
    ...aside.refused.map((each) => named(refusedItem(each, store.memory.row(each.id)))),
    ...store.memory.waiting().map((row) => waitingItem(row, sending.has(row.id))),
    ...photosWaiting(aside).map(({ sha256, since }) => named(photoItem(sha256, since))),
  ];
}

function refusedItem({ key, id, kind, dirty, code, since }: Quarantined, row: Row | undefined): QueueItem {
  const field = key.slice(id.length + 1);
  const fields = field && kind !== 'photo' ? [field] : Object.keys(dirty);
  const title = row ? titleOf(row.f) : '';
  return { id, kind, title, fields, since, state: 'quarantined', reason: reasonFor(code), key };
}

function waitingItem(row: Row, isSending: boolean): QueueItem {
  const { id, kind, f, dirty, changedAt, since = changedAt } = row;
  const fields = Object.keys(dirty ?? f);
  return {
    id,
    kind,
    title: titleOf(f),
    fields,
    since,
    state: isSending ? 'sending' : 'waiting',
    reason: null,
    key: null,
  };
}

function photoItem(sha256: string, since: number): QueueItem {
  return { id: sha256, kind: 'photo', title: '', fields: [], since, state: 'photo', reason: null, key: null };
}

function readAside(db: Database): Promise<Aside> {
  return db.read(['inflight', 'quarantine', 'blobs', 'held'], async (transaction) => {
    const inflight = await transaction.objectStore('inflight').get('push');
    const refused = await transaction.objectStore('quarantine').getAll();
    const held = await transaction.objectStore('held').get('pull');
    const photos: { sha256: string; since: number }[] = [];
    // Keys only: the photos' bytes stay where they are.
    let cursor = await transaction.objectStore('blobs').index('waiting').openKeyCursor();
    for (; cursor; cursor = await cursor.continue()) photos.push({ sha256: cursor.primaryKey, since: cursor.key });
    return { sending: new Set(inflight?.sent.map(({ id }) => id)), refused, photos, held };
  });
}
