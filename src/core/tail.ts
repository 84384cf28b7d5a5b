// What is said about an activity, kept in step with the LRS: newest page first, older ones on demand, then only what is new. The tabs of
// a page's origin share it: one of them asks, and tells the others. Where the server tells by itself, nobody asks.
import type { StatementPage } from '../sdk/client.js';
import type { StoredStatement } from '../sdk/statement.js';
import type { Service } from './service.js';

export interface TailOptions {
  service: Service;
  /** IRI that the statements have as object or in their context. */
  activity: string;
  /** Takes statements; true when some of them were new. `news`: they came by themselves, oldest first. */
  take: (statements: readonly StoredStatement[], news: boolean) => boolean;
  /** Something may look different now. */
  changed: () => void;
  /** Before each look at what is new. */
  before?: () => void;
}

const OVERLAP = 5000;
const POLL_FIRST = 10_000;
const POLL_MAX = 120_000;

export class Tail {
  hasOlder = false;
  loadingOlder = false;
  /** Milliseconds that are read again each time: the LRS may show a row a little after one stored later. */
  overlap = OVERLAP;
  #o: TailOptions;
  #older: string | undefined;
  #cursor: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = POLL_FIRST;
  #stopped = false;
  #rests = false;
  #channel: BroadcastChannel | undefined;
  #claim: AbortController | undefined;
  /** Lets go of the lead among the tabs. */
  #free: (() => void) | undefined;
  #line: { close(): void } | undefined;
  /** Whether the server tells by itself; undefined while it was not asked. */
  #tells: boolean | undefined;

  constructor(options: TailOptions) {
    this.#o = options;
  }

  get #query() {
    return { activity: this.#o.activity, related_activities: true };
  }

  get #since(): { since?: string } {
    return this.#cursor === undefined ? {} : { since: this.#cursor };
  }

  /** The newest page. */
  async open(limit: number): Promise<StatementPage> {
    const page = await this.#o.service.lrs.getStatements({ ...this.#query, limit });
    if (this.#stopped) return page;
    this.#o.take(page.statements, false);
    this.#pageAt(page);
    this.#mark(page.consistentThrough ?? page.statements[0]?.stored);
    return page;
  }

  /** The page before; the link stays where it cannot be read now. True when it was. */
  async loadOlder(): Promise<boolean> {
    if (this.#older === undefined || this.loadingOlder) return false;
    this.loadingOlder = true;
    this.#o.changed();
    let came = false;
    try {
      const page = await this.#o.service.lrs.getMore(this.#older);
      this.#o.take(page.statements, false);
      this.#pageAt(page);
      came = true;
    } catch {
      // The reader may press again.
    }
    this.loadingOlder = false;
    if (!this.#stopped) this.#o.changed();
    return came;
  }

  /** Asks for news now. */
  async refresh(): Promise<void> {
    const { service, changed } = this.#o;
    try {
      let page = await service.lrs.getStatements({
        ...this.#query,
        ascending: true,
        ...this.#since,
      });
      let found = false;
      for (;;) {
        if (this.#stopped) return;
        if (this.#news(page.statements)) found = true;
        this.#mark(page.consistentThrough ?? page.statements.at(-1)?.stored);
        if (!page.more) break;
        page = await service.lrs.getMore(page.more);
      }
      this.#delay = found ? POLL_FIRST : Math.min(this.#delay * 1.5, POLL_MAX);
      if (page.statements.length > 0 || found) changed();
    } catch {
      this.#delay = Math.min(this.#delay * 2, POLL_MAX);
    }
  }

  /** From now on news comes by itself. */
  begin(): void {
    if (this.#stopped) return;
    const { take, changed } = this.#o;
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }: MessageEvent<{ statements: StoredStatement[]; to: string | undefined }>) => {
        if (take(data.statements, true)) changed();
        this.#mark(data.to, 0);
      };
    }
    document.addEventListener('visibilitychange', this.#onVisible);
    this.#lead();
  }

  /** Does not ask for a while, and then at once. */
  rest(on: boolean): void {
    if (on === this.#rests) return;
    this.#rests = on;
    if (on) this.#follow();
    else this.#onVisible();
  }

  stop(): void {
    this.#stopped = true;
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#follow();
    this.#channel?.close();
    this.#channel = undefined;
  }

  get #name(): string {
    const { service, activity } = this.#o;
    return `widya:tail|${service.endpoint}|${service.principal?.subject}|${activity}`;
  }

  /** @returns whether there was something new; the other tabs are told then */
  #news(statements: readonly StoredStatement[]): boolean {
    const found = this.#o.take(statements, true);
    if (found) this.#channel?.postMessage({ statements, to: this.#cursor });
    return found;
  }

  #pageAt(page: StatementPage): void {
    this.#older = page.more || undefined;
    this.hasOlder = this.#older !== undefined;
  }

  #mark(time: string | undefined, overlap = this.overlap): void {
    const ms = Date.parse(time ?? '');
    if (!Number.isNaN(ms)) this.#cursor = new Date(ms - overlap).toISOString();
  }

  /** One tab of those that are looked at asks for all. Where there are no locks (plain http), each does for itself. */
  #lead(): void {
    if (this.#stopped || this.#rests || this.#claim || document.visibilityState === 'hidden') return;
    const claim = (this.#claim = new AbortController());
    const locks = (navigator as Partial<Navigator>).locks;
    if (!locks || !this.#channel) return this.#poll();
    const hold = () =>
      new Promise<void>((free) => {
        if (claim.signal.aborted) return free();
        this.#free = free;
        this.#poll();
      });
    locks.request(this.#name, { signal: claim.signal }, hold).catch(() => undefined); // let go before it was ours
  }

  #follow(): void {
    clearTimeout(this.#timer);
    this.#line?.close();
    this.#line = undefined;
    this.#claim?.abort();
    this.#free?.();
    this.#claim = this.#free = undefined;
  }

  #poll(): void {
    clearTimeout(this.#timer);
    const claim = this.#claim;
    if (this.#stopped || !claim) return;
    // Jitter, so that a class does not ask at the same moment.
    this.#timer = setTimeout(() => void this.#turn(claim), this.#delay * (0.8 + Math.random() * 0.4));
  }

  async #turn(claim: AbortController): Promise<void> {
    this.#o.before?.();
    if (await this.#listen(claim)) return;
    await this.refresh();
    if (this.#claim === claim) this.#poll();
  }

  /** Lets the server tell by itself. False where it does not, or not now. */
  async #listen(claim: AbortController): Promise<boolean> {
    const { service, changed } = this.#o;
    if (this.#tells === false) return false;
    try {
      const { tells, listen } = await import('./live-line.js');
      this.#tells ??= await tells(service.lrs);
      if (!this.#tells || this.#claim !== claim) return this.#claim !== claim;
      this.#line = listen(
        service.lrs,
        { ...this.#query, ...this.#since },
        {
          statement: (s) => {
            this.#mark(s.stored);
            if (this.#news([s])) changed();
          },
          ended: () => {
            this.#line = undefined;
            this.#delay = POLL_FIRST;
            if (this.#claim === claim) this.#poll();
          },
        },
      );
      return true;
    } catch {
      return false; // asked another time
    }
  }

  #onVisible = (): void => {
    if (this.#rests) return;
    if (document.visibilityState === 'hidden') return this.#follow();
    this.#delay = POLL_FIRST;
    void this.refresh();
    if (this.#claim && this.#free === undefined && !this.#channel) this.#poll();
    this.#lead();
  };
}
