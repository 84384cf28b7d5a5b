// Write first, send later: every statement and document change is on the device before the network is tried, and leaves
// only when the LRS has said it has it. Nothing expires and nothing is dropped for a network reason.
import type { LrsClient, RequestOptions } from './client.js';
import { WidyaError } from './errors.js';
import type { Agent, Statement } from './statement.js';
import type { DocumentKey, DocumentPatch, OutboxRow, RowStore } from './store.js';

export type OutboxEvent =
  | { type: 'queued'; statements: Statement[] }
  | { type: 'sent'; ids: string[] }
  | { type: 'rejected'; ids: string[]; code: string; message: string }
  | { type: 'unauthorized' }
  | { type: 'sync' };

export interface OutboxOptions {
  lrs: LrsClient;
  store: RowStore;
  /** Endpoint and subject: the rows this session may send. */
  owner: string;
  actor: Agent;
  emit: (event: OutboxEvent) => void;
  random?: () => number;
}

const MAX_STATEMENTS = 50;
const MAX_BYTES = 256_000;
/** Browsers allow 64 KiB of keepalive bodies in flight; less leaves room for others. */
const KEEPALIVE_BYTES = 60_000;
const FIRST_DELAY = 300;

export class Outbox {
  #o: OutboxOptions;
  /** What is on the device, oldest first; a mirror of the store, so that leaving the page needs no asynchronous read. */
  #rows: OutboxRow[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #paused = false;
  #closed = false;
  #loaded: Promise<void>;
  /** Documents being sent now: later patches of the same document wait in a row of their own. */
  #inFlight = new Set<number>();

  constructor(options: OutboxOptions) {
    this.#o = options;
    this.#loaded = this.#refresh().then(() => {
      if (this.#rows.length > 0) this.#schedule(0);
    });
    if (typeof document !== 'undefined') {
      document.addEventListener('visibilitychange', this.#onVisibility);
      addEventListener('online', this.#onOnline);
    }
  }

  get pending(): number {
    return this.#rows.length;
  }

  /** How many tries in a row have failed; 0 while all is well. */
  get failing(): number {
    return this.#failures;
  }

  get waiting(): Statement[] {
    return this.#rows.flatMap((r) => r.statement ?? []);
  }

  isPending(id: string): boolean {
    return this.#rows.some((r) => r.statement?.id === id);
  }

  pendingPatches(match: DocumentKey): Record<string, unknown>[] {
    const key = documentKey(match);
    return this.#rows.flatMap((r) => (r.document && documentKey(r.document) === key ? [r.document.patch] : []));
  }

  /** Resolves when the statements are on the device: on disk, or in memory where there is no disk to use. */
  async add(statements: (Statement & { id: string })[]): Promise<void> {
    await this.#loaded;
    const rows = await this.#write(statements.map((statement) => ({ owner: this.#o.owner, statement })));
    this.#rows.push(...rows);
    this.#o.emit({ type: 'queued', statements });
    this.#schedule(FIRST_DELAY);
  }

  async addDocument(document: DocumentPatch): Promise<void> {
    await this.#loaded;
    const key = documentKey(document);
    const waiting = this.#rows.findLast(
      (r) => r.document && documentKey(r.document) === key && !this.#inFlight.has(r.seq),
    );
    if (waiting?.document) {
      waiting.document = { ...waiting.document, patch: { ...waiting.document.patch, ...document.patch } };
      await this.#o.store.put(waiting).catch(() => undefined); // still in the mirror
    } else {
      this.#rows.push(...(await this.#write([{ owner: this.#o.owner, document }])));
    }
    this.#o.emit({ type: 'sync' });
    this.#schedule(FIRST_DELAY);
  }

