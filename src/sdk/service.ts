// Client, outbox and person put together: what a provider lends to the components of a page.
import type { AuthProvider, AuthState, Principal } from './auth.js';
import { LrsClient, type XapiVersion } from './client.js';
import { WidyaError } from './errors.js';
import type { AttachmentFile } from './multipart.js';
import { documentKey, Outbox, type OutboxEvent, type OutboxOptions, type SyncState } from './outbox.js';
import type { Statement } from './statement.js';
import {
  memoryStore,
  openStore,
  type DocumentKey,
  type DocumentPatch,
  type OutboxRow,
  type RowStore,
} from './store.js';
import { uuid } from './uuid.js';
import { ns } from './verbs.js';

export type { DocumentKey, DocumentPatch } from './store.js';

export type ServiceEvent = { type: 'auth' } | Exclude<OutboxEvent, { type: 'unauthorized' }>;

/** A statement before the service has added who and when. */
export type Draft = Omit<Statement, 'actor'>;

export interface Service {
  readonly endpoint: string;
  readonly state: AuthState;
  /** The signed-in person; null while unknown or signed out. */
  readonly principal: Principal | null;
  /** Settles once the sign-in state is known. */
  readonly ready: Promise<void>;
  readonly lrs: LrsClient;
  /**
   * Writes the statements to the device and sends them when it can. Adds id, timestamp and actor.
   * @throws WidyaError `auth/signed-out` when nobody is signed in.
   */
  record(drafts: Draft[], files?: readonly AttachmentFile[]): Promise<Statement[]>;
  /** What waits, since when, and why. */
  readonly sync: SyncState;
  /** What the server has refused for good, for a person to look at. */
  readonly refused: readonly OutboxRow[];
  /** Sends a refused one again, e.g. after the server has been put right. */
  retry(seq: number): Promise<void>;
  /** Puts one's own statements back as they were, id and time included: from a backup. */
  restore(statements: readonly (Statement & { id: string })[], files?: readonly AttachmentFile[]): Promise<void>;
  /** The portal's word: nothing is sent until it says otherwise, save at a person's request. Everything is kept. */
  halt(on: boolean): void;
  /** Everything of this person's that waits or was refused, as they were recorded. */
  readonly rows: readonly OutboxRow[];
  /**
   * Signs out, after trying for 10 seconds to send what waits. Nothing is left on the device when all was sent; else what waits is
   * kept for this person's next visit, or, if `discard`, thrown away.
   * @returns how much was not sent
   */
  signOut(options?: { discard?: boolean }): Promise<number>;
  saveDocument(change: DocumentPatch): Promise<void>;
  /**
   * One of the person's own documents as the server has it; undefined when there is none. Asks for the list first while it is not
   * known that there is one: a page whose console shows 404s for what is quite in order worries people.
   * @param sure there is most likely one: the list is not asked for
   */
  readDocument<T>(key: DocumentKey, sure?: boolean): Promise<T | undefined>;
  /** Whether this device has seen that the document exists. */
  knowsDocument(key: DocumentKey): boolean;
  /** Statements and document changes not yet on the server. */
  readonly pending: number;
  /** How many tries in a row have failed. */
  readonly failing: number;
  isPending(statementId: string): boolean;
  /** Statements not yet on the server, oldest first. */
  readonly waiting: Statement[];
  /** Changes of this document still on the device, oldest first; to be laid over what the server returns. */
  pendingPatches(match: DocumentKey): Record<string, unknown>[];
  /**
   * Tries again: to learn who is signed in where that failed, and to send what waits. @param insist also when the server has
   * asked for a pause
   */
  flush(insist?: boolean): Promise<void>;
  subscribe(listener: (event: ServiceEvent) => void): () => void;
  readonly canLogin: boolean;
  login(): Promise<void>;
}

export interface ServiceOptions {
  endpoint: string;
  auth: AuthProvider;
  version?: XapiVersion;
  fetch?: typeof globalThis.fetch;
  /** Name of the system, for context.platform. */
  platform?: string;
  /** Where this person's rows are kept; a database of their own unless said. */
  store?: (owner: string) => Promise<RowStore>;
  now?: () => Date;
  /** A device that many people use: nothing is written to it, and after this many minutes without a touch the person is signed out. */
  kiosk?: number | undefined;
  /** A device that several people use: what waits is encrypted on its disk, for its owner's next visit. Needs https. */
  shared?: boolean | undefined;
  /** Sends nothing until `halt(false)`. */
  paused?: boolean;
  /** Clock, locks and the like of the outbox, for other places than a page. */
  outbox?: Partial<OutboxOptions>;
}

/** What the clock of the device may be off before it is written down; the server's tells whole seconds, and the line takes time. */
const SKEW = 60_000;
const LAST_TRY = 10_000;

