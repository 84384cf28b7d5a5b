// A thread kept in step with the LRS: newest page first, older ones on demand, then only what is new.
import type { Service } from '../../core/service.js';
import {
  add,
  emptyThread,
  isPost,
  postFrom,
  remove,
  threadOf,
  trust,
  unreadCount,
  visible,
  type Post,
  type Thread,
  type ThreadState,
} from '../../model/thread.js';
import { warnOnce } from '../../core/widya-element.js';
import { WidyaError } from '../../sdk/errors.js';
import { ifiOf, type StoredStatement } from '../../sdk/statement.js';
import { ns } from '../../sdk/verbs.js';
import { directoryOf, rosterProfileId, type Known, type Roster } from './roster.js';
import { loadText } from './text.js';
import type * as Lacking from './lacking.js';

export const readStateId = `${ns}/state/read`;

const PAGE = 30;
const OVERLAP = 5000;
/** Where `since` goes by the time of writing: posts of devices that were offline for less than this are not missed. */
const WEEK = 604_800_000;
const POLL_FIRST = 10_000;
const POLL_MAX = 120_000;

export type RosterSource = Roster | (() => Promise<Roster>) | undefined;

export class ThreadSync {
  /** What the reader sees of it. */
  posts: Post[] = [];
  whole: Thread | undefined;
  known: Known = directoryOf(undefined, null);
  status: 'loading' | 'ready' | 'error' = 'loading';
  error: WidyaError | undefined;
  /** Posts that came by polling and are not shown yet. */
  fresh = 0;
  hasOlder = false;
  loadingOlder = false;
  /** Up to where the reader had read when the thread was opened; `stored` of that post. */
  readUpTo: string | undefined;

  /** What the LRS cannot do, in words; undefined while it is not known. */
  lacking: ReturnType<typeof Lacking.renderLacking> | undefined;
  lang = () => 'id';

  #service: Service;
  #overlap = OVERLAP;
  #looked = false;
  #thread: string;
  #roster: string | RosterSource;
  roster: Roster | undefined;
  #changed: () => void;
  #state: ThreadState = emptyThread();
  #hidden: StoredStatement[] = [];
  #older: string | undefined;
  #cursor: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delay = POLL_FIRST;
  #stopped = false;

  /** @param roster the roster, how to ask for it, or the activity whose profile holds it */
  constructor(service: Service, thread: string, roster: string | RosterSource, changed: () => void) {
    this.#roster = roster;
    this.#service = service;
    this.#thread = thread;
    this.#changed = changed;
  }

  get me(): string | null {
    const actor = this.#service.principal?.actor;
    return actor ? ifiOf(actor) : null;
  }

  /** By somebody else, and after what was read when the thread was opened. Nothing is new to who has never been here. */
  isNew(post: Post): boolean {
    const since = this.readUpTo;
    return (
      post.author !== this.me &&
      !post.deleted &&
      since !== undefined &&
      post.stored !== undefined &&
      post.stored > since
    );
  }

  get unread(): number {
    return unreadCount(this.posts, this.me, this.readUpTo);
  }

