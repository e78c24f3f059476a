/**
 * Reads waiting cards in the background: oldest first, one at a time, in one tab (the lock "reading"). What it promises:
 * a reading goes into the card and nowhere else, a killed page starts again where it was, and a card that killed the page
 * twice is left to the person. A card from another device waits a while, for that device reads it too.
 */
import { effect } from '@preact/signals';
import { withLock } from '../device/locks.ts';
import { cardBeside } from '../domain/ids.ts';
import type { CardFields } from '../generated/kinds.ts';
import { type Card, openCards } from '../parts/openCards.ts';
import type { Reader, Reading } from '../reading/contract.ts';
import type { Account, Store } from '../store/contract.ts';
import { withCode } from './codeReading.ts';
import { followOwner } from './owner.ts';
import { type Begun, begun } from './readings.ts';

const KILLS_ALLOWED = 2;
const OTHER_DEVICE_READS_WITHIN_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 60_000;

export interface QueueParts {
  readonly store: Store;
  readonly reader: Reader;
  readonly account: Account;
}

/** Starts reading whenever there is something to read. Call the result to stop. */
export function startReadingQueue({ store, reader, account }: QueueParts): () => void {
  const queue = createQueue(store, reader, begun);
  const open = openCards(store);
  let running = false;
  let wanted = false;
  async function run(): Promise<void> {
    wanted = true;
    if (running) return;
    running = true;
    try {
      while (wanted) {
        wanted = false;
        await withLock('reading', queue.drain);
      }
    } finally {
      running = false;
    }
  }
  // No room, or the database went away: the card still waits, and the next look tries again.
  const wake = () => void run().catch(() => undefined);
  const stopWatching = effect(() => {
    void reader.state.value; // The engine has come: what waited for it can be read.
    if (open.value.some(isWaiting)) wake();
  });
  // A network has come, a photo has arrived, another device has had its time: nothing else would say so.
  const timer = setInterval(wake, LOOK_AGAIN_MS);
  addEventListener('online', wake);
  addEventListener('pagehide', queue.leave);
  const stopFollowing = followOwner(account);
  return () => {
    stopFollowing();
    stopWatching();
    clearInterval(timer);
    removeEventListener('online', wake);
    removeEventListener('pagehide', queue.leave);
  };
}

export interface Queue {
  /** Reads what can be read now. */
  drain(): Promise<void>;
  /** The page is left in an orderly way: what is being read now did not kill it. */
  leave(): void;
}

export function createQueue(store: Store, reader: Reader, counts: Begun): Queue {
  const open = openCards(store);
  let current: string | null = null;

  async function drain(): Promise<void> {
    await store.ready;
    const passed = new Set<string>();
    for (;;) {
      const card = await nextCard(passed);
      if (!card) return;
      passed.add(card.id);
      if (!(await readCard(card))) return;
    }
  }

  async function nextCard(passed: ReadonlySet<string>): Promise<Card | undefined> {
    for (const card of open.peek()) if (isWaiting(card) && !passed.has(card.id) && (await isDue(card))) return card;
    return undefined;
  }

  async function isDue({ id, f }: Card): Promise<boolean> {
    return (
      counts.of(id) !== null ||
      store.now() - (f.captured_at ?? 0) > OTHER_DEVICE_READS_WITHIN_MS ||
      // The count of a card shot just before the browser was killed may not have reached the disk; the card has.
      (await store.versions(id, 'photo_front')).some(({ mine }) => mine)
    );
  }

  /** False when reading cannot go on now: the engine is not on this device, and no network brings it. */
  async function readCard(card: Card): Promise<boolean> {
    const photo = card.f.photo_front ? await store.photos.get(card.f.photo_front) : null;
    if (!photo) return true;
    const times = counts.of(card.id) ?? 0;
    if (times >= KILLS_ALLOWED) {
      counts.giveUp(card.id);
      await finish(card.id, null);
      return true;
    }
    counts.set(card.id, times + 1);
    current = card.id;
    try {
      const reading = await readSides(card.id, photo);
      await keepOthers(card, reading);
      await finish(card.id, reading);
    } catch (failure) {
      if (isEngineAbsent(failure)) {
        counts.set(card.id, times);
        return false;
      }
      await finish(card.id, null);
    } finally {
      current = null;
    }
    return true;
  }

  function leave(): void {
    if (current) counts.set(current, (counts.of(current) ?? 1) - 1);
  }

  /** By now a person may have typed and saved the card, or deleted it: then its state is theirs. */
  async function finish(id: string, reading: Reading | null): Promise<void> {
    const card: Card | undefined = store.get<CardFields>(id).peek();
    if (card) {
      const isOurs = isWaiting(card) && !card.f.contact;
      const state = isOurs && { state: reading ? 'read' : 'failed' };
      const fields: CardFields = { ...(reading && { read: withCode(stored(reading), card.f.read) }), ...state };
      if (Object.keys(fields).length > 0) await store.save('card', id, fields, { byPerson: false });
    }
    counts.forget(id);
  }

  /** A back may be shot while the front is read: then both are read. */
  async function readSides(id: string, photo: Blob): Promise<Reading> {
    const backOf = () => store.get<CardFields>(id).peek()?.f.photo_back ?? null;
    const sha256 = backOf();
    const back = sha256 === null ? null : await store.photos.get(sha256);
    const reading = await reader.read(photo, back ?? undefined);
    return backOf() === sha256 ? reading : readSides(id, photo);
  }

  /** Every further card on the photo becomes one of its own, to be reviewed after this one. */
  async function keepOthers({ id, f }: Card, { engine, others = [] }: Reading): Promise<void> {
    for (const [index, text] of others.entries()) {
      const other = await cardBeside(id, index + 1);
      if (store.get(other).peek()) continue;
      const { photo_back: _, contact: __, ...met } = f;
      const fields: CardFields = { ...met, read: { engine, code: null, ms: 0, ...text }, state: 'read' };
      await store.save('card', other, fields, { byPerson: false });
    }
  }

  return { drain, leave };
}

function stored({ others: _, ...own }: Reading): Omit<Reading, 'others'> {
  return own;
}

function isWaiting(card: Card): boolean {
  return card.f.state === 'waiting';
}

function isEngineAbsent(failure: unknown): boolean {
  return failure instanceof Error && 'reason' in failure && failure.reason === 'absent';
}
