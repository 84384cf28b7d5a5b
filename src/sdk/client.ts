// A thin client for every LRS resource over fetch: typed in, typed out, one error type, no credential of its own.
import type { AuthProvider } from './auth.js';
import { WidyaError, type ErrorCode } from './errors.js';
import type {
  About,
  Activity,
  Agent,
  Actor,
  Person,
  Statement,
  StatementQuery,
  StatementResult,
  StoredStatement,
} from './statement.js';

export type XapiVersion = '1.0.3' | '2.0.0';

export interface LrsClientOptions {
  /** Where the LRS lives, e.g. `/xapi` or `https://lrs.example/xapi`. With or without a slash at the end. */
  endpoint: string;
  auth?: AuthProvider;
  /** Sent as X-Experience-API-Version; 1.0.3 unless said, which every LRS of today understands. */
  version?: XapiVersion;
  /** The fetch to use; the page's own unless said. */
  fetch?: typeof globalThis.fetch;
  /** Milliseconds before a request is given up; 30 000 unless said. */
  timeout?: number;
}

export interface RequestOptions {
  signal?: AbortSignal;
  keepalive?: boolean;
}

interface SendOptions extends RequestOptions {
  method?: string;
  query?: Record<string, string | number | boolean | undefined> | undefined;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** Statuses that are answers, not failures. */
  accept?: number[];
}

/** A document as the LRS holds it. `etag` is the server's, to the letter. */
export interface LrsDocument<T = unknown> {
  value: T;
  contentType: string;
  etag: string | undefined;
  lastModified: string | undefined;
}

export interface StateKey {
  activityId: string;
  agent: Agent;
  stateId: string;
  registration?: string | undefined;
}
export interface AgentProfileKey {
  agent: Agent;
  profileId: string;
}
export interface ActivityProfileKey {
  activityId: string;
  profileId: string;
}

/** Write only if the document is still as read (`etag`), or only if there is none (`create`). */
export interface WriteOptions extends RequestOptions {
  etag?: string | undefined;
  create?: boolean;
  contentType?: string;
}

const statusCodes: Record<number, ErrorCode> = {
  400: 'lrs/bad-request',
  401: 'lrs/unauthorized',
  403: 'lrs/forbidden',
  404: 'lrs/not-found',
  409: 'lrs/conflict',
  412: 'lrs/precondition',
  413: 'lrs/too-large',
  429: 'lrs/throttled',
};

/** Seconds or an HTTP date → milliseconds from now, at most an hour. */
export function retryAfterMs(value: string | null, now: number): number | undefined {
  if (!value) return undefined;
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined;
}

export class LrsClient {
  /** Absolute, without a slash at the end. */
  readonly endpoint: string;
  readonly version: XapiVersion;
  #auth: AuthProvider | undefined;
  #fetch: typeof globalThis.fetch;
  #timeout: number;

  constructor(options: LrsClientOptions) {
    const base = typeof document === 'undefined' ? undefined : document.baseURI;
    this.endpoint = new URL(options.endpoint, base).href.replace(/\/+$/, '');
    this.version = options.version ?? '1.0.3';
    this.#auth = options.auth;
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#timeout = options.timeout ?? 30_000;
  }

  /** POST statements (xAPI-Communication 2.1.2). Returns their ids. Each must have an id, so that a repeat is harmless. */
  async saveStatements(statements: Statement[], options: RequestOptions = {}): Promise<string[]> {
    const response = await this.#send('statements', { ...options, method: 'POST', ...json(statements) });
    const ids: unknown = await readJson(response);
    // A captive portal answers 200 with a page of its own: only an array of ids is an LRS.
    if (!Array.isArray(ids) || statements.some((s) => s.id !== undefined && !ids.includes(s.id))) {
      throw new WidyaError('lrs/bad-response', 'the answer to POST statements is not the list of ids', {
        status: response.status,
        retryable: true,
      });
    }
    return ids as string[];
  }

