/**
 * Half-typed forms in the database of whoever types: they go with it when that person signs out, and move with the records
 * at the first sign-in. Written without waiting for the disk to be flushed: what a killed browser has written is there,
 * what a lost battery has not may be a second old.
 */
import type { Drafts } from './contract.ts';
import type { Database } from './db.ts';

export class LocalDrafts implements Drafts {
  readonly #db: () => Database;

  constructor(db: () => Database) {
    this.#db = db;
  }

  async get(key: string): Promise<unknown> {
    return (await this.#db().read(['drafts'], (transaction) => transaction.objectStore('drafts').get(key)))?.value;
  }

  async keep(key: string, value: unknown): Promise<void> {
    const put = { key, value };
    await this.#db().write(['drafts'], (transaction) => transaction.objectStore('drafts').put(put), { relaxed: true });
  }

  async drop(key: string): Promise<void> {
    await this.#db().write(['drafts'], (transaction) => transaction.objectStore('drafts').delete(key));
  }

  async all(prefix: string): Promise<readonly (readonly [key: string, value: unknown])[]> {
    const found = await this.#db().read(['drafts'], (transaction) =>
      transaction.objectStore('drafts').getAll(under(prefix)),
    );
    return found.map(({ key, value }) => [key, value]);
  }

  async dropAll(prefix: string): Promise<void> {
    await this.#db().write(['drafts'], (transaction) => transaction.objectStore('drafts').delete(under(prefix)));
  }
}

function under(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(prefix, `${prefix}\uffff`);
}
