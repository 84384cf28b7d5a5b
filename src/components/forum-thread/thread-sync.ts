// A thread kept in step with the LRS: what of it the reader sees, what is new to them, and what waits until they ask for it.
import type { Service } from '../../core/service.js';
import { once } from '../../core/once.js';
import { Tail } from '../../core/tail.js';
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
import { directoryOf, type Known, type Roster } from '../../model/roster.js';
import { WidyaError } from '../../sdk/errors.js';
import { ifiOf, type Attachment, type Statement, type StoredStatement } from '../../sdk/statement.js';
import { forumProfile } from '../../sdk/verbs.js';
import { readStateId, rosterFrom, type RosterSource } from './sources.js';
import { loadText } from './text.js';
import type * as Lacking from './lacking.js';

const PAGE = 30;
/** Where `since` goes by the time of writing: posts of devices that were offline for less than this are not missed. */
const WEEK = 604_800_000;

export class ThreadSync {
  /** What the reader sees of it. */
  posts: Post[] = [];
  whole: Thread | undefined;
  known: Known = directoryOf(undefined, null);
  status: 'loading' | 'ready' | 'error' = 'loading';
  error: WidyaError | undefined;
  /** Posts that came by polling and are not shown yet. */
  fresh = 0;
  /** Up to where the reader had read when the thread was opened; `stored` of that post. */
  readUpTo: string | undefined;
  /** It is known how far that was. */
  markKnown = false;
  #marked: string | undefined;
  /** What is shown was seen for a moment. */
  #marks = false;

  /** What the LRS cannot do, in words; undefined while it is not known. */
  lacking: ReturnType<typeof Lacking.renderLacking> | undefined;
  lang = () => 'id';

  #service: Service;
  #tail: Tail;
  #looked = false;
  #thread: string;
  #forum: string;
  #roster: string | RosterSource;
  roster: Roster | undefined;
  #changed: () => void;
  #state: ThreadState = emptyThread();
  #hidden = new Map<string, StoredStatement>();
  #stopped = false;

