// One summary per provider, however many cards ask: one document, one delta, two requests.
import type { Service } from '../../core/service.js';
import {
  summarise,
  summaryFromDocument,
  summaryProfileId,
  summaryToDocument,
  type Summary,
} from '../../model/summary.js';
import { WidyaError } from '../../sdk/errors.js';
import type { Agent, Statement, StoredStatement } from '../../sdk/statement.js';

/** Statements become visible to readers a moment after they are stored; a delta begins this much earlier. */
const OVERLAP = 5000;
/** Pages read in one go; the next visit goes on from there. */
const MAX_PAGES = 20;
/** Statements read at first on a device that has not met the person. */
const FIRST = 50;

export interface SummaryView {
  status: 'loading' | 'ready' | 'signed-out' | 'error';
  summary: Summary;
  /** When the figures were read from the server; undefined while there are none. */
  readAt: Date | undefined;
  /** They were read at an earlier visit: shown while the server is asked, and when it does not answer. */
  stale: boolean;
  error: WidyaError | undefined;
}

const nothing = () => ({ summary: {}, readAt: undefined, stale: false, error: undefined });

interface Read {
  summary: Summary;
  /** Courses that the kept summary does not have as they are now. */
  changed: Set<string>;
  /** A summary is kept on the server; a first visit leaves one even when it is empty, so that the next ones can ask for it. */
  kept: boolean;
  /** Everything stored until then has been read. */
  through: string | undefined;
}

export class SummaryStore {
  view: SummaryView = { status: 'loading', ...nothing() };
  #service: Service;
  #listeners = new Set<() => void>();
  #stop: (() => void) | undefined;
  #loading: Promise<void> | undefined;
  #subject: string | undefined;
  /** What this page has said while the server was asked: its answer may have been made before. */
  #heard: Statement[] = [];

