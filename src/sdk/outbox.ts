// Write first, send later: every statement and document change is on the device before the network is tried, and leaves
// only when the LRS has said it has it. Nothing expires and nothing is dropped for a network reason. What sends is in sender.ts.
import type { LrsClient } from './client.js';
import type { ErrorCode } from './errors.js';
import { joined } from './merge.js';
import type { AttachmentFile } from './multipart.js';
import type * as Sender from './sender.js';
import type { Agent, Statement } from './statement.js';
import type { DocumentKey, DocumentPatch, NewRow, OutboxRow, RowStore } from './store.js';

export type OutboxEvent =
  | { type: 'queued'; statements: Statement[] }
  | { type: 'sent'; ids: string[] }
  | { type: 'rejected'; ids: string[]; code: ErrorCode; message: string }
  | { type: 'unauthorized' }
  | { type: 'sync' };

/** What waits, and why. */
export interface SyncState {
  /** Statements and document changes not yet on the server. */
  pending: number;
  /** When the oldest of them was recorded, milliseconds since 1970. */
  oldest: number | undefined;
  /** Where they are kept: `memory` is gone when the page is. */
  storage: 'disk' | 'memory';
  sending: boolean;
  /** Nobody's session may send them until somebody signs in again. */
  paused: boolean;
  /** Why the last try failed. */
  error: ErrorCode | undefined;
  /** When the next try is due, milliseconds since 1970. */
  nextAttempt: number | undefined;
  /** How many of them the server does not let this person send now; the others go on. */
  held: number;
  /** How many the server has refused for good; kept for a person to look at. */
  refused: number;
}

/** The clock the outbox goes by; tests bring their own. */
export interface Clock {
  now(): number;
  /** → undoes it */
  after(ms: number, run: () => void): () => void;
}

/** What the page tells: it is being left, it is seen again, the network is back. → stops listening */
export type PageEvents = (listener: (event: 'hide' | 'show' | 'online') => void) => () => void;

/** One holder across tabs; null when somebody else has it. */
export type Lock = <T>(name: string, run: (held: boolean) => Promise<T>) => Promise<T>;

export interface OutboxOptions {
  lrs: LrsClient;
  store: RowStore;
  /** Endpoint and subject: the rows this session may send. */
  owner: string;
  actor: Agent;
  emit: (event: OutboxEvent) => void;
  random?: () => number;
  clock?: Clock;
  page?: PageEvents;
  /** Undefined where there are no locks (plain http): a repeat is harmless. */
  lock?: Lock | undefined;
  /** Frees room on the device when it is full, e.g. by dropping cached media. */
  makeRoom?: () => Promise<void>;
}

/** Browsers allow 64 KiB of keepalive bodies in flight; less leaves room for others. */
const KEEPALIVE_BYTES = 60_000;
/** A moment for more to come, so that they leave together. */
const FIRST_DELAY = 300;
const MAX_STATEMENTS = 50;
const MAX_BYTES = 256_000;

export const realClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const browserPage: PageEvents = (listener) => {
  if (typeof document === 'undefined') return () => undefined;
  const off = new AbortController();
  const { signal } = off;
  document.addEventListener('visibilitychange', () => listener(document.hidden ? 'hide' : 'show'), { signal });
  addEventListener('pagehide', () => listener('hide'), { signal });
  addEventListener('online', () => listener('online'), { signal });
  return () => off.abort();
};

const browserLock = (): Lock | undefined => {
  const locks = typeof document === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
  return locks && ((name, run) => locks.request(name, { ifAvailable: true }, (lock) => run(lock !== null)));
};

/** Order counts within a lane: one registration, else one activity. */
export const laneOf = (row: OutboxRow): string =>
  row.document
    ? documentKey(row.document)
    : (row.statement?.context?.registration ??
      (row.statement && 'id' in row.statement.object ? String(row.statement.object.id) : ''));

export function documentKey(d: DocumentKey): string {
  return [d.resource, d.activityId, d.stateId, d.registration, d.profileId].join('\n');
}

