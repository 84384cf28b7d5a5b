// A forum kept in step with the LRS: the newest topics by their first posts, and what was written lately in any of them.
import type { Service } from '../../core/service.js';
import { Tail } from '../../core/tail.js';
import { rosterFrom, readStateId, type RosterSource } from '../forum-thread/sources.js';
import { directoryOf, type Known, type Roster } from '../../model/roster.js';
import {
  addToForum,
  emptyForum,
  removeFromForum,
  topicsOf,
  trustForum,
  type ForumState,
  type Topic,
} from '../../model/topics.js';
import { WidyaError } from '../../sdk/errors.js';
import { ifiOf, type StoredStatement } from '../../sdk/statement.js';
import { verbs } from '../../sdk/verbs.js';

const TOPICS = 40;
const PAGE = 100;

export class ForumSync {
  topics: Topic[] = [];
  known: Known = directoryOf(undefined, null);
  roster: Roster | undefined;
  status: 'loading' | 'ready' | 'error' = 'loading';
  error: WidyaError | undefined;
  loading = false;
  state: ForumState = emptyForum();
  #service: Service;
  #forum: string;
  #source: string | RosterSource;
  #changed: () => void;
  #tail: Tail;
  /** Older topics. */
  #more: string | undefined;
  /** When the oldest of what was read of all that happened was stored. */
  #from: string | undefined;
  #read: Record<string, unknown> = {};
  #stopped = false;

  constructor(service: Service, forum: string, source: string | RosterSource, changed: () => void) {
    this.#service = service;
    this.#forum = forum;
    this.#source = source;
    this.#changed = changed;
    this.#tail = new Tail({
      service,
      activity: forum,
      take: (statements, news) => {
        if (!news) this.#from = statements.at(-1)?.stored ?? this.#from;
        return this.#take(statements);
      },
      changed: () => this.update(),
    });
  }

  get me(): string | null {
    const actor = this.#service.principal?.actor;
    return actor ? ifiOf(actor) : null;
  }
  /** Not everything of the forum is here. */
  get hasOlder(): boolean {
    return this.#more !== undefined || this.#tail.hasOlder;
  }

  async open(): Promise<void> {
    await this.#service.ready;
    const service = this.#service;
    if (service.state === 'error') await service.flush();
    try {
      if (!service.principal)
        throw new WidyaError(service.state === 'error' ? 'auth/unreachable' : 'auth/signed-out', 'nobody is signed in');
      const [topics, , roster] = await Promise.all([
        service.lrs.getStatements({
          activity: this.#forum,
          related_activities: true,
          verb: verbs.posted.id,
          limit: TOPICS,
        }),
        this.#tail.open(PAGE),
        rosterFrom(service, this.#source),
      ]);
      if (this.#stopped) return;
      this.#take(topics.statements);
      this.#more = topics.more || undefined;
      this.roster = roster;
      trustForum(this.state, (this.known = directoryOf(roster, service.principal)));
      this.status = 'ready';
      this.takeWaiting();
      this.#tail.begin();
      await this.readMarks();
    } catch (cause) {
      if (this.#stopped) return;
      this.status = 'error';
      this.error = cause instanceof WidyaError ? cause : new WidyaError('lrs/network', String(cause), { cause });
      this.#changed();
    }
  }

  /** How far the reader was in each topic; after the topics, which need not wait for it. */
  async readMarks(): Promise<void> {
    const key = { resource: 'state', activityId: this.#forum, stateId: readStateId } as const;
    const read = await this.#service.readDocument<Record<string, unknown>>(key).catch(() => undefined);
    if (this.#stopped) return;
    this.#read = Object.assign({}, this.#read, read, ...this.#service.pendingPatches(key)) as Record<string, unknown>;
    this.update();
  }

  /** Older topics, or, when all are here, older posts. */
  async loadOlder(): Promise<boolean> {
    if (this.loading || !this.hasOlder) return false;
    this.loading = true;
    this.#changed();
    let came = false;
    try {
      if (this.#more === undefined) came = await this.#tail.loadOlder();
      else {
        const page = await this.#service.lrs.getMore(this.#more);
        this.#take(page.statements);
        this.#more = page.more || undefined;
        came = true;
      }
    } catch {
      // The reader may press again.
    }
    this.loading = false;
    if (!this.#stopped) this.update();
    return came;
  }

  async loadAll(): Promise<void> {
    while (!this.#stopped && (await this.loadOlder()));
  }

  /** Statements of this page that are still on the device are part of the forum already. */
  takeWaiting(): void {
    const ours = this.#service.waiting.filter((s) =>
      s.context?.contextActivities?.grouping?.some((a) => a.id === this.#forum),
    );
    this.#take(ours as StoredStatement[]);
    this.update();
  }

  takeBack(ids: readonly string[]): boolean {
    const found = removeFromForum(this.state, ids);
    if (found) this.update();
    return found;
  }

  refresh(): Promise<void> {
    return this.#tail.refresh();
  }

  /** A topic is being read, and asks for itself. */
  rest(on: boolean): void {
    if (this.status === 'ready') this.#tail.rest(on);
  }

  stop(): void {
    this.#stopped = true;
    this.#tail.stop();
  }

  /** Statements that were asked for elsewhere. */
  bring(statements: readonly StoredStatement[]): void {
    if (this.#stopped) return;
    this.#take(statements);
    this.update();
  }

  #take(statements: readonly StoredStatement[]): boolean {
    let found = false;
    for (const s of statements) found = addToForum(this.state, s) || found;
    return found;
  }

  update(): void {
    if (this.#stopped) return;
    this.topics = topicsOf(this.state, {
      me: this.me,
      moderates: this.known.moderates,
      readUpTo: (id) => {
        const at = this.#read[id];
        return typeof at === 'string' ? at : undefined;
      },
      from: this.#tail.hasOlder ? this.#from : undefined,
    });
    this.#changed();
  }
}
