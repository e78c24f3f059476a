/** Photos by the SHA-256 of their bytes: kept on this device first, sent and fetched when there is a network. */
import { type Signal, signal } from '@preact/signals';
import type { Now } from '../domain/clock.ts';
import { toHex } from '../domain/ids.ts';
import type { PhotoState, Photos } from './contract.ts';
import type { Database, Write } from './db.ts';
import { isNoRoom } from './room.ts';
import type { StoredBlob } from './schema.ts';

/** Fetches a photo from the server; null where the server does not have it or cannot be reached. */
export type Download = (sha256: string) => Promise<Blob | null>;

/** A photo that is here already stays as it is: it may be on the server. */
export async function putNew(transaction: Write, photo: StoredBlob): Promise<void> {
  const blobs = transaction.objectStore('blobs');
  if (!(await blobs.getKey(photo.sha256))) await blobs.put(photo);
}

export class LocalPhotos implements Photos {
  /** Set by whoever has a network; without it only what is on this device can be shown. */
  download: Download = async () => null;
  readonly #states = new Map<string, Signal<PhotoState>>();
  readonly #fetching = new Map<string, Promise<Blob | null>>();

  constructor(
    private readonly db: () => Database,
    private readonly now: Now,
    private readonly onPut: (sha256: string) => void,
  ) {}

  async put(photo: Blob): Promise<string> {
    const taken = await this.taken(photo);
    await this.db().write(['blobs'], (transaction) => putNew(transaction, taken));
    await this.#look(taken.sha256);
    this.onPut(taken.sha256);
    return taken.sha256;
  }

  /** The row of a photo that was taken now, for a transaction of the caller's. */
  async taken(photo: Blob): Promise<StoredBlob> {
    const bytes = await photo.arrayBuffer();
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    const waiting = this.now();
    return { sha256, type: photo.type, bytes, waiting, kept: waiting };
  }

  async get(sha256: string): Promise<Blob | null> {
    const kept = await this.#stored(sha256);
    if (kept) return new Blob([kept.bytes], { type: kept.type });
    let fetching = this.#fetching.get(sha256);
    if (!fetching) {
      fetching = this.#fetch(sha256).finally(() => this.#fetching.delete(sha256));
      this.#fetching.set(sha256, fetching);
    }
    return fetching;
  }

  state(sha256: string): Signal<PhotoState> {
    let state = this.#states.get(sha256);
    if (!state) {
      state = signal<PhotoState>('remote');
      this.#states.set(sha256, state);
      void this.#look(sha256).catch(() => undefined);
    }
    return state;
  }

  /** Look again at every photo that a screen has asked for: a sync is over, or another person's database is open. */
  lookAgain(): void {
    for (const sha256 of this.#states.keys()) void this.#look(sha256).catch(() => undefined);
  }

  async #look(sha256: string): Promise<void> {
    const kept = await this.#stored(sha256);
    this.state(sha256).value = !kept ? 'remote' : kept.waiting === undefined ? 'here' : 'uploading';
  }

  async #fetch(sha256: string): Promise<Blob | null> {
    const db = this.db();
    const photo = await this.download(sha256);
    if (!photo) {
      this.state(sha256).value = 'missing';
      return null;
    }
    const kept: StoredBlob = { sha256, type: photo.type, bytes: await photo.arrayBuffer(), kept: this.now() };
    const keeping = db.write(['blobs'], (transaction) => putNew(transaction, kept));
    // Where there is no room to keep it, it can be looked at all the same.
    await keeping.catch((error: unknown) => {
      if (!isNoRoom(error)) throw error;
    });
    await this.#look(sha256);
    return photo;
  }

  #stored(sha256: string): Promise<StoredBlob | undefined> {
    return this.db().read(['blobs'], (transaction) => transaction.objectStore('blobs').get(sha256));
  }
}
