// What is on the device, and its mirror in memory: a page that is left does not wait for a read. What the disk does not take
// stays in memory, in order, and is written with the next change; nothing here needs the network.
import type { NewRow, OutboxRow, RowStore } from './store.js';

/** Where a row is: `memory` is gone when the page is. */
export type Kept = 'disk' | 'memory';

/** A number below zero: only in memory as yet. The store gives the real one. */
const isUnsaved = (r: OutboxRow): boolean => r.seq < 0;

export class Ledger {
  /** What waits, oldest first. */
  rows: OutboxRow[] = [];
  /** What the server has refused for good. */
  refused: OutboxRow[] = [];
  readonly store: RowStore;
  readonly #owner: string;
  readonly #makeRoom: (() => Promise<void>) | undefined;
  #all: OutboxRow[] = [];
  /** Numbers of rows that are done with, and still on the disk. */
  #stale = new Set<number>();
  /** The highest number seen. */
  #top = 0;
  /** False when another tab has written since the last read: what is older may not be in the mirror. */
  isWhole = false;
  #epoch: string | number | undefined;
  #temporary = 0;
  /** The store is asked one thing at a time: a read must not overlook what a write has just added. */
  #io: Promise<unknown> = Promise.resolve();

  constructor(store: RowStore, owner: string, makeRoom?: () => Promise<void>) {
    this.store = store;
    this.#owner = owner;
    this.#makeRoom = makeRoom;
  }

  get kept(): Kept {
    return this.store.durable && !this.#all.some(isUnsaved) ? 'disk' : 'memory';
  }

  /** One step on the disk: the new rows are there and the others gone, or neither. @param make called when it is its turn */
  change(make: () => { add: NewRow[]; remove?: readonly OutboxRow[] }): Promise<Kept> {
    return this.alone(async () => {
      const { add, remove = [] } = make();
      const fresh = add.map((row) => ({ ...row, seq: --this.#temporary }));
      const gone = new Set(remove);
      for (const { seq } of remove) if (seq > 0) this.#stale.add(seq);
      this.#set([...this.#all.filter((r) => !gone.has(r)), ...fresh]);
      await this.#save();
      return this.store.durable && !fresh.some(isUnsaved) ? 'disk' : 'memory';
    });
  }

  /** Reads what the device holds: another tab may have sent or added rows. → those it has sent */
  read(): Promise<OutboxRow[]> {
    return this.alone(async () => {
      let stored: OutboxRow[];
      try {
        stored = (await this.store.all(this.#owner)).filter((r) => r.v === 1);
      } catch {
        return []; // unreadable now; the mirror goes on
      }
      this.#isNew();
      // A row keeps its object: the sender has it in hand.
      const here = new Map(this.#all.map((r) => [r.seq, r]));
      const all = stored.filter((r) => !this.#stale.has(r.seq)).map((r) => here.get(r.seq) ?? r);
      all.push(...this.#all.filter(isUnsaved));
      const left = new Set(all);
      const gone = this.rows.filter((r) => !left.has(r));
      this.#set(all);
      this.#top = Math.max(this.#top, stored.at(-1)?.seq ?? 0);
      this.isWhole = true;
      await this.#save();
      return gone;
    });
  }

  /** After what is being read and written. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#io.then(work);
    this.#io = result.catch(() => undefined);
    return result;
  }

  /** Leaves nothing of this person's on the device. */
  forget(): Promise<void> {
    return this.alone(async () => {
      const remove = this.#all.filter((r) => r.seq > 0).map((r) => r.seq);
      await this.store.write({ remove }).catch(() => undefined);
      await this.store.destroy();
      this.#set([]);
    });
  }

  #set(all: OutboxRow[]): void {
    this.#all = all;
    this.rows = all.filter((r) => !r.dead);
    this.refused = all.filter((r) => r.dead);
  }

  /** Everything the disk lacks, at once and in order: what comes after a row it did not take is never there before it. */
  async #save(): Promise<void> {
    const mine = this.#all.filter(isUnsaved);
    const remove = [...this.#stale];
    if (mine.length + remove.length === 0) return;
    const write = () => this.store.write({ add: mine.map(({ seq: _, ...row }) => row), remove });
    try {
      // Full or gone: memory is better than nothing.
      const added = await write().catch((cause: unknown) => {
        if (!this.#makeRoom) throw cause;
        return this.#makeRoom().then(write);
      });
      if (this.#isNew()) {
        // They have been put before what is older: all of it once more, in order.
        this.#stale = new Set(added.map((r) => r.seq));
        return await this.#save();
      }
      for (const [i, row] of mine.entries()) {
        const { seq } = added[i] ?? row;
        if (seq > this.#top + 1) this.isWhole = false; // the numbers between are another tab's
        row.seq = this.#top = seq;
      }
      for (const seq of remove) this.#stale.delete(seq);
    } catch {
      // Tried again with the next change or read.
    }
  }

  /** The browser has thrown the database away: what was in it is to be saved once more, after whatever is there now. */
  #isNew(): boolean {
    const isNew = this.#epoch !== undefined && this.#epoch !== this.store.epoch;
    this.#epoch = this.store.epoch;
    if (isNew) {
      this.#top = 0;
      for (const row of this.#all) row.seq = --this.#temporary;
      this.#stale.clear();
    }
    return isNew;
  }
}
