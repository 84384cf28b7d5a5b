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

/** Statements become visible to readers a moment after they are stored; a delta begins this much earlier. */
const OVERLAP = 5000;
/** Pages read in one go; the next visit goes on from there. */
const MAX_PAGES = 20;

export interface SummaryView {
  status: 'loading' | 'ready' | 'signed-out' | 'error';
  summary: Summary;
  /** When the figures were read from the server. */
  readAt: Date | undefined;
  error: WidyaError | undefined;
}

export class SummaryStore {
  view: SummaryView = { status: 'loading', summary: {}, readAt: undefined, error: undefined };
  #service: Service;
  #listeners = new Set<() => void>();
  #stop: (() => void) | undefined;
  #loading: Promise<void> | undefined;
  #subject: string | undefined;

  constructor(service: Service) {
    this.#service = service;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (!this.#stop) {
      this.#stop = this.#service.subscribe((event) => {
        if (event.type === 'queued' && this.view.status === 'ready') {
          for (const s of event.statements) summarise(this.view.summary, s);
          this.#tell();
        } else if (event.type === 'auth') void this.load();
      });
      void this.load();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
    };
  }

  /** Reads again; does nothing for the same person while figures are there, unless `force`. */
  load(force = false): Promise<void> {
    this.#loading ??= this.#load(force).finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #load(force: boolean): Promise<void> {
    const service = this.#service;
    await service.ready;
    const person = service.principal;
    if (!person) {
      this.#subject = undefined;
      this.#set({ status: service.state === 'error' ? 'error' : 'signed-out', summary: {}, readAt: undefined });
      return;
    }
    if (!force && person.subject === this.#subject) return;
    this.#subject = person.subject;
    this.#set({ status: 'loading' });
    try {
      const { lrs } = service;
      const doc = await service.readDocument({ resource: 'agent-profile', profileId: summaryProfileId });
      const { summary, asOf } = summaryFromDocument(doc);
      let page = await lrs.getStatements({
        agent: person.actor,
        ascending: true,
        ...(asOf === undefined ? {} : { since: asOf }),
      });
      const changed = new Set<string>();
      let last: string | undefined;
      let through = page.consistentThrough;
      for (let n = 1; ; n++) {
        for (const s of page.statements) {
          const course = summarise(summary, s);
          if (course !== undefined) changed.add(course);
          last = s.stored;
        }
        if (!page.more) break;
        if (n >= MAX_PAGES) {
          through = undefined; // not all was read: go on from the last one
          break;
        }
        page = await lrs.getMore(page.more);
      }
      for (const s of service.waiting) summarise(summary, s);
      this.#set({ status: 'ready', summary, readAt: new Date(), error: undefined });
      const mark = watermark(through, last);
      if (changed.size > 0 && mark !== undefined) this.#keepWhenIdle(summary, changed, mark);
    } catch (cause) {
      this.#subject = undefined;
      const error = cause instanceof WidyaError ? cause : new WidyaError('lrs/network', String(cause), { cause });
      this.#set({ status: 'error', error });
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
function watermark(through: string | undefined, last: string | undefined): string | undefined {
  const at = through ?? last;
  const ms = at === undefined ? NaN : Date.parse(at);
  return Number.isNaN(ms) ? undefined : new Date(ms - OVERLAP).toISOString();
}

const stores = new WeakMap<Service, SummaryStore>();

export function summaryStoreOf(service: Service): SummaryStore {
  let store = stores.get(service);
  if (!store) stores.set(service, (store = new SummaryStore(service)));
  return store;
}