  async open(): Promise<void> {
    this.status = 'loading';
    this.#changed();
    await this.#service.ready;
    if (this.#service.state === 'error') await this.#service.flush();
    const person = this.#service.principal;
    if (!person) {
      this.#fail(
        new WidyaError(this.#service.state === 'error' ? 'auth/unreachable' : 'auth/signed-out', 'nobody is signed in'),
      );
      return;
    }
    try {
      const [page, read] = await Promise.all([
        this.#service.lrs.getStatements({ activity: this.#thread, related_activities: true, limit: PAGE }),
        this.#service
          .readDocument<{ upTo?: string }>({ resource: 'state', activityId: this.#thread, stateId: readStateId })
          .catch(() => null),
        this.#who(),
        loadText(),
      ]);
      if (this.#stopped) return;
      this.readUpTo = typeof read?.upTo === 'string' ? read.upTo : undefined;
      this.#take(page.statements);
      this.#older = page.more || undefined;
      this.hasOlder = this.#older !== undefined;
      this.#mark(page.consistentThrough, page.statements[0]?.stored);
      this.takeWaiting();
      this.status = 'ready';
      this.error = undefined;
      this.#update();
      this.#poll();
      // Nothing there, or an LRS that cannot look for it?
      if (page.statements.length === 0) void this.#look();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** Before anything is shown: what a moderator has hidden is not shown for a moment. Without a roster nobody has hidden anything. */
  async #who(): Promise<void> {
    const source = this.#roster;
    try {
      this.roster =
        typeof source === 'string'
          ? source
            ? (await this.#service.lrs.getActivityProfile<Roster>({ activityId: source, profileId: rosterProfileId }))
                ?.value
            : undefined
          : typeof source === 'function'
            ? await source()
            : source;
    } catch (cause) {
      warnOnce(`roster:${this.#thread}`, `the roster cannot be read: ${String(cause)}`);
    }
    trust(this.#state, (this.known = directoryOf(this.roster, this.#service.principal)));
  }

  /** Asks, once a day, what the LRS can do. */
  async #look(): Promise<void> {
    if (this.#looked) return;
    this.#looked = true;
    try {
      const { lacksNow, renderLacking } = await import('./lacking.js');
      if (this.#stopped) return;
      const lacks = await lacksNow(this.#service);
      if (lacks.includes('since-timestamp')) this.#overlap = WEEK;
      this.lacking = renderLacking(lacks, this.lang());
      this.#update();
    } catch {
      // No network for it now.
    }
  }

  async loadOlder(): Promise<void> {
    if (this.#older === undefined || this.loadingOlder) return;
    this.loadingOlder = true;
    this.#changed();
    try {
      const page = await this.#service.lrs.getMore(this.#older);
      this.#take(page.statements);
      this.#older = page.more || undefined;
      this.hasOlder = this.#older !== undefined;
    } catch {
      // The link stays; the reader may press again.
    }
    this.loadingOlder = false;
    this.#update();
  }

  /** Statements of this page that are still on the device are part of the thread already. */
  takeWaiting(): void {
    for (const s of this.#service.waiting) {
      if (s.context?.contextActivities?.parent?.some((a) => a.id === this.#thread)) add(this.#state, s);
    }
    this.#update();
  }

  /** Shows what polling brought; returns the posts, oldest first. */
  showFresh(): string[] {
    const known = new Set(this.posts.map((p) => p.id));
    this.#take(this.#hidden);
    this.#hidden = [];
    this.fresh = 0;
    this.#update();
    return this.posts.flatMap((p) => (known.has(p.id) ? [] : [p.id]));
  }

  /** Forgets statements that the LRS refused; returns their texts, or undefined when none was of this thread. */
  takeBack(ids: readonly string[]): string[] | undefined {
    const texts = remove(this.#state, ids);
    if (texts) this.#update();
    return texts;
  }

  /** Everything shown counts as read from now on, on every device. */
  markRead(): void {
    const last = this.posts.reduce<string | undefined>(
      (max, p) => (p.stored && (!max || p.stored > max) ? p.stored : max),
      undefined,
    );
    if (last === undefined || (this.readUpTo !== undefined && last <= this.readUpTo) || !this.#service.principal)
      return;
    void this.#service
      .saveDocument({ resource: 'state', activityId: this.#thread, stateId: readStateId, patch: { upTo: last } })
      .catch(() => undefined); // signed out meanwhile
  }

  /** Asks for news now. */
  async refresh(): Promise<void> {
    try {
      let page = await this.#service.lrs.getStatements({
        activity: this.#thread,
        related_activities: true,
        ascending: true,
        ...(this.#cursor === undefined ? {} : { since: this.#cursor }),
      });
      let found = false;
      for (;;) {
        for (const s of page.statements) found = this.#receive(s) || found;
        this.#mark(page.consistentThrough, page.statements.at(-1)?.stored);
        if (!page.more) break;
        page = await this.#service.lrs.getMore(page.more);
      }
      // A post that is gone again is none.
      this.fresh = this.#hidden.filter((h) => postFrom(this.#state, h)?.deleted === false).length;
      this.#delay = found ? POLL_FIRST : Math.min(this.#delay * 1.5, POLL_MAX);
      this.#update();
    } catch {
      this.#delay = Math.min(this.#delay * 2, POLL_MAX);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisible);
  }

  /** News by others waits for a tap, so that nothing moves under the reader; one's own appears at once. True when it was new. */
  #receive(s: StoredStatement): boolean {
    if (!isPost(s) || ifiOf(s.actor) === this.me || this.#state.acts.has(s.id)) return add(this.#state, s);
    if (this.#hidden.some((h) => h.id === s.id)) return false;
    this.#hidden.push(s);
    return true;
  }

  #take(statements: readonly StoredStatement[]): void {
    for (const s of statements) add(this.#state, s);
  }

  #update(): void {
    const whole = (this.whole = threadOf(this.#state, this.#thread));
    this.posts = whole.posts.filter((p) => visible(p, this.me, this.known.moderates));
    if (!this.#stopped) this.#changed();
  }

  #mark(through: string | undefined, last: string | undefined): void {
    const ms = Date.parse(through ?? last ?? '');
    if (!Number.isNaN(ms)) this.#cursor = new Date(ms - this.#overlap).toISOString();
  }

  #poll(): void {
    if (this.#stopped) return;
    document.addEventListener('visibilitychange', this.#onVisible);
    clearTimeout(this.#timer);
    // Jitter, so that a class does not ask at the same moment.
    this.#timer = setTimeout(
      () => {
        if (document.visibilityState === 'hidden') return; // goes on when seen again
        void this.#look();
        void this.refresh().finally(() => this.#poll());
      },
      this.#delay * (0.8 + Math.random() * 0.4),
    );
  }

  #onVisible = (): void => {
    if (document.visibilityState !== 'visible') return;
    this.#delay = POLL_FIRST;
    void this.refresh().finally(() => this.#poll());
  };

  #fail(cause: unknown): void {
    if (this.#stopped) return;
    this.status = 'error';
    this.error = cause instanceof WidyaError ? cause : new WidyaError('lrs/network', String(cause), { cause });
    this.#changed();
  }
}