  /**
   * @param roster the roster, how to ask for it, or the activity whose profile holds it
   * @param forum the forum the thread is one of, whose document then says how far it was read; empty for none
   */
  constructor(service: Service, thread: string, roster: string | RosterSource, changed: () => void, forum = '') {
    this.#roster = roster;
    this.#service = service;
    this.#thread = thread;
    this.#forum = forum;
    this.#changed = changed;
    this.#tail = new Tail({
      service,
      activity: thread,
      take: (statements, news) => {
        let found = false;
        this.#keepFiles(statements);
        for (const s of statements) found = (news ? this.#receive(s) : add(this.#state, s)) || found;
        if (news) this.#countFresh();
        void this.#adopt(statements);
        return found;
      },
      changed: () => this.#update(),
      before: () => void this.#look(),
    });
  }

  get hasOlder(): boolean {
    return this.#tail.hasOlder;
  }
  get loadingOlder(): boolean {
    return this.#tail.loadingOlder;
  }

  /** Files of posts, by the statement. */
  files = new Map<string, readonly Attachment[]>();
  #keepFiles(statements: readonly Statement[]): void {
    for (const { id, attachments } of statements) if (id && attachments?.length) this.files.set(id, attachments);
  }

  /** One of the posts that the reader sees. */
  post(id: string): Post | undefined {
    return this.#byId(this.posts).get(id);
  }
  #byId = once((posts: readonly Post[]) => new Map(posts.map((p) => [p.id, p])));
  #counts = once((posts: readonly Post[], me: string | null, since: string | undefined) => ({
    shown: posts.filter((p) => !p.deleted).length,
    unread: unreadCount(posts, me, since),
    firstNew: posts.find((p) => this.isNew(p)),
  }));
  /** How many are there that were not deleted. */
  get shown(): number {
    return this.#counts(this.posts, this.me, this.readUpTo).shown;
  }
  get firstNew(): Post | undefined {
    return this.#counts(this.posts, this.me, this.readUpTo).firstNew;
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
    return this.markKnown ? this.#counts(this.posts, this.me, this.readUpTo).unread : 0;
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
      // Before anything is shown: what a moderator has hidden is not shown for a moment. Without a roster nobody has hidden anything.
      const [page, roster] = await Promise.all([
        this.#tail.open(PAGE),
        rosterFrom(this.#service, this.#roster),
        loadText(),
      ]);
      if (this.#stopped) return;
      trust(this.#state, (this.known = directoryOf((this.roster = roster), this.#service.principal)));
      this.takeWaiting();
      this.status = 'ready';
      this.error = undefined;
      this.#update();
      this.#tail.begin();
      // Nothing there, or an LRS that cannot look for it?
      if (page.statements.length === 0) void this.#look();
      void this.#readMark();
    } catch (cause) {
      this.#fail(cause);
    }
  }

  /** How far the reader was, on whatever device; after the posts, which need not wait for it. */
  async #readMark(): Promise<void> {
    const key = this.#mark;
    const read = await this.#service.readDocument<Record<string, unknown>>(key).catch(() => null);
    const upTo = Object.assign({}, read, ...this.#service.pendingPatches(key))[this.#markKey] as unknown;
    if (this.#stopped) return;
    if (typeof upTo === 'string') this.readUpTo = upTo;
    this.markKnown = true;
    if (this.#marks) this.markRead();
    this.#changed();
  }

  get #mark() {
    return { resource: 'state', activityId: this.#forum || this.#thread, stateId: readStateId } as const;
  }
  get #markKey(): string {
    return this.#forum ? this.#thread : 'upTo';
  }

  /** Asks, once a day, what the LRS can do. */
  async #look(): Promise<void> {
    if (this.#looked) return;
    this.#looked = true;
    try {
      const { lacksNow, renderLacking } = await import('./lacking.js');
      if (this.#stopped) return;
      const lacks = await lacksNow(this.#service);
      if (lacks.includes('since-timestamp')) this.#tail.overlap = WEEK;
      this.lacking = renderLacking(lacks, this.lang());
      this.#update();
    } catch {
      // No network for it now.
    }
  }

  loadOlder(): Promise<boolean> {
    return this.#tail.loadOlder();
  }

  /** Statements of this page that are still on the device are part of the thread already. */
  takeWaiting(): void {
    this.#keepFiles(this.#service.waiting);
    for (const s of this.#service.waiting) {
      if (s.context?.contextActivities?.parent?.some((a) => a.id === this.#thread)) add(this.#state, s);
    }
    this.#update();
  }

  /** Shows what polling brought; returns the posts, oldest first. */
  showFresh(): string[] {
    const known = new Set(this.posts.map((p) => p.id));
    for (const s of this.#hidden.values()) add(this.#state, s);
    this.#hidden.clear();
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
    this.#marks = true;
    if (
      last === undefined ||
      !this.markKnown ||
      !this.#service.principal ||
      last <= (this.#marked ?? this.readUpTo ?? '')
    )
      return;
    this.#marked = last;
    void this.#service.saveDocument({ ...this.#mark, patch: { [this.#markKey]: last } }).catch(() => undefined); // signed out meanwhile
  }

  /** Asks for news now. */
  refresh(): Promise<void> {
    return this.#tail.refresh();
  }

  stop(): void {
    this.#stopped = true;
    this.#tail.stop();
  }

  /** News by others waits for a tap, so that nothing moves under the reader; one's own appears at once. True when it was new. */
  #receive(s: StoredStatement): boolean {
    if (!isPost(s) || ifiOf(s.actor) === this.me || this.#state.acts.has(s.id)) return add(this.#state, s);
    if (this.#hidden.has(s.id)) return false;
    this.#hidden.set(s.id, s);
    return true;
  }

  /** What other systems say of this discussion, if there is any of it. */
  async #adopt(statements: readonly StoredStatement[]): Promise<void> {
    const others = statements.filter(
      (s) => !s.context?.contextActivities?.category?.some((c) => c.id === forumProfile),
    );
    if (others.length === 0) return;
    const { fromOthers } = await import('../../model/forum-forms.js');
    let found = false;
    for (const s of others) {
      const ours = fromOthers(s);
      if (ours?.context?.contextActivities?.parent?.[0]?.id === this.#thread) found = add(this.#state, ours) || found;
    }
    if (found && this.status === 'ready') this.#update();
  }

  /** A post that is gone again is none. */
  #countFresh(): void {
    this.fresh = [...this.#hidden.values()].filter((h) => postFrom(this.#state, h)?.deleted === false).length;
  }

  #update(): void {
    const whole = (this.whole = threadOf(this.#state, this.#thread));
    this.posts = whole.posts.filter((p) => visible(p, this.me, this.known.moderates));
    if (!this.#stopped) this.#changed();
  }

  #fail(cause: unknown): void {
    if (this.#stopped) return;
    this.status = 'error';
    this.error = cause instanceof WidyaError ? cause : new WidyaError('lrs/network', String(cause), { cause });
    this.#changed();
  }
}
