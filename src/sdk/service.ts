// Client, outbox and person put together: what a provider lends to the components of a page.
import type { AuthProvider, AuthState, Principal } from './auth.js';
import { LrsClient, type XapiVersion } from './client.js';
import { WidyaError } from './errors.js';
import { Outbox, type OutboxEvent } from './outbox.js';
import type { Statement } from './statement.js';
import { openStore, type DocumentKey, type DocumentPatch, type RowStore } from './store.js';
import { uuid } from './uuid.js';

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
  record(drafts: Draft[]): Promise<Statement[]>;
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
  /** Tries again: to learn who is signed in where that failed, and to send what waits. */
  flush(): Promise<void>;
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
  store?: () => Promise<RowStore>;
  now?: () => Date;
}

export function createService(options: ServiceOptions): Service & { close(): void } {
  const { auth } = options;
  const now = options.now ?? (() => new Date());
  const lrs = new LrsClient({
    endpoint: options.endpoint,
    auth,
    ...(options.version ? { version: options.version } : {}),
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  const listeners = new Set<(event: ServiceEvent) => void>();
  const emit = (event: ServiceEvent) => {
    for (const listener of [...listeners]) listener(event);
  };
  let principal: Principal | null = null;
  let outbox: Outbox | undefined;
  let store: Promise<RowStore> | undefined;

  const meet = async (): Promise<void> => {
    const person = await auth.principal();
    if (person?.subject !== principal?.subject || !outbox) {
      outbox?.close();
      outbox = undefined;
      principal = person;
      if (person) {
        store ??= (options.store ?? openStore)();
        outbox = new Outbox({
          lrs,
          store: await store,
          owner: `${lrs.endpoint}|${person.subject}`,
          actor: person.actor,
          emit: (event) => {
            if (event.type !== 'unauthorized') emit(event);
            else emit({ type: 'auth' });
          },
        });
      }
    } else if (auth.state === 'signed-in') outbox.resume();
    emit({ type: 'auth' });
  };

  const ready = meet().catch(() => undefined);
  // Who signed in again in another tab goes on here when this one is looked at.
  const onVisible = (): void => {
    if (document.visibilityState === 'visible' && auth.state !== 'signed-in')
      void ready.then(meet).catch(() => undefined);
  };
  if (typeof document !== 'undefined') document.addEventListener('visibilitychange', onVisible);
  const unsubscribe = auth.subscribe(() => void ready.then(meet).catch(() => undefined));

  const current = async (): Promise<{ person: Principal; box: Outbox }> => {
    await ready;
    if (!principal || !outbox) throw new WidyaError('auth/signed-out', 'nobody is signed in');
    return { person: principal, box: outbox };
  };

  const markOf = (person: Principal, key: DocumentKey): string => {
    const { resource, activityId, stateId, registration, profileId } = key;
    return `widya:has:${lrs.endpoint}|${person.subject}|${JSON.stringify([resource, activityId, stateId, registration, profileId])}`;
  };

  return {
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
      return outbox?.failing ?? 0;
    },
    get waiting() {
      return outbox?.waiting ?? [];
    },
    isPending: (id) => outbox?.isPending(id) ?? false,
    pendingPatches: (match) => outbox?.pendingPatches(match) ?? [],
    async flush() {
      // The portal could not be asked, or said that nobody is signed in any more: perhaps somebody is now.
      if (auth.state === 'error' || auth.state === 'expired') await meet();
      await outbox?.flush();
    },
    async record(drafts) {
      const { person, box } = await current();
      const statements = drafts.map((draft) => ({
        ...draft,
        id: draft.id ?? uuid(),
        timestamp: draft.timestamp ?? now().toISOString(),
        actor: person.actor,
        ...(options.platform && !('objectType' in draft.object && draft.object.objectType !== 'Activity')
          ? { context: { platform: options.platform, ...draft.context } }
          : {}),
      }));
      await box.add(statements);
      return statements;
    },
    async saveDocument(change) {
      const { person, box } = await current();
      await box.addDocument(change);
      remember(markOf(person, change), true); // there will be one, as soon as it is sent
    },
    knowsDocument: (key) => principal !== null && known(markOf(principal, key)),
    async readDocument<T>(key: DocumentKey, sure = false) {
      const { person } = await current();
      const agent = person.actor;
      const mark = markOf(person, key);
      const { activityId = '', stateId = '', profileId = '', registration } = key;
      const isState = key.resource === 'state';
      if (!sure && !known(mark)) {
        const ids = isState
          ? await lrs.listStates({ activityId, agent, registration })
          : await lrs.listAgentProfiles(agent);
        if (!ids.includes(isState ? stateId : profileId)) return undefined;
      }
      const doc = isState
        ? await lrs.getState<T>({ activityId, agent, registration, stateId })
        : await lrs.getAgentProfile<T>({ agent, profileId });
      remember(mark, doc !== null);
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
      outbox?.close();
    },
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