  /** PUT one statement (xAPI-Communication 2.1.1). */
  async putStatement(statement: Statement & { id: string }, options: RequestOptions = {}): Promise<void> {
    await this.#send('statements', {
      ...options,
      method: 'PUT',
      query: { statementId: statement.id },
      ...json(statement),
    });
  }

  /** One page, newest first unless `ascending` (xAPI-Communication 2.1.3). */
  async getStatements(
    query: StatementQuery = {},
    options: RequestOptions = {},
  ): Promise<StatementResult & { consistentThrough?: string }> {
    const { agent, ...rest } = query;
    const response = await this.#send('statements', {
      ...options,
      query: { ...rest, agent: agent && JSON.stringify(agent) },
    });
    return this.#page(response);
  }

  /** The page a `more` link names. A link to another place is refused: it would carry the reader's authorization there. */
  async getMore(more: string, options: RequestOptions = {}): Promise<StatementResult & { consistentThrough?: string }> {
    const url = new URL(more, `${this.endpoint}/`);
    const base = new URL(this.endpoint);
    if (url.origin !== base.origin || !(url.pathname + '/').startsWith(`${base.pathname.replace(/\/$/, '')}/`)) {
      throw new WidyaError('lrs/foreign-link', `"more" leads outside ${this.endpoint}`);
    }
    return this.#page(await this.#send(url.href, options));
  }

  /** Every statement that matches, page by page: `for await (const s of lrs.statements({ verb }))`. */
  async *statements(
    query: StatementQuery = {},
    options: RequestOptions = {},
  ): AsyncGenerator<StoredStatement, void, undefined> {
    let page = await this.getStatements(query, options);
    for (;;) {
      yield* page.statements;
      if (!page.more) return;
      page = await this.getMore(page.more, options);
    }
  }

  /** A statement by id, or a voided one; null when there is none. */
  async getStatement(id: string, options: RequestOptions & { voided?: boolean } = {}): Promise<StoredStatement | null> {
    const query = options.voided ? { voidedStatementId: id } : { statementId: id };
    const response = await this.#send('statements', { ...options, query, accept: [404] });
    return response.status === 404 ? null : ((await readJson(response)) as StoredStatement);
  }

  getState<T>(key: StateKey, options?: RequestOptions): Promise<LrsDocument<T> | null> {
    return this.#getDocument<T>('activities/state', stateQuery(key), options);
  }
  putState(key: StateKey, value: unknown, options?: WriteOptions): Promise<void> {
    return this.#writeDocument('PUT', 'activities/state', stateQuery(key), value, options);
  }
  /** Replaces the top-level keys named, keeps the others (xAPI-Communication 2.2 "JSON Procedure"). */
  mergeState(key: StateKey, patch: Record<string, unknown>, options?: WriteOptions): Promise<void> {
    return this.#writeDocument('POST', 'activities/state', stateQuery(key), patch, options);
  }
  async deleteState(key: Omit<StateKey, 'stateId'> & { stateId?: string }, options?: RequestOptions): Promise<void> {
    await this.#send('activities/state', { ...options, method: 'DELETE', query: stateQuery(key) });
  }
  async listStates(key: Omit<StateKey, 'stateId'> & { since?: string }, options?: RequestOptions): Promise<string[]> {
    return (await readJson(
      await this.#send('activities/state', { ...options, query: { ...stateQuery(key), since: key.since } }),
    )) as string[];
  }

  getAgentProfile<T>(key: AgentProfileKey, options?: RequestOptions): Promise<LrsDocument<T> | null> {
    return this.#getDocument<T>('agents/profile', agentQuery(key), options);
  }
  putAgentProfile(key: AgentProfileKey, value: unknown, options: WriteOptions): Promise<void> {
    return this.#writeDocument('PUT', 'agents/profile', agentQuery(key), value, options);
  }
  mergeAgentProfile(key: AgentProfileKey, patch: Record<string, unknown>, options?: WriteOptions): Promise<void> {
    return this.#writeDocument('POST', 'agents/profile', agentQuery(key), patch, options);
  }
  async deleteAgentProfile(key: AgentProfileKey, options?: WriteOptions): Promise<void> {
    await this.#send('agents/profile', {
      ...options,
      method: 'DELETE',
      query: agentQuery(key),
      headers: conditions(options),
    });
  }
  async listAgentProfiles(agent: Agent, options?: RequestOptions & { since?: string }): Promise<string[]> {
    const query = { agent: JSON.stringify(agent), since: options?.since };
    return (await readJson(await this.#send('agents/profile', { ...options, query }))) as string[];
  }

  getActivityProfile<T>(key: ActivityProfileKey, options?: RequestOptions): Promise<LrsDocument<T> | null> {
    return this.#getDocument<T>('activities/profile', { ...key }, options);
  }
  putActivityProfile(key: ActivityProfileKey, value: unknown, options: WriteOptions): Promise<void> {
    return this.#writeDocument('PUT', 'activities/profile', { ...key }, value, options);
  }
  mergeActivityProfile(key: ActivityProfileKey, patch: Record<string, unknown>, options?: WriteOptions): Promise<void> {
    return this.#writeDocument('POST', 'activities/profile', { ...key }, patch, options);
  }
  async deleteActivityProfile(key: ActivityProfileKey, options?: WriteOptions): Promise<void> {
    await this.#send('activities/profile', {
      ...options,
      method: 'DELETE',
      query: { ...key },
      headers: conditions(options),
    });
  }
  async listActivityProfiles(activityId: string, options?: RequestOptions & { since?: string }): Promise<string[]> {
    const query = { activityId, since: options?.since };
    return (await readJson(await this.#send('activities/profile', { ...options, query }))) as string[];
  }

  /** All that is known of a person (xAPI-Communication 2.4). */
  async getPerson(agent: Agent, options?: RequestOptions): Promise<Person> {
    return (await readJson(
      await this.#send('agents', { ...options, query: { agent: JSON.stringify(agent) } }),
    )) as Person;
  }
  /** An activity with its merged definition (xAPI-Communication 2.5). */
  async getActivity(activityId: string, options?: RequestOptions): Promise<Activity> {
    return (await readJson(await this.#send('activities', { ...options, query: { activityId } }))) as Activity;
  }
  /** What the LRS is; needs no sign-in (xAPI-Communication 2.8). */
  async about(options?: RequestOptions): Promise<About> {
    return (await readJson(await this.#send('about', { ...options }))) as About;
  }

  async #getDocument<T>(
    path: string,
    query: SendOptions['query'],
    options: RequestOptions = {},
  ): Promise<LrsDocument<T> | null> {
    const response = await this.#send(path, { ...options, query, accept: [404] });
    if (response.status === 404) {
      await response.text();
      return null;
    }
    const contentType = response.headers.get('content-type') ?? '';
    return {
      value: (contentType.includes('json') ? await readJson(response) : await response.blob()) as T,
      contentType,
      etag: response.headers.get('etag') ?? undefined,
      lastModified: response.headers.get('last-modified') ?? undefined,
    };
  }

  async #writeDocument(
    method: 'PUT' | 'POST',
    path: string,
    query: SendOptions['query'],
    value: unknown,
    options: WriteOptions = {},
  ): Promise<void> {
    const raw = value instanceof Blob || value instanceof ArrayBuffer;
    const content = raw
      ? { body: value as BodyInit, headers: { 'content-type': options.contentType ?? 'application/octet-stream' } }
      : json(value);
    await this.#send(path, {
      ...options,
      method,
      query,
      ...content,
      headers: { ...content.headers, ...conditions(options) },
    });
  }

  async #page(response: Response): Promise<StatementResult & { consistentThrough?: string }> {
    const result = (await readJson(response)) as StatementResult;
    if (!Array.isArray(result?.statements))
      throw new WidyaError('lrs/bad-response', 'not a StatementResult', { retryable: true });
    const through = response.headers.get('x-experience-api-consistent-through');
    return through === null ? result : { ...result, consistentThrough: through };
  }

  async #send(path: string, options: SendOptions): Promise<Response> {
    const url = new URL(path.startsWith('http') ? path : `${this.endpoint}/${path}`);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const timeout = AbortSignal.timeout(this.#timeout);
    const init: RequestInit = {
      method: options.method ?? 'GET',
      headers: { 'x-experience-api-version': this.version, ...options.headers },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      ...(options.body === undefined ? {} : { body: options.body }),
      ...(options.keepalive ? { keepalive: true } : {}),
    };
    let response = await this.#attempt(url, init, false);
    if (response.status === 401 && this.#auth) {
      await response.text();
      response = await this.#attempt(url, init, true);
    }
    if (response.ok || options.accept?.includes(response.status)) return response;
    throw await failureOf(response);
  }

  async #attempt(url: URL, init: RequestInit, retry: boolean): Promise<Response> {
    try {
      const request = new Request(url, init);
      return await this.#fetch(this.#auth ? await this.#auth.authorize(request, { retry }) : request);
    } catch (cause) {
      if (cause instanceof WidyaError) throw cause;
      if (cause instanceof DOMException && cause.name === 'TimeoutError') {
        throw new WidyaError('lrs/timeout', `no answer from ${url.pathname} in time`, { cause, retryable: true });
      }
      if (cause instanceof DOMException && cause.name === 'AbortError') {
        throw new WidyaError('lrs/aborted', 'the request was aborted', { cause });
      }
      throw new WidyaError('lrs/network', `${url.origin} cannot be reached`, { cause, retryable: true });
    }
  }
}