export function createService(options: ServiceOptions): Service & { close(): void } {
  const { auth } = options;
  const now = options.now ?? (() => new Date());
  const lrs = new LrsClient({
    endpoint: options.endpoint,
    auth,
    ...(options.version ? { version: options.version } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    now: () => now().getTime(),
  });
  const openFor = async (owner: string): Promise<RowStore> => {
    if (options.kiosk) return memoryStore();
    const name = `widya-outbox-${hash(owner)}`;
    const store = await (options.store?.(owner) ?? openStore(name));
    if (!options.shared || !store.durable) return store;
    // Keeping it comes before hiding it: where it cannot be encrypted it is kept as it is, and `sync` says so.
    const seal = async () => (await import('./sealed.js')).sealedStore(store, name, owner, await auth.deviceKey?.());
    return seal().catch(() => store);
  };
  const listeners = new Set<(event: ServiceEvent) => void>();
  const emit = (event: ServiceEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  let principal: Principal | null = null;
  let outbox: Outbox | undefined;
  let persisted = false;
  let halted = options.paused === true;

  const boxes = new Map<string, Outbox>();

  const open = async (owner: string, person: Principal): Promise<Outbox> =>
    new Outbox({
      lrs,
      store: await openFor(owner),
      owner,
      actor: person.actor,
      emit: (event) => {
        if (event.type !== 'unauthorized') emit(event);
        else emit({ type: 'auth' });
      },
      ...options.outbox,
    });

  const meet = async (): Promise<void> => {
    const person = await auth.principal();
    if (person?.subject !== principal?.subject || !outbox) {
      const former = outbox;
      outbox = undefined;
      principal = person;
      former?.suspend();
      void former?.options.store.lock?.();
      await former?.refresh(); // and what is just being written
      // What waits stays as it is until its owner is back, also in memory, where all of it may be (a full disk, a database
      // thrown away); nobody else's session sends it.
      if (!former?.pending && !former?.refused.length) former?.close();
      if (person) {
        const owner = `${lrs.endpoint}|${person.subject}`;
        const before = boxes.get(owner);
        outbox = before?.closed === false ? before : await open(owner, person);
        boxes.set(owner, outbox);
        outbox.halt(halted);
        if (outbox === before) outbox.resume();
      }
    } else if (auth.state === 'signed-in') outbox.resume();
    emit({ type: 'auth' });
  };

  const ready = meet().catch(() => undefined);
  // One after the other: two people in a hurry must not end with the first one's outbox.
  let meeting = ready;
  const unsubscribe = auth.subscribe(() => {
    meeting = meeting.then(meet).catch(() => undefined);
  });
  // What happened to the sign-in while this tab was not looked at counts here as well.
  const onVisible = (): void => {
    if (document.hidden) return;
    if (auth.refresh) void auth.refresh();
    else if (auth.state !== 'signed-in') meeting = meeting.then(meet).catch(() => undefined);
  };
  if (typeof document !== 'undefined') document.addEventListener('visibilitychange', onVisible);
  const idle = options.kiosk ? afterIdle(options.kiosk * 60_000, () => void service.signOut()) : undefined;

  const current = async (): Promise<{ person: Principal; box: Outbox }> => {
    await ready;
    if (!principal || !outbox) throw new WidyaError('auth/signed-out', 'nobody is signed in');
    return { person: principal, box: outbox };
  };

  const markOf = (person: Principal, key: DocumentKey): string => {
    const { resource, activityId, stateId, registration, profileId } = key;
    return `widya:has:${lrs.endpoint}|${person.subject}|${JSON.stringify([resource, activityId, stateId, registration, profileId])}`;
  };

  /** Says in the statement that the device's clock was wrong; the time itself is left as the device had it. */
  const withContext = (draft: Draft): Pick<Statement, 'context'> => {
    const { platform } = options;
    const isActivity = !('objectType' in draft.object) || draft.object.objectType === 'Activity';
    const skew =
      Math.abs(lrs.skew) > SKEW ? { [`${ns}/extensions/clock-skew`]: Math.round(lrs.skew / 1000) } : undefined;
    if (!skew && !(platform && isActivity)) return {};
    return {
      context: {
        ...(platform && isActivity ? { platform } : {}),
        ...draft.context,
        ...(skew ? { extensions: { ...draft.context?.extensions, ...skew } } : {}),
      },
    };
  };

  const service: Service & { close(): void } = {
    endpoint: lrs.endpoint,
    lrs,
    ready,
    get state() {
      return auth.state;
    },
    get principal() {
      return principal;
    },
    get pending() {
      return outbox?.pending ?? 0;
    },
    get failing() {
      return outbox?.failures ?? 0;
    },
    get waiting() {
      return outbox?.waiting ?? [];
    },
    isPending: (id) => outbox?.isPending(id) ?? false,
    pendingPatches: (match) => outbox?.pendingPatches(match) ?? [],
    get sync() {
      if (!outbox) return noSync;
      const { store } = outbox.options;
      return { ...outbox.sync, exposed: options.shared === true && store.durable && !store.sealed };
    },
    get refused() {
      return outbox?.refused ?? [];
    },
    get rows() {
      return outbox?.rows ?? [];
    },
    retry: async (seq) => outbox?.retry(seq),
    async flush(insist) {
      // The portal could not be asked, or said that nobody is signed in: perhaps somebody is now.
      if (auth.state !== 'signed-in') await meet();
      await outbox?.flush(insist);
    },
    halt(on) {
      halted = on;
      outbox?.halt(on);
    },
    async restore(statements, files) {
      const { box } = await current();
      await box.add(statements, files);
    },
    async signOut({ discard = false } = {}) {
      const box = outbox;
      if (box?.pending) await Promise.race([box.flush(true), new Promise((r) => setTimeout(r, LAST_TRY))]);
      const left = box?.pending ?? 0;
      box?.close();
      void box?.options.store.lock?.();
      if (left === 0 || discard) await box?.forget();
      await auth.logout?.();
      return left;
    },
    async record(drafts, files) {
      const { person, box } = await current();
      const statements = drafts.map((draft) => ({
        ...draft,
        id: draft.id ?? uuid(),
        timestamp: draft.timestamp ?? now().toISOString(),
        actor: person.actor,
        ...withContext(draft),
      }));
      const kept = await box.add(statements, files);
      // Once there is something worth keeping, the browser is asked not to throw it away when the disk is full.
      if (kept === 'disk' && !persisted && drafts.some((d) => d.result?.completion)) {
        persisted = true;
        void (globalThis.navigator as Partial<Navigator> | undefined)?.storage?.persist?.().catch(() => false);
      }
      return statements;
    },
    async saveDocument(change) {
      const { person, box } = await current();
      const seen = box.known.get(documentKey(change))?.value;
      const base = seen && Object.fromEntries(Object.keys(change.patch).map((k) => [k, seen[k]]));
      await box.addDocument(base && !change.base ? { ...change, base } : change);
      remember(markOf(person, change), true); // there will be one, as soon as it is sent
    },
    knowsDocument: (key) => principal !== null && known(markOf(principal, key)),
    async readDocument<T>(key: DocumentKey, sure = false) {
      const { person, box } = await current();
      await box.refresh(); // what an earlier page has left
      const agent = person.actor;
      const mark = markOf(person, key);
      const { activityId = '', stateId = '', profileId = '', registration } = key;
      const isState = key.resource === 'state';
      const before = box.pendingPatches(key);
      // Sent while it was read: an answer may have been made before, and the change waits no more.
      const wasSent = () => before.some((p) => !box.pendingPatches(key).includes(p));
      // What is still on its way may be the first of it.
      if (!sure && (before.length > 0 || !known(mark))) {
        const ids = isState
          ? await lrs.listStates({ activityId, agent, registration })
          : await lrs.listAgentProfiles(agent);
        if (!ids.includes(isState ? stateId : profileId) && !wasSent()) {
          box.known.set(documentKey(key), null);
          return undefined;
        }
      }
      const ask = () =>
        isState
          ? lrs.getState<T>({ activityId, agent, registration, stateId })
          : lrs.getAgentProfile<T>({ agent, profileId });
      let doc = await ask();
      if (wasSent()) doc = await ask();
      remember(mark, doc !== null);
      if (doc === null) box.known.set(documentKey(key), null);
      else if (typeof doc.value === 'object')
        box.known.set(documentKey(key), { etag: doc.etag, value: doc.value as Record<string, unknown> });
      return doc?.value;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get canLogin() {
      return auth.login !== undefined;
    },
    login: async () => auth.login?.(),
    close() {
      unsubscribe();
      if (typeof document !== 'undefined') document.removeEventListener('visibilitychange', onVisible);
      idle?.();
      for (const box of boxes.values()) box.close();
    },
  };
  return service;
}

const noSync: SyncState = {
  pending: 0,
  oldest: undefined,
  storage: 'memory',
  sending: false,
  paused: true,
  halted: false,
  error: undefined,
  nextAttempt: undefined,
  held: 0,
  refused: 0,
};

/** A name for a database that does not tell whose it is. A collision does no harm: rows carry their owner. */
function hash(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

/** Runs once nobody has touched the page for so long. → stops watching */
function afterIdle(ms: number, run: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined;
  let timer = setTimeout(run, ms);
  const off = new AbortController();
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  for (const type of ['pointerdown', 'keydown', 'scroll'])
    addEventListener(type, again, { signal: off.signal, capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    off.abort();
  };
}

function known(mark: string): boolean {
  try {
    return localStorage.getItem(mark) !== null;
  } catch {
    return false;
  }
}

function remember(mark: string, exists: boolean): void {
  try {
    if (exists) localStorage.setItem(mark, '1');
    else localStorage.removeItem(mark);
  } catch {
    // No storage: the list is asked for each time.
  }
}