export class Outbox {
  readonly options: OutboxOptions;
  readonly clock: Clock;
  readonly lock: Lock | undefined;
  readonly random: () => number;
  /** What is on the device, oldest first; a mirror of the store, so that leaving the page needs no asynchronous read. */
  rows: OutboxRow[] = [];
  /** Lanes the server refuses this person now (403); tried again at the next sign-in, return or request. */
  readonly blocked = new Set<string>();
  /** Rows on their way: later changes of the same document wait in a row of their own. */
  readonly inFlight = new Set<number>();
  /** Documents as last seen on the server, for the ETag and the three-way merge. */
  readonly known = new Map<string, Sender.KnownDocument>();
  failures = 0;
  error: ErrorCode | undefined;
  #paused = false;
  #closed = false;
  /** Rows that are only in memory, the store having refused them. */
  readonly #unsaved = new Set<number>();
  /** Rows that are done with, which the store could not remove yet. */
  readonly #stale = new Set<number>();
  readonly #dead = new Map<number, OutboxRow>();
  #last = 0;
  #epoch: string | undefined;
  #nextAttempt: number | undefined;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #left = false;
  /** The store is asked one thing at a time: a read must not overlook what a write has just added. */
  #io: Promise<unknown> = Promise.resolve();
  #unlisten: () => void;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.clock = options.clock ?? realClock;
    this.random = options.random ?? Math.random;
    this.lock = 'lock' in options ? options.lock : browserLock();
    void this.refresh().then(() => {
      if (this.rows.length > 0) this.schedule(0);
    });
    this.#unlisten = (options.page ?? browserPage)((event) => {
      if (event === 'hide') this.#leave();
      else {
        this.#left = false;
        if (this.rows.length > 0) void this.#retry();
      }
    });
  }

  get pending(): number {
    return this.rows.length;
  }

  /** How many tries in a row have failed; 0 while all is well. */
  get failing(): number {
    return this.failures;
  }

  get waiting(): Statement[] {
    return this.rows.flatMap((r) => r.statement ?? []);
  }

  /** What the server has refused for good. */
  get refused(): OutboxRow[] {
    return [...this.#dead.values()];
  }

  get active(): boolean {
    return !this.#paused && !this.#closed;
  }

  get sync(): SyncState {
    return {
      pending: this.rows.length,
      oldest: this.rows[0]?.at,
      storage: this.options.store.durable && this.#unsaved.size === 0 ? 'disk' : 'memory',
      sending: this.#running !== undefined,
      paused: this.#paused,
      error: this.error,
      nextAttempt: this.#nextAttempt,
      held: this.blocked.size ? this.rows.filter((r) => this.blocked.has(laneOf(r))).length : 0,
      refused: this.#dead.size,
    };
  }

  isPending(id: string): boolean {
    return this.rows.some((r) => r.statement?.id === id);
  }

  pendingPatches(match: DocumentKey): Record<string, unknown>[] {
    const key = documentKey(match);
    return this.rows.flatMap((r) => (r.document && documentKey(r.document) === key ? [r.document.patch] : []));
  }

  /**
   * Resolves when the statements are on the device: on `disk`, or in `memory` where there is no disk to use.
   * They are copied: what is sent, and sent again, is what they were now.
   */
  async add(
    statements: readonly (Statement & { id: string })[],
    files?: readonly AttachmentFile[],
  ): Promise<'disk' | 'memory'> {
    const kept = await this.#write(
      statements.map((statement) => {
        const named = files?.filter((f) => statement.attachments?.some((a) => a.sha2.toLowerCase() === f.sha2));
        return { ...this.#row(), statement: structuredClone(statement), ...(named?.length ? { files: named } : {}) };
      }),
    );
    this.options.emit({ type: 'queued', statements: [...statements] });
    return kept;
  }

  /** Changes of one document wait as one row: the later value of a key takes the place of the earlier. */
  async addDocument(change: DocumentPatch): Promise<'disk' | 'memory'> {
    const key = documentKey(change);
    const kept = await this.#write(() => {
      const old = this.rows.filter((r) => r.document && documentKey(r.document) === key && !this.inFlight.has(r.seq));
      const document = joined([...old.map((r) => r.document), structuredClone(change)]);
      // Rows are replaced, never altered: another tab that is sending an old one removes that, not this.
      return { add: [{ ...this.#row(), at: old[0]?.at ?? this.clock.now(), document }], remove: old };
    });
    this.options.emit({ type: 'sync' });
    return kept;
  }

  /**
   * Tries to send now; settles when there is nothing more to do at the moment.
   * @param insist also when the server has asked us to wait: a person said so
   */
  flush(insist = false): Promise<void> {
    return this.#retry(insist);
  }

  /** After a new sign-in: go on. */
  resume(): void {
    this.#paused = false;
    void this.flush();
  }

  /** Tries a refused statement again, e.g. after the server has been put right. */
  async retry(seq: number): Promise<void> {
    const row = this.#dead.get(seq);
    if (!row) return;
    this.#dead.delete(seq);
    const { dead: _, seq: __, ...again } = row;
    await this.#write(() => ({ add: [again], remove: [row] }));
  }

  /** Stops sending until `resume()`, and keeps everything: somebody else is signed in. */
  suspend(): void {
    this.#paused = true;
    this.#cancel?.();
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Stops sending for good. What is queued stays on the device for the same person's next visit. */
  close(): void {
    this.#closed = true;
    this.#cancel?.();
    this.#unlisten();
    // After what is being written. An answer that comes later opens it again, where that can be done.
    void this.#alone(async () => this.options.store.close());
  }

  /** Leaves nothing of this person's on the device. Closes first. */
  async forget(): Promise<void> {
    this.close();
    const { store } = this.options;
    await this.#alone(async () => {
      await store.write({ remove: [...this.rows.map((r) => r.seq), ...this.#dead.keys()] }).catch(() => undefined);
      await store.destroy();
      this.rows = [];
      this.#dead.clear();
    });
  }

  // What the sender uses.

  pause(): void {
    this.#paused = true;
    this.options.emit({ type: 'unauthorized' });
  }

  /** The oldest rows that may go now: one document's, or statements until the batch is full. */
  nextGroup(most = MAX_BYTES): OutboxRow[] {
    const free = this.blocked.size ? this.rows.filter((r) => !this.blocked.has(laneOf(r))) : this.rows;
    const [first] = free;
    if (!first) return [];
    if (first.document) {
      const key = documentKey(first.document);
      return free.filter((r) => r.document && documentKey(r.document) === key);
    }
    const group: OutboxRow[] = [];
    const ids = new Set<string>();
    let bytes = 0;
    for (const row of free) {
      if (!row.statement) continue;
      bytes += sizeOf(row);
      const isFull = group.length >= MAX_STATEMENTS || bytes > most;
      // An id twice in one batch is refused (xAPI-Communication 2.1.2); in the next one it is a repeat.
      if ((isFull && (group.length > 0 || most < MAX_BYTES)) || ids.has(row.statement.id)) break;
      group.push(row);
      ids.add(row.statement.id);
    }
    return group;
  }

  schedule(delay: number): void {
    if (!this.active) return;
    this.#cancel?.();
    this.#nextAttempt = this.clock.now() + delay;
    this.#cancel = this.clock.after(delay, () => void this.#run());
  }

  /** Reads what the device holds: another tab may have sent or added rows. Those only in memory stay, and are tried to be saved. */
  refresh(): Promise<void> {
    return this.#alone(() => this.#read());
  }

  /** The server has them, or `dead` says why it never will. */
  finish(rows: readonly OutboxRow[], dead?: OutboxRow['dead']): Promise<void> {
    return this.#alone(async () => {
      const gone = new Set(rows.map((r) => r.seq));
      const leaving = this.rows.filter((r) => gone.has(r.seq)); // the request of a page being left may have been quicker
      this.rows = this.rows.filter((r) => !gone.has(r.seq));
      const buried = dead ? leaving.map((r) => ({ ...r, dead })) : [];
      for (const row of buried) this.#dead.set(row.seq, row);
      for (const seq of gone) this.#unsaved.delete(seq);
      await this.options.store.write({ add: buried, remove: [...gone] }).catch(() => {
        for (const row of buried) this.#unsaved.add(row.seq);
        for (const seq of gone) this.#stale.add(seq);
      });
      const ids = leaving.flatMap((r) => r.statement?.id ?? []);
      if (dead) this.options.emit({ type: 'rejected', ids, ...dead });
      else if (ids.length > 0) this.options.emit({ type: 'sent', ids });
    });
  }

  #row(): Omit<NewRow, 'statement'> {
    return { v: 1, owner: this.options.owner, at: this.clock.now() };
  }

  async #read(): Promise<void> {
    const { store, owner, emit } = this.options;
    let stored: OutboxRow[];
    try {
      stored = (await store.all(owner)).filter((r) => r.v === 1);
    } catch {
      return; // unreadable now; the mirror goes on
    }
    // The browser has thrown the database away: what was in it is saved once more, after whatever is there now.
    const lost = this.#epoch !== undefined && this.#epoch !== store.epoch;
    this.#epoch = store.epoch;
    if (!lost) stored = stored.filter((r) => !this.#stale.has(r.seq));
    else {
      const again = [...this.rows, ...this.refused];
      this.#last = Math.max(this.#last, ...stored.map((r) => r.seq));
      again.forEach((row, i) => this.#unsaved.add((row.seq = this.#fraction(i))));
      this.#stale.clear();
      this.#dead.clear();
      for (const row of again) if (row.dead) this.#dead.set(row.seq, row);
    }
    const known = new Set(stored.map((r) => r.seq));
    const isMine = (r: OutboxRow) => this.#unsaved.has(r.seq) && !known.has(r.seq);
    const mine = this.rows.filter(isMine);
    const dead = this.refused.filter(isMine);
    const gone = this.rows.filter((r) => !isMine(r) && !known.has(r.seq));
    this.rows = [...stored.filter((r) => !r.dead), ...mine].sort(bySeq);
    this.#dead.clear();
    for (const row of [...stored, ...dead]) if (row.dead) this.#dead.set(row.seq, row);
    this.#last = Math.max(this.#last, this.rows.at(-1)?.seq ?? 0);
    this.#unsaved.clear();
    if (mine.length + dead.length + this.#stale.size > 0) {
      const saved = await store.write({ add: [...mine, ...dead], remove: [...this.#stale] }).then(
        () => store.durable,
        () => false,
      );
      if (saved) this.#stale.clear();
      else for (const row of [...mine, ...dead]) this.#unsaved.add(row.seq);
    }
    const ids = gone.flatMap((r) => r.statement?.id ?? []);
    if (ids.length > 0) emit({ type: 'sent', ids }); // by another tab
  }

  async #write(change: NewRow[] | (() => { add: NewRow[]; remove: OutboxRow[] })): Promise<'disk' | 'memory'> {
    const { store, makeRoom } = this.options;
    const kept = await this.#alone(async () => {
      const { add, remove } = Array.isArray(change) ? { add: change, remove: [] } : change();
      const gone = new Set(remove.map((r) => r.seq));
      const save = () => store.write({ add, remove: [...gone] });
      // What comes after a row the disk did not take is not written before it: another tab would send it first.
      if (this.#unsaved.size > 0) await this.#read();
      // Storage full or gone: memory is better than nothing.
      let added =
        this.#unsaved.size > 0
          ? undefined
          : await (makeRoom ? save().catch(() => makeRoom().then(save)) : save()).catch(() => undefined);
      const isAnew = this.#epoch !== undefined && this.#epoch !== store.epoch;
      if (added) this.#epoch ??= store.epoch;
      const misplaced = isAnew ? (added ?? []) : [];
      // Written to a database made anew, whose numbers begin again: it would come before what is older.
      if (isAnew) added = undefined;
      const fresh = added ?? add.map((r, i) => ({ ...r, seq: this.#fraction(i) }));
      if (!added) for (const row of fresh) this.#unsaved.add(row.seq);
      this.rows = [...this.rows.filter((r) => !gone.has(r.seq)), ...fresh].sort(bySeq);
      this.#last = Math.max(this.#last, ...fresh.map((r) => r.seq));
      if (misplaced.length > 0) await this.#replace(misplaced);
      return store.durable && !fresh.some((r) => this.#unsaved.has(r.seq)) ? ('disk' as const) : ('memory' as const);
    });
    if (this.#nextAttempt === undefined) this.schedule(FIRST_DELAY);
    return kept;
  }

  /** Rows in a new database that have been given other numbers: saved under these, with all that was in the old one. */
  async #replace(misplaced: readonly OutboxRow[]): Promise<void> {
    await this.#read();
    const seqs = misplaced.map((r) => r.seq);
    this.rows = this.rows.filter((r) => !seqs.includes(r.seq));
    await this.options.store.write({ remove: seqs }).catch(() => seqs.forEach((seq) => this.#stale.add(seq)));
  }

  /** The n-th number for a row the store has not numbered: keeps the order, and meets no other tab's. */
  #fraction(n: number): number {
    return this.#last + (n + 1 + this.random()) * 1e-6;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#io.then(work);
    this.#io = result.catch(() => undefined);
    return result;
  }

  #retry(insist = false): Promise<void> {
    // A server that asked us to wait is left in peace unless a person insists.
    if (!insist && this.failures > 0 && this.error === 'lrs/throttled') return Promise.resolve();
    this.failures = 0;
    this.blocked.clear();
    return this.#run();
  }

  #run(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#cancel?.();
    this.#nextAttempt = undefined;
    this.#running = this.#drain()
      .catch(() => this.schedule(60_000)) // the sender could not be fetched: no network
      .finally(() => {
        this.#running = undefined;
        this.options.emit({ type: 'sync' });
        const again = this.#again;
        this.#again = false;
        if (again && this.#nextAttempt === undefined) this.schedule(FIRST_DELAY);
      });
    return this.#running;
  }

  async #drain(): Promise<void> {
    await (await loadSender()).drain(this);
  }

  /**
   * The page may be going: one last request that outlives it. It is made now, from memory: a page that is left does not wait
   * for a read. Rows stay until an answer is seen; a repeat is harmless.
   */
  #leave(): void {
    const { lrs } = this.options;
    const here = typeof location === 'undefined' || new URL(lrs.endpoint).origin === location.origin;
    // Another origin needs to be asked first, and a page that is gone does not hear the answer.
    if (this.#left || !this.active || this.failures > 0 || !here) return;
    const group = this.nextGroup(KEEPALIVE_BYTES).filter((r) => r.statement && !r.files);
    if (group.length === 0) return;
    this.#left = true;
    void lrs
      .saveStatements(
        group.flatMap((r) => r.statement ?? []),
        { keepalive: true },
      )
      .then(() => this.finish(group))
      .catch(() => undefined);
  }
}

let sender: Promise<typeof Sender> | undefined;

/** Not needed to keep anything safe, so it is not in the way of the page. A failed fetch is tried again. */
export function loadSender(): Promise<typeof Sender> {
  sender ??= import('./sender.js').catch((cause: unknown) => {
    sender = undefined;
    throw cause;
  });
  return sender;
}

const bySeq = (a: OutboxRow, b: OutboxRow): number => a.seq - b.seq;
const encoder = new TextEncoder();
const sizeOf = (row: OutboxRow): number =>
  encoder.encode(JSON.stringify(row.statement)).length + (row.files ?? []).reduce((n, f) => n + f.bytes.length, 0);