function json(value: unknown): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

function conditions(options: WriteOptions = {}): Record<string, string> {
  if (options.etag !== undefined) return { 'if-match': options.etag };
  return options.create ? { 'if-none-match': '*' } : {};
}

function stateQuery(key: { activityId: string; agent: Agent; stateId?: string; registration?: string | undefined }) {
  return {
    activityId: key.activityId,
    agent: JSON.stringify(key.agent),
    stateId: key.stateId,
    registration: key.registration,
  };
}

function agentQuery(key: AgentProfileKey) {
  return { agent: JSON.stringify(key.agent), profileId: key.profileId };
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch (cause) {
    throw new WidyaError('lrs/bad-response', 'the answer is not JSON', {
      cause,
      status: response.status,
      retryable: true,
    });
  }
}

async function failureOf(response: Response): Promise<WidyaError> {
  const { status } = response;
  const code =
    statusCodes[status] ?? (status === 408 ? 'lrs/timeout' : status >= 500 ? 'lrs/server' : 'lrs/bad-request');
  const text = await response.text().catch(() => '');
  let message = text.slice(0, 300) || response.statusText || String(status);
  try {
    const body = JSON.parse(text) as { error?: { message?: string; path?: string } };
    if (body.error?.message)
      message = body.error.path ? `${body.error.path}: ${body.error.message}` : body.error.message;
  } catch {
    // Not ours; the text itself is the message.
  }
  const retryAfter = retryAfterMs(response.headers.get('retry-after'), Date.now());
  return new WidyaError(code, message, {
    status,
    retryable: status >= 500 || status === 408 || status === 425 || status === 429,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** The statement that voids another (xAPI-Data 2.3.2). */
export function voiding(actor: Actor, statementId: string): Statement {
  return {
    actor,
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided', display: { en: 'voided' } },
    object: { objectType: 'StatementRef', id: statementId },
  };
}