  /** Tries to send now; settles when there is nothing more to do at the moment. */
  flush(): Promise<void> {
    this.#failures = 0;
    clearTimeout(this.#timer);
    return this.#run();
  }

  /** After a new sign-in: go on. */
  resume(): void {
    this.#paused = false;
    void this.flush();
  }

  /** Stops sending. What is queued stays on the device for the same person's next visit. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    if (typeof document !== 'undefined') {
      document.removeEventListener('visibilitychange', this.#onVisibility);
      removeEventListener('online', this.#onOnline);
    }
  }

  async #write(rows: Omit<OutboxRow, 'seq'>[]): Promise<OutboxRow[]> {
    try {
      return await this.#o.store.add(rows);
    } catch {
      // Storage full or gone: memory is better than nothing; negative numbers never meet the store's own.
      return rows.map((r, i) => ({ ...r, seq: -(Date.now() * 1000 + i) }));
    }
  }

  /** Reads what the device holds (another tab may have sent or added rows); rows only in memory stay. */
  async #refresh(): Promise<void> {
    try {
      const stored = (await this.#o.store.all(this.#o.owner)).filter((r) => !r.dead);
      this.#rows = [...stored, ...this.#rows.filter((r) => r.seq < 0)];
    } catch {
      // Unreadable now; the mirror goes on.
    }
  }

  #schedule(delay: number): void {
    if (this.#closed || this.#paused) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), delay);
  }

  #run(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#locked()
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
        this.#o.emit({ type: 'sync' });
        if (this.#again) {
          this.#again = false;
          this.#schedule(FIRST_DELAY);
        }
      });
    return this.#running;
  }

  /** One sender per person and LRS across tabs, where the browser has locks; elsewhere a repeat is harmless. */
  async #locked(): Promise<void> {
    await this.#loaded;
    const locks = typeof navigator === 'undefined' ? undefined : (navigator as Partial<Navigator>).locks;
    if (!locks) return this.#drain();
    await locks.request(`widya:${this.#o.owner}`, { ifAvailable: true }, async (lock) => {
      if (lock) await this.#drain();
      else this.#schedule(2000);
    });
  }

  async #drain(): Promise<void> {
    await this.#refresh();
    while (this.#rows.length > 0 && !this.#paused && !this.#closed) {
      const rows = this.#nextGroup();
      try {
        await this.#send(rows);
        this.#failures = 0;
      } catch (cause) {
        this.#afterFailure(cause);
        return;
      }
    }
  }

  /** The oldest document, or the oldest statements in a row. Order is the order of recording. */
  #nextGroup(): OutboxRow[] {
    const [first] = this.#rows;
    if (!first || first.document) return first ? [first] : [];
    const group: OutboxRow[] = [];
    let bytes = 0;
    for (const row of this.#rows) {
      if (!row.statement) break;
      bytes += JSON.stringify(row.statement).length;
      if (group.length >= MAX_STATEMENTS || (group.length > 0 && bytes > MAX_BYTES)) break;
      group.push(row);
    }
    return group;
  }

  async #send(rows: OutboxRow[], options: RequestOptions = {}): Promise<void> {
    const seqs = rows.map((r) => r.seq);
    seqs.forEach((s) => this.#inFlight.add(s));
    try {
      const [first] = rows;
      if (first?.document) await this.#sendDocument(first.document, options);
      else
        await this.#o.lrs.saveStatements(
          rows.flatMap((r) => r.statement ?? []),
          options,
        );
      await this.#finish(rows);
    } catch (cause) {
      if (!(cause instanceof WidyaError) || !refusals.has(cause.status ?? 0)) throw cause;
      if (rows.length > 1) {
        // One bad statement fails the whole batch: halve until it stands alone.
        const middle = rows.length >> 1;
        await this.#send(rows.slice(0, middle), options);
        await this.#send(rows.slice(middle), options);
      } else await this.#refused(rows, cause);
    } finally {
      seqs.forEach((s) => this.#inFlight.delete(s));
    }
  }

  #sendDocument(d: DocumentPatch, options: RequestOptions): Promise<unknown> {
    const agent = this.#o.actor;
    return d.resource === 'state'
      ? this.#o.lrs.mergeState(
          { activityId: d.activityId ?? '', stateId: d.stateId ?? '', registration: d.registration, agent },
          d.patch,
          options,
        )
      : this.#o.lrs.mergeAgentProfile({ profileId: d.profileId ?? '', agent }, d.patch, options);
  }

  async #finish(rows: OutboxRow[]): Promise<void> {
    const gone = new Set(rows.map((r) => r.seq));
    this.#rows = this.#rows.filter((r) => !gone.has(r.seq));
    await this.#o.store.remove([...gone].filter((s) => s >= 0)).catch(() => undefined); // sent again later: harmless
    const ids = rows.flatMap((r) => r.statement?.id ?? []);
    if (ids.length > 0) this.#o.emit({ type: 'sent', ids });
  }

  async #refused(rows: OutboxRow[], error: WidyaError): Promise<void> {
    const [row] = rows;
    if (!row) return;
    const { statement } = row;
    // A conflict on an id we made means that an earlier try did arrive; anything else under that id would be a fault of ours.
    if (error.code === 'lrs/conflict' && statement) {
      const stored = await this.#o.lrs.getStatement(statement.id).catch(() => null);
      if (stored === null || stored.verb.id === statement.verb.id) return this.#finish(rows);
    }
    this.#rows = this.#rows.filter((r) => r.seq !== row.seq);
    if (row.seq >= 0) {
      await this.#o.store.put({ ...row, dead: { code: error.code, message: error.message } }).catch(() => undefined);
    }
    this.#o.emit({ type: 'rejected', ids: statement ? [statement.id] : [], code: error.code, message: error.message });
  }

  #afterFailure(cause: unknown): void {
    const error = cause instanceof WidyaError ? cause : undefined;
    if (error?.code === 'lrs/unauthorized' || error?.code === 'auth/signed-out') {
      this.#paused = true;
      this.#o.emit({ type: 'unauthorized' });
      return;
    }
    // Full jitter, so that an office whose line comes back does not arrive all at once.
    const random = this.#o.random ?? Math.random;
    const wait = random() * Math.min(300_000, 1000 * 2 ** this.#failures++);
    this.#schedule(Math.max(wait, error?.retryAfter ?? 0, 500));
  }

  readonly #onOnline = (): void => void this.flush();

  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'visible') {
      if (this.#rows.length > 0) void this.flush();
    } else this.#leave();
  };

  /** The page may be going: one last request that outlives it. Rows stay until an answer is seen; a repeat is harmless. */
  #leave(): void {
    if (this.#paused || this.#rows.length === 0 || this.#running) return;
    const group = this.#nextGroup();
    const size = JSON.stringify(group.map((r) => r.statement ?? r.document?.patch)).length;
    if (size > KEEPALIVE_BYTES) return;
    void this.#send(group, { keepalive: true })
      .then(() => this.#leave())
      .catch(() => undefined);
  }
}

/** Answers about the content, the same however often we ask. Any other answer is about the way there, and is tried again. */
const refusals = new Set([400, 403, 409, 412, 413]);

function documentKey(d: DocumentKey): string {
  return [d.resource, d.activityId, d.stateId, d.registration, d.profileId].join('\n');
}
