// The framed document's side: a service like any other, whose device, session and network are those of the page around it.
import { LrsClient, type LrsDocument, type RequestOptions, type StateKey, type StatementPage } from './client.js';
import { WidyaError, type ErrorCode } from './errors.js';
import type { FrameAnswer, FrameCall, FrameSnapshot } from './frame-host.js';
import type { DocumentKey, Service, ServiceEvent } from './service.js';
import type { About, Activity, Statement, StatementQuery, StoredStatement } from './statement.js';
import { uuid } from './uuid.js';

export interface GuestOptions {
  /** Origins of pages that may be around this one; any unless said. */
  hosts?: readonly string[];
}

type Ask = (method: string, ...args: unknown[]) => Promise<unknown>;

/** Reads through the page around; what a frame may not do is refused there, and here without asking. */
class GuestClient extends LrsClient {
  #ask: Ask;
  constructor(endpoint: string, ask: Ask) {
    const refuse = () => Promise.reject(new WidyaError('lrs/forbidden', 'a frame cannot do this', { status: 403 }));
    super({ endpoint, fetch: refuse });
    this.#ask = ask;
  }
  override getStatements(query: StatementQuery = {}): Promise<StatementPage> {
    return this.#ask('getStatements', query) as Promise<StatementPage>;
  }
  override getMore(more: string): Promise<StatementPage> {
    return this.#ask('getMore', more) as Promise<StatementPage>;
  }
  override getStatement(
    id: string,
    options: RequestOptions & { voided?: boolean } = {},
  ): Promise<StoredStatement | null> {
    return this.#ask('getStatement', id, { voided: options.voided }) as Promise<StoredStatement | null>;
  }
  override getState<T>(key: StateKey): Promise<LrsDocument<T> | null> {
    return this.#ask('getState', key) as Promise<LrsDocument<T> | null>;
  }
  override listStates(key: Omit<StateKey, 'stateId'>): Promise<string[]> {
    return this.#ask('listStates', key) as Promise<string[]>;
  }
  override getActivity(activityId: string): Promise<Activity> {
    return this.#ask('getActivity', activityId) as Promise<Activity>;
  }
  override about(): Promise<About> {
    return this.#ask('about') as Promise<About>;
  }
}

/**
 * The service of the page around this one, for a document in `<iframe sandbox="allow-scripts">`: that page lends it with
 * `lendToFrame` or `<widya-provider frames>`. What is recorded is kept and sent there, under that page's person.
 */
export function frameService(options: GuestOptions = {}): Service & { close(): void } {
  const listeners = new Set<(event: ServiceEvent) => void>();
  const open = new Map<number, { resolve: (v: unknown) => void; reject: (e: WidyaError) => void }>();
  let port: MessagePort | undefined;
  let now: FrameSnapshot = {
    endpoint: 'https://host.invalid/xapi',
    state: 'unknown',
    principal: null,
    sync: {
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
    },
    rows: [],
    refused: [],
  };
  let count = 0;
  const emit = (event: ServiceEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  let arrived: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (arrived = resolve));

  const ask: Ask = async (method, ...args) => {
    await ready;
    const call: FrameCall = { id: ++count, as: now.principal?.subject ?? null, method, args };
    return new Promise((resolve, reject) => {
      open.set(call.id, { resolve, reject });
      port?.postMessage(call);
    });
  };
  let lrs = new GuestClient(now.endpoint, ask);

  const take = (snapshot: FrameSnapshot): void => {
    const isOther = snapshot.state !== now.state || snapshot.principal?.subject !== now.principal?.subject;
    if (snapshot.endpoint !== now.endpoint) lrs = new GuestClient(snapshot.endpoint, ask);
    now = snapshot;
    if (snapshot.state !== 'unknown') arrived();
    emit({ type: isOther ? 'auth' : 'sync' });
  };
  const onPort = ({
    data,
  }: MessageEvent<FrameAnswer | { event: string; snapshot?: FrameSnapshot; about?: ServiceEvent }>) => {
    if ('event' in data) {
      if (data.snapshot) take(data.snapshot);
      if (data.about) emit(data.about);
      return;
    }
    const waiting = open.get(data.id);
    open.delete(data.id);
    if (!('error' in data)) return waiting?.resolve(data.value);
    const { code, message, status, retryable, retryAfter } = data.error;
    waiting?.reject(
      new WidyaError(code as ErrorCode, message, {
        retryable,
        ...(status === undefined ? {} : { status }),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }),
    );
  };
  const onMessage = (event: MessageEvent<{ widya?: string; snapshot?: FrameSnapshot } | null>): void => {
    const [channel] = event.ports;
    if (port || event.source !== parent || event.data?.widya !== 'port' || !channel || !event.data.snapshot) return;
    if (options.hosts && !options.hosts.includes(event.origin)) return;
    port = channel;
    clearInterval(timer);
    port.onmessage = onPort;
    take(event.data.snapshot);
  };
  // The page around may not listen yet.
  const hello = (): void =>
    parent.postMessage({ widya: 'hello', version: 1, loaded: document.readyState === 'complete' }, '*');
  addEventListener('message', onMessage);
  const timer = setInterval(hello, 300);
  hello();

  const sameKey = (a: DocumentKey, b: DocumentKey) =>
    a.resource === b.resource &&
    a.activityId === b.activityId &&
    a.stateId === b.stateId &&
    a.registration === b.registration &&
    a.profileId === b.profileId;

  return {
    get endpoint() {
      return now.endpoint;
    },
    get state() {
      return now.state;
    },
    get principal() {
      return now.principal;
    },
    ready,
    get lrs() {
      return lrs;
    },
    async record(drafts, files) {
      const frozen = drafts.map((d) => ({
        ...d,
        id: d.id ?? uuid(),
        timestamp: d.timestamp ?? new Date().toISOString(),
      }));
      const statements = (await ask('record', frozen, files)) as Statement[];
      emit({ type: 'queued', statements });
      return statements;
    },
    get sync() {
      return now.sync;
    },
    get refused() {
      return now.refused;
    },
    // These are for the page around, where the person is.
    retry: () => Promise.resolve(),
    halt: () => undefined,
    restore: () => Promise.reject(new WidyaError('lrs/forbidden', 'a frame cannot do this', { status: 403 })),
    signOut: () => Promise.resolve(now.rows.length),
    canLogin: false,
    login: () => Promise.resolve(),
    get rows() {
      return now.rows;
    },
    async saveDocument(change) {
      await ask('saveDocument', change);
    },
    async readDocument<T>(key: DocumentKey, sure?: boolean) {
      return (await ask('readDocument', key, sure)) as T | undefined;
    },
    knowsDocument: () => false,
    get pending() {
      return now.rows.length;
    },
    get failing() {
      return now.sync.error === undefined ? 0 : 1;
    },
    isPending: (id) => now.rows.some((r) => r.statement?.id === id),
    get waiting() {
      return now.rows.flatMap((r) => r.statement ?? []);
    },
    pendingPatches: (match) =>
      now.rows.flatMap((r) => (r.document && sameKey(r.document, match) ? [r.document.patch] : [])),
    async flush() {
      await ask('flush');
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearInterval(timer);
      removeEventListener('message', onMessage);
      port?.close();
    },
  };
}
