/**
 * The records in memory, as signals. It is only ever filled by reading the database, one read after the other, so it
 * never goes back to an older state whoever wrote: this tab, another one, or the worker that syncs.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Fields, Shown } from './contract.ts';
import type { Database } from './db.ts';
import type { Row } from './schema.ts';
import { recordIn, rowsAfter, rowsOf, unsentOf, whole } from './unsent.ts';

/** Rows a read: small enough to leave the page responsive while 50,000 of them load. */
const PAGE = 2000;
/** Rows that are asked for one by one in a transaction. */
const FEW = 500;
/** How many times as long a record takes that is asked for by itself. */
const ONE_BY_ONE = 2;

export interface Pending {
  readonly count: number;
  /** When the oldest of them was made, or null. */
  readonly oldestAt: number | null;
}

export class Memory {
  readonly pending: ReadonlySignal<Pending> = computed(() => this.#countPending());
  readonly conflicted: ReadonlySignal<readonly Shown[]> = computed(() => this.#withConflicts());
  #rows = new Map<string, Map<string, Row>>();
  #kindOf = new Map<string, string>();
  #waiting = new Map<string, number>();
  readonly #conflicted = new Set<string>();
  readonly #versions = new Map<string, Signal<number>>();
  readonly #waitingVersion = signal(0);
  readonly #anyVersion = signal(0);
  /** Another number whenever a record is. */
  readonly anyChange: ReadonlySignal<number> = this.#anyVersion;
  readonly #lists = new Map<string, ReadonlySignal<readonly Shown[]>>();
  readonly #singles = new Map<string, Signal<Shown | undefined>>();
  #turn: Promise<void> = Promise.resolve();
  #isStale = false;

  row(id: string): Row | undefined {
    return this.#rows.get(this.#kindOf.get(id) ?? '')?.get(id);
  }

  visible(kind: string): Row[] {
    return [...(this.#rows.get(kind)?.values() ?? [])].filter((row) => !row.hidden);
  }

  list<F = Fields>(kind: string): ReadonlySignal<readonly Shown<F>[]> {
    let list = this.#lists.get(kind);
    if (!list) {
      const version = this.#version(kind);
      list = computed(() => {
        version.value;
        return this.visible(kind);
      });
      this.#lists.set(kind, list);
    }
    return list as ReadonlySignal<readonly Shown<F>[]>;
  }

  get<F = Fields>(id: string): ReadonlySignal<Shown<F> | undefined> {
    let single = this.#singles.get(id);
    if (!single) {
      single = signal(this.#shown(id));
      this.#singles.set(id, single);
    }
    return single as unknown as ReadonlySignal<Shown<F> | undefined>;
  }

  /** Forget one database's records and read another's; resolves when all are there. */
  load(db: Database): Promise<void> {
    return this.#next(() => this.#readAll(db, true));
  }

  /**
   * Read these records again, or all of them; of those that were only sent, what is left unsent. A read that fails is made
   * up for by the next one.
   */
  refresh(db: Database, ids: readonly string[] | null, sent: readonly string[] = []): Promise<void> {
    return this.#next(async () => {
      try {
        if (ids && !this.#isStale && this.#isWorthwhile(ids)) {
          await this.#readSome(db, [...ids, ...sent.filter((id) => !this.row(id))]);
          await this.#readUnsent(db, sent);
        } else await this.#readAll(db, false);
        this.#isStale = false;
      } catch {
        this.#isStale = true;
      }
    });
  }

  /** Where a good part has changed, reading all is quicker than each. */
  #isWorthwhile(ids: readonly string[]): boolean {
    return ids.length <= FEW || ids.length * ONE_BY_ONE <= this.#kindOf.size;
  }

  #next(read: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(read);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #readAll(db: Database, isOther: boolean): Promise<void> {
    const present = new Set<string>();
    if (isOther) this.#clear();
    let after: string | undefined;
    for (;;) {
      const from = after;
      const rows = await db.read(['records', 'unsent'], (transaction) => rowsAfter(transaction, from, PAGE));
      await this.#show(rows, []);
      for (const { id } of rows) present.add(id);
      after = rows.at(-1)?.id;
      if (rows.length < PAGE) break;
    }
    this.#put([], isOther ? [] : [...this.#kindOf.keys()].filter((id) => !present.has(id)));
  }

  async #readSome(db: Database, ids: readonly string[]): Promise<void> {
    const found: Row[] = [];
    for (let at = 0; at < ids.length; at += FEW) {
      const some = ids.slice(at, at + FEW);
      const rows = await db.read(['records', 'unsent'], (transaction) => rowsOf(transaction, some));
      found.push(...rows.values());
    }
    const there = new Set(found.map(({ id }) => id));
    await this.#show(
      found,
      ids.filter((id) => !there.has(id)),
    );
  }

  /** What these records show is as it was. */
  async #readUnsent(db: Database, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const unsent = await db.read(['unsent'], (transaction) => unsentOf(transaction, ids));
    const rows = ids.map((id) => this.row(id)).filter((row) => row !== undefined);
    await this.#show(
      rows.map((row) => whole(recordIn(row), unsent.get(row.id))),
      [],
    );
  }

  /** Much is shown in a task of its own, not in the one that has just unpacked it: none of them gets long. */
  async #show(read: readonly Row[], gone: readonly string[]): Promise<void> {
    if (read.length > FEW) await new Promise((resolve) => setTimeout(resolve));
    this.#put(read, gone);
  }

  #put(read: readonly Row[], gone: readonly string[]): void {
    const kinds = new Set<string>();
    const rows = read.filter((row) => !isSame(row, this.row(row.id)));
    if (rows.length === 0 && gone.length === 0) return;
    for (const row of rows) {
      kinds.add(row.kind);
      this.#kindOf.set(row.id, row.kind);
      const ofKind = this.#rows.get(row.kind) ?? new Map<string, Row>();
      this.#rows.set(row.kind, ofKind.set(row.id, row));
      if (row.since === undefined) this.#waiting.delete(row.id);
      else this.#waiting.set(row.id, row.since);
      if (row.conflicts.length > 0 && !row.hidden) this.#conflicted.add(row.id);
      else this.#conflicted.delete(row.id);
    }
    for (const id of gone) {
      const kind = this.#kindOf.get(id) ?? '';
      kinds.add(kind);
      this.#rows.get(kind)?.delete(id);
      this.#kindOf.delete(id);
      this.#waiting.delete(id);
      this.#conflicted.delete(id);
    }
    batch(() => {
      for (const kind of kinds) this.#version(kind).value += 1;
      this.#waitingVersion.value += 1;
      this.#anyVersion.value += 1;
      for (const id of [...rows.map((row) => row.id), ...gone]) this.#announce(id);
    });
  }

  #clear(): void {
    const kinds = [...this.#rows.keys()];
    this.#rows = new Map();
    this.#kindOf = new Map();
    this.#waiting = new Map();
    this.#conflicted.clear();
    batch(() => {
      for (const kind of kinds) this.#version(kind).value += 1;
      this.#waitingVersion.value += 1;
      this.#anyVersion.value += 1;
      for (const id of this.#singles.keys()) this.#announce(id);
    });
  }

  #announce(id: string): void {
    const single = this.#singles.get(id);
    if (single) single.value = this.#shown(id);
  }

  #shown(id: string): Shown | undefined {
    const row = this.row(id);
    return row?.hidden ? undefined : row;
  }

  #version(kind: string): Signal<number> {
    const version = this.#versions.get(kind) ?? signal(0);
    this.#versions.set(kind, version);
    return version;
  }

  #countPending(): Pending {
    this.#waitingVersion.value;
    let oldestAt: number | null = null;
    for (const since of this.#waiting.values()) oldestAt = oldestAt === null ? since : Math.min(oldestAt, since);
    return { count: this.#waiting.size, oldestAt };
  }

  countVisible(): number {
    let count = 0;
    for (const rows of this.#rows.values()) for (const row of rows.values()) if (!row.hidden) count += 1;
    return count;
  }

  #withConflicts(): readonly Shown[] {
    this.#anyVersion.value;
    return [...this.#conflicted].map((id) => this.row(id)).filter((row) => row !== undefined);
  }

  /** The records not yet on the server, oldest first. */
  waiting(): readonly Row[] {
    this.#waitingVersion.value;
    const rows = [...this.#waiting.keys()].map((id) => this.row(id)).filter((row) => row !== undefined);
    return rows.sort((a, b) => (a.since ?? 0) - (b.since ?? 0));
  }
}

/** So that reading everything again draws nothing again. */
function isSame(a: Row, b: Row | undefined): boolean {
  return (
    b !== undefined &&
    a.registers === b.registers &&
    a.since === b.since &&
    a.unsynced === b.unsynced &&
    a.refused === b.refused &&
    Object.keys(a.dirty ?? {}).join() === Object.keys(b.dirty ?? {}).join()
  );
}