  constructor(service: Service) {
    this.#service = service;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#stop) {
      this.#stop = this.#service.subscribe((event) => {
        if (event.type === 'queued') {
          this.#heard.push(...event.statements);
          for (const s of event.statements) summarise(this.view.summary, s);
          this.#tell();
        } else if (event.type === 'auth') void this.load();
        else if (event.type === 'sent' && this.view.status === 'error') void this.load(true);
      });
      addEventListener('online', this.#again);
      void this.load();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
      removeEventListener('online', this.#again);
      this.#subject = undefined; // whoever comes next wants to know what happened meanwhile
    };
  }

  readonly #again = (): void => {
    if (this.view.status === 'error') void this.load(true);
  };

  /** Reads again; does nothing for the same person while figures are there, unless `force`. */
  load(force = false): Promise<void> {
    this.#loading ??= this.#load(force).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #load(force: boolean): Promise<void> {
    const service = this.#service;
    await service.ready;
    if (force && service.state === 'error') await service.flush();
    const person = service.principal;
    if (!person) {
      this.#subject = undefined;
      if (service.state === 'error')
        this.#set({
          status: 'error',
          ...nothing(),
          error: new WidyaError('auth/unreachable', 'the session cannot be asked'),
        });
      else this.#set({ status: 'signed-out', ...nothing() });
      return;
    }
    const same = person.subject === this.#subject;
    if (!force && same) return;
    const local = copyOf(service.endpoint, person.subject);
    if (!same || !this.view.readAt) this.view = { status: 'loading', ...nothing(), ...local.read() };
    this.#subject = person.subject;
    this.#heard = [];
    this.#set({ status: 'loading' });
    try {
      const read = await this.#read(person.actor);
      const { summary, changed } = read;
      for (const s of [...service.waiting, ...this.#heard]) summarise(summary, s);
      this.#set({ status: 'ready', summary, readAt: new Date(), stale: false, error: undefined });
      local.write(summary);
      const mark = watermark(read.through);
      if ((changed.size > 0 || !read.kept) && mark !== undefined) this.#keepWhenIdle(summary, changed, mark);
    } catch (cause) {
      // Asked again at the next sign of life; until then what was read before is better than nothing.
      this.#subject = undefined;
      if (this.view.readAt) this.view.stale = true;
      const error = cause instanceof WidyaError ? cause : new WidyaError('lrs/network', String(cause), { cause });
      this.#set({ status: 'error', error });
    }
  }

  /** The kept summary and what has been said since: two requests, unless there is very much to read. */
  async #read(agent: Agent): Promise<Read> {
    const { lrs } = this.#service;
    const key = { resource: 'agent-profile' as const, profileId: summaryProfileId };
    const kept = this.#service.knowsDocument(key);
    // On a device that has not met the person nobody knows whether a summary is kept. The newest statements tell:
    // when they are all there are, it is not needed.
    const newest = kept ? undefined : await lrs.getStatements({ agent, limit: FIRST });
    const doc = newest && !newest.more ? undefined : await this.#service.readDocument(key, true);
    const { summary, asOf } = summaryFromDocument(doc);
    const changed = new Set<string>();
    const take = (statements: readonly StoredStatement[]) => {
      for (const s of statements) {
        const course = summarise(summary, s);
        if (course !== undefined) changed.add(course);
      }
    };
    if (newest) {
      take(newest.statements);
      const oldest = newest.statements.at(-1)?.stored ?? '';
      if (!newest.more || (asOf !== undefined && oldest < asOf))
        return { summary, changed, kept, through: newest.consistentThrough ?? newest.statements[0]?.stored };
    }
    const since = asOf && new Date(Date.parse(asOf) - lateness(this.#service.endpoint)).toISOString();
    let page = await lrs.getStatements({ agent, ascending: true, ...(since ? { since } : {}) });
    for (let n = 1; ; n++) {
      take(page.statements);
      const last = page.statements.at(-1)?.stored;
      if (!page.more) return { summary, changed, kept, through: page.consistentThrough ?? last };
      if (n >= MAX_PAGES) return { summary, changed, kept, through: last }; // not all was read: the next visit goes on from here
      page = await lrs.getMore(page.more);
    }
  }

  #keepWhenIdle(summary: Summary, changed: Set<string>, asOf: string): void {
    const part: Summary = {};
    for (const course of changed) {
      const entry = summary[course];
      if (entry) part[course] = entry;
    }
    const save = () =>
      void this.#service
        .saveDocument({ resource: 'agent-profile', profileId: summaryProfileId, patch: summaryToDocument(part, asOf) })
        .catch(() => undefined); // only a shortcut; the next visit reads the statements again
    if (typeof requestIdleCallback === 'function') requestIdleCallback(save, { timeout: 5000 });
    else setTimeout(save, 1000);
  }

  #set(view: Partial<SummaryView>): void {
    this.view = { ...this.view, ...view };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** The time up to which nothing can be missing any more, from the server's clock only. */
function watermark(through: string | undefined): string | undefined {
  const ms = Date.parse(through ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms - OVERLAP).toISOString();
}

/**
 * How far before the last look an LRS is asked: a week where `probe` has found on this device that it takes `since` for the time
 * something was done, since what an offline device sends late lies before. Read as text: the card carries no code for it.
 */
function lateness(endpoint: string): number {
  try {
    return localStorage.getItem(`widya:lrs:${endpoint}|r`)?.includes('"since":"timestamp"') ? 604_800_000 : 0;
  } catch {
    return 0;
  }
}

/** The device's own copy of the figures. */
function copyOf(endpoint: string, subject: string) {
  const name = `widya:summary:${endpoint}|${subject}`;
  return {
    read(): { summary: Summary; readAt: Date; stale: boolean } | undefined {
      try {
        const doc = JSON.parse(localStorage.getItem(name) ?? '') as { at: string };
        const readAt = new Date(doc.at);
        return Number.isNaN(readAt.getTime()) ? undefined : { ...summaryFromDocument(doc), readAt, stale: true };
      } catch {
        return undefined;
      }
    },
    write(summary: Summary): void {
      try {
        localStorage.setItem(name, JSON.stringify({ ...summaryToDocument(summary), at: new Date() }));
      } catch {
        // No storage: without network there is nothing to show.
      }
    },
  };
}

const stores = new WeakMap<Service, SummaryStore>();

export function summaryStoreOf(service: Service): SummaryStore {
  let store = stores.get(service);
  if (!store) stores.set(service, (store = new SummaryStore(service)));
  return store;
}
