// Write first, send later: every statement and document change is on the device before the network is tried, and leaves
// only when the LRS has said it has it. Nothing expires and nothing is dropped for a network reason. What is on the device is
// in ledger.ts, what sends in sender.ts; what is rare (refusals.ts, documents.ts) is fetched when the network has brought it up.
import type { LrsClient } from './client.js';
import type { KnownDocument } from './documents.js';
import type { ErrorCode } from './errors.js';
import { Ledger, type Kept } from './ledger.js';
import type { AttachmentFile } from './multipart.js';
import { browserLock, browserPage, realClock, type Clock, type Lock, type PageEvents } from './page.js';
import type { Agent, Statement } from './statement.js';
import type { DocumentKey, DocumentPatch, NewRow, OutboxRow, RowStore } from './store.js';

export type { Kept } from './ledger.js';
export type { Clock, Lock, PageEvents } from './page.js';

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
  storage: Kept;
  sending: boolean;
  /** Nobody's session may send them until somebody signs in again. */
  paused: boolean;
  /** The portal has asked for a pause, e.g. on a metered line; a person may still send. */
  halted: boolean;
  /** What waits can be read by whoever uses this device, though the page asked for encryption: there is no https. */
  exposed?: boolean;
  /** Why the last try failed. */
  error: ErrorCode | undefined;
  /** When the next try is due, milliseconds since 1970. */
  nextAttempt: number | undefined;
  /** How many of them the server does not let this person send now; the others go on. */
  held: number;
  /** How many the server has refused for good; kept for a person to look at. */
  refused: number;
}

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

/** Order counts within a lane: one registration, else one activity. */
export const laneOf = ({ document, statement }: OutboxRow): string =>
  document
    ? documentKey(document)
    : (statement?.context?.registration ?? (statement && 'id' in statement.object ? String(statement.object.id) : ''));

export const documentKey = (d: DocumentKey): string =>
  [d.resource, d.activityId, d.stateId, d.registration, d.profileId].join('\n');

export class Outbox {
  readonly options: OutboxOptions;
  readonly clock: Clock;
  readonly lock: Lock | undefined;
  readonly random: () => number;
  /** Lanes the server refuses this person now (403); tried again at the next sign-in, return or request. */
  readonly blocked = new Set<string>();
  /** Rows on their way: later changes of the same document wait in a row of their own. */
  readonly inFlight = new Set<OutboxRow>();
  /** Documents as last seen on the server, for the ETag and the three-way merge. */
  readonly known = new Map<string, KnownDocument>();
  /** How many tries in a row have failed; 0 while all is well. */
  failures = 0;
  error: ErrorCode | undefined;
  readonly #ledger: Ledger;
  /** Since when another tab has been sending, and how far it was. */
  busy: { since: number; head: number | undefined } | undefined;
  #paused = false;
  #halted = false;
  #insisted = false;
  #closed = false;
  #nextAttempt: number | undefined;
  #cancel: (() => void) | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #left = false;
  #unlisten: () => void;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.clock = options.clock ?? realClock;
    this.random = options.random ?? Math.random;
    this.lock = 'lock' in options ? options.lock : browserLock();
    this.#ledger = new Ledger(options.store, options.owner, options.makeRoom);
    void this.refresh().then(() => {
      if (this.pending > 0) this.schedule(0);
    });
    this.#unlisten = (options.page ?? browserPage)((event) => {
      if (event === 'hide') this.#leave();
      else {
        this.#left = false;
        if (this.pending > 0) void this.flush();
      }
    });
  }

  /** What waits, oldest first. */
  get rows(): OutboxRow[] {
    return this.#ledger.rows;
  }

  get pending(): number {
    return this.rows.length;
  }

  get waiting(): Statement[] {
    return this.rows.flatMap((r) => r.statement ?? []);
  }

  /** What the server has refused for good. */
  get refused(): OutboxRow[] {
    return this.#ledger.refused;
  }

  get active(): boolean {
    return !this.#paused && !this.#closed && (!this.#halted || this.#insisted);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get sync(): SyncState {
    return {
      pending: this.pending,
      oldest: this.rows[0]?.at,
      storage: this.#ledger.kept,
      sending: this.#running !== undefined,
      paused: this.#paused,
      halted: this.#halted,
      error: this.error,
      nextAttempt: this.#nextAttempt,
      held: this.blocked.size ? this.rows.filter((r) => this.blocked.has(laneOf(r))).length : 0,
      refused: this.refused.length,
    };
  }

  isPending(id: string): boolean {
    return this.rows.some((r) => r.statement?.id === id);
  }

  pendingPatches(match: DocumentKey): Record<string, unknown>[] {
    return this.#changesOf(documentKey(match)).flatMap((r) => (r.document ? [r.document.patch] : []));
  }

  /**
   * Resolves when the statements are on the device: on `disk`, or in `memory` where there is no disk to use.
   * They are copied: what is sent, and sent again, is what they were now.
   */
  async add(statements: readonly (Statement & { id: string })[], files?: readonly AttachmentFile[]): Promise<Kept> {
    const add = statements.map((statement) => {
      const named = files?.filter((f) => statement.attachments?.some((a) => a.sha2.toLowerCase() === f.sha2));
      return { ...this.#row(), statement: structuredClone(statement), ...(named?.length ? { files: named } : {}) };
    });
    const kept = await this.#change(() => ({ add }));
    this.options.emit({ type: 'queued', statements: [...statements] });
    return kept;
  }

  /**
   * Changes of one document wait as one row, as soon as the code that joins them is there: the later value of a key takes the
   * place of the earlier. Thrift, not safety: until then each has a row of its own.
   */
  async addDocument(change: DocumentPatch): Promise<Kept> {
    const copy = structuredClone(change);
    void documents.load().catch(() => undefined);
    const kept = await this.#change(() => {
      // Rows are replaced, never altered: another tab that is sending an old one removes that, not this.
      const remove = documents.now ? this.#changesOf(documentKey(change)).filter((r) => !this.inFlight.has(r)) : [];
      const document = documents.now?.joined([...remove.map((r) => r.document), copy]) ?? copy;
      return { add: [{ ...this.#row(), at: remove[0]?.at ?? this.clock.now(), document }], remove };
    });
    this.options.emit({ type: 'sync' });
    return kept;
  }

  /**
   * Tries to send now; settles when there is nothing more to do at the moment.
   * @param insist also when the server or the portal has asked us to wait: a person said so
   */
  flush(insist = false): Promise<void> {
    if (!insist && (this.#halted || (this.failures > 0 && this.error === 'lrs/throttled'))) return Promise.resolve();
    this.#insisted ||= insist;
    this.failures = 0;
    this.blocked.clear();
    return this.#run();
  }

  /** The portal's word: nothing is sent until it says otherwise, save at a person's request. Everything is kept. */
  halt(on: boolean): void {
    if (this.#halted === on) return;
    this.#halted = on;
    if (!on) void this.flush();
    else this.#unschedule();
    this.options.emit({ type: 'sync' });
  }

  /** After a new sign-in: go on. */
  resume(): void {
    this.#paused = false;
    void this.flush();
  }

  /** Tries a refused statement again, e.g. after the server has been put right. */
  async retry(seq: number): Promise<void> {
    const row = this.refused.find((r) => r.seq === seq);
    if (!row) return;
    const { dead: _, seq: __, ...again } = row;
    await this.#change(() => ({ add: [again], remove: [row] }));
  }

  /** Stops sending until `resume()`, and keeps everything: somebody else is signed in. */
  suspend(): void {
    this.#paused = true;
    this.#unschedule();
  }

  /** Stops sending for good. What is queued stays on the device for the same person's next visit. */
  close(): void {
    this.#closed = true;
    this.#unschedule();
    this.#unlisten();
    // After what is being written. An answer that comes later opens it again, where that can be done.
    void this.#ledger.alone(async () => this.options.store.close());
  }

  /** Leaves nothing of this person's on the device. Closes first. */
  async forget(): Promise<void> {
    this.close();
    await this.#ledger.forget();
  }

  // What the sender uses.

  pause(): void {
    this.#paused = true;
    this.options.emit({ type: 'unauthorized' });
  }

  /** The oldest rows that may go now: one document's, or statements until the batch is full. */
  nextGroup(most = MAX_BYTES): OutboxRow[] {
    const free = this.blocked.size ? this.rows.filter((r) => !this.blocked.has(laneOf(r))) : this.rows;
    if (free[0]?.document) return this.#changesOf(documentKey(free[0].document));
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
    this.#unschedule();
    this.#nextAttempt = this.clock.now() + delay;
    this.#cancel = this.clock.after(delay, () => void this.#run());
  }

  /** Reads what the device holds: another tab may have sent or added rows. Those only in memory stay, and are tried to be saved. */
  async refresh(): Promise<void> {
    this.#tell(await this.#ledger.read());
  }

  /** The server has them, or `dead` says why it never will. */
  async finish(rows: readonly OutboxRow[], dead?: OutboxRow['dead']): Promise<void> {
    let leaving: OutboxRow[] = [];
    await this.#ledger.change(() => {
      leaving = rows.filter((r) => this.rows.includes(r)); // the request of a page being left may have been quicker
      return { add: dead ? leaving.map(({ seq: _, ...r }) => ({ ...r, dead })) : [], remove: leaving };
    });
    this.#tell(leaving, dead);
  }

  #tell(rows: readonly OutboxRow[], dead?: OutboxRow['dead']): void {
    const ids = rows.flatMap((r) => r.statement?.id ?? []);
    if (dead) this.options.emit({ type: 'rejected', ids, ...dead });
    else if (ids.length > 0) this.options.emit({ type: 'sent', ids });
  }

  #changesOf(key: string): OutboxRow[] {
    return this.rows.filter((r) => r.document && documentKey(r.document) === key);
  }

  #row(): NewRow {
    return { v: 1, owner: this.options.owner, at: this.clock.now() };
  }

  async #change(make: Parameters<Ledger['change']>[0]): Promise<Kept> {
    const kept = await this.#ledger.change(make);
    if (this.#nextAttempt === undefined) this.schedule(FIRST_DELAY);
    // Waited for: whoever was told that it is kept may leave the page at once, and only a whole mirror is sent then.
    if (!this.#ledger.isWhole) await this.refresh();
    return kept;
  }

  #unschedule(): void {
    this.#cancel?.();
    this.#nextAttempt = undefined;
  }

  #run(): Promise<void> {
    // Before all else: a moment that has come is no longer one to wait for, also when it came in the middle of a batch.
    this.#unschedule();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = sender
      .load()
      .then(({ drain }) => drain(this))
      .catch(() => this.schedule(60_000)) // the sender could not be fetched: no network
      .finally(() => {
        this.#running = undefined;
        this.#insisted = false;
        this.options.emit({ type: 'sync' });
        const again = this.#again;
        this.#again = false;
        if (again && this.#nextAttempt === undefined) this.schedule(FIRST_DELAY);
      });
    return this.#running;
  }

  /**
   * The page may be going: one last request that outlives it. It is made now, from memory: a page that is left does not wait
   * for a read. Rows stay until an answer is seen; a repeat is harmless.
   */
  #leave(): void {
    const { lrs } = this.options;
    const here = typeof location === 'undefined' || new URL(lrs.endpoint).origin === location.origin;
    // Another origin needs to be asked first, and a page that is gone does not hear the answer.
    // Nor does what another tab recorded before get overtaken: it is not in the mirror yet.
    if (this.#left || !this.#ledger.isWhole || !this.active || this.failures > 0 || !here) return;
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

/** A part that is fetched when first needed; a failed fetch is tried again. None is needed to keep anything safe. */
function lazy<T>(fetch: () => Promise<T>): { now: T | undefined; load(): Promise<T> } {
  const part = { now: undefined as T | undefined, load: async (): Promise<T> => (part.now ??= await fetch()) };
  return part;
}

/** What sends. */
export const sender = lazy(() => import('./sender.js'));
/** What to do with a refusal. */
export const refusals = lazy(() => import('./refusals.js'));
/** How changes of one document are joined and sent. */
export const documents = lazy(() => import('./documents.js'));

const encoder = new TextEncoder();
const sizeOf = (row: OutboxRow): number =>
  encoder.encode(JSON.stringify(row.statement)).length + (row.files ?? []).reduce((n, f) => n + f.bytes.length, 0);
