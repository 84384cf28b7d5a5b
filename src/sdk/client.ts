// A thin client for every LRS resource: typed in, typed out, one error type, no credential of its own.
import { WidyaError } from './errors.js';
import type { AttachmentFile } from './multipart.js';
import type {
  About,
  Activity,
  Actor,
  Agent,
  Person,
  Statement,
  StatementQuery,
  StatementResult,
  StoredStatement,
} from './statement.js';
import {
  readJson,
  Transport,
  type RequestOptions,
  type SendOptions,
  type TransportOptions,
  type XapiVersion,
} from './transport.js';

export type { RequestOptions, XapiVersion } from './transport.js';
export type LrsClientOptions = TransportOptions;

/** The bytes of attachments that go along; each is sent only if a statement names its hash. */
export interface SaveOptions extends RequestOptions {
  files?: readonly AttachmentFile[];
  /** What others have recorded, brought in by who accompanies them: Widya's LRS lets facilitators do so for their cohort. */
  delivery?: 'backup';
}

/** A page of statements; `files` by hash when attachments were asked for. */
export interface StatementPage extends StatementResult {
  /** X-Experience-API-Consistent-Through: what was stored until then is all there. */
  consistentThrough?: string;
  files?: Map<string, AttachmentFile>;
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

export class LrsClient {
  #transport: Transport;

  constructor(options: LrsClientOptions) {
    this.#transport = new Transport(options);
  }

  /** Absolute, without a slash at the end. */
  get endpoint(): string {
    return this.#transport.endpoint;
  }
  /** What is spoken; with `auto`, known after the first request. */
  get version(): XapiVersion {
    return this.#transport.version;
  }
  /** How many milliseconds the server's clock is ahead of the device's; 0 while unknown. */
  get skew(): number {
    return this.#transport.skew;
  }

  /** POST statements (xAPI-Communication 2.1.2). Returns their ids. Each must have an id, so that a repeat is harmless. */
  async saveStatements(statements: Statement[], options: SaveOptions = {}): Promise<string[]> {
    const { body, headers } = await content(statements, options);
    const { delivery } = options;
    const response = await this.send('statements', {
      ...options,
      method: 'POST',
      body,
      headers: delivery ? { ...headers, 'x-widya-delivery': delivery } : headers,
    });
    const ids: unknown = await readJson(response);
    // A captive portal answers 200 with a page of its own: only an array of ids is an LRS.
    if (!Array.isArray(ids) || statements.some((s) => s.id !== undefined && !ids.includes(s.id))) {
      throw new WidyaError('lrs/bad-response', 'not the list of ids', {
        status: response.status,
        retryable: true,
      });
    }
    return ids as string[];
  }

  /** PUT one statement (xAPI-Communication 2.1.1). */
  async putStatement(statement: Statement & { id: string }, options: SaveOptions = {}): Promise<void> {
    const query = { statementId: statement.id };
    const body = await content(statement, options);
    await receipt(await this.send('statements', { ...options, method: 'PUT', query, ...body }));
  }

  /** One page, newest first unless `ascending` (xAPI-Communication 2.1.3). */
  async getStatements(query: StatementQuery = {}, options: RequestOptions = {}): Promise<StatementPage> {
    const { agent, ...rest } = query;
    return page(
      await this.send('statements', { ...options, query: { ...rest, agent: agent && JSON.stringify(agent) } }),
    );
  }

  /** The page a `more` link names. A link to another place is refused: it would carry the reader's authorization there. */
  async getMore(more: string, options: RequestOptions = {}): Promise<StatementPage> {
    return page(await this.send(this.#transport.inside(more), options));
  }

  /** Every statement that matches, page by page: `for await (const s of lrs.statements({ verb }))`. */
  async *statements(
    query: StatementQuery = {},
    options: RequestOptions = {},
  ): AsyncGenerator<StoredStatement, void, undefined> {
    let found = await this.getStatements(query, options);
    for (;;) {
      yield* found.statements;
      if (!found.more) return;
      found = await this.getMore(found.more, options);
    }
  }

  /** A statement by id, or a voided one; null when there is none. */
  async getStatement(id: string, options: RequestOptions & { voided?: boolean } = {}): Promise<StoredStatement | null> {
    const query = options.voided ? { voidedStatementId: id } : { statementId: id };
    const response = await this.send('statements', { ...options, query, accept: [404] });
    if (response.status !== 404) return (await readJson(response)) as StoredStatement;
    await response.text(); // an answer nobody reads keeps the connection
    return null;
  }

  /** The same with the bytes of its attachments, by hash. */
  async getStatementWithFiles(
    id: string,
    options: RequestOptions = {},
  ): Promise<{ statement: StoredStatement; files: Map<string, AttachmentFile> } | null> {
    const query = { statementId: id, attachments: true };
    const response = await this.send('statements', { ...options, query, accept: [404] });
    if (response.status !== 404) {
      const { value, files } = await multipart(response);
      return { statement: value as StoredStatement, files };
    }
    await response.text();
    return null;
  }

  getState<T>(key: StateKey, options?: RequestOptions): Promise<LrsDocument<T> | null> {
    return this.#getDocument<T>('activities/state', stateQuery(key), options);
  }
  putState(key: StateKey, value: unknown, options?: WriteOptions): Promise<string | undefined> {
    return this.#writeDocument('PUT', 'activities/state', stateQuery(key), value, options);
  }
  /** Replaces the top-level keys named, keeps the others (xAPI-Communication 2.2 "JSON Procedure"). */
  mergeState(key: StateKey, patch: Record<string, unknown>, options?: WriteOptions): Promise<string | undefined> {
    return this.#writeDocument('POST', 'activities/state', stateQuery(key), patch, options);
  }
  /** Without a stateId: every document of this activity, person and registration. */
  async deleteState(key: Omit<StateKey, 'stateId'> & { stateId?: string }, options?: WriteOptions): Promise<void> {
    await this.#delete('activities/state', stateQuery(key), options);
  }
  async listStates(key: Omit<StateKey, 'stateId'> & { since?: string }, options?: RequestOptions): Promise<string[]> {
    return (await readJson(
      await this.send('activities/state', { ...options, query: { ...stateQuery(key), since: key.since } }),
    )) as string[];
  }

  getAgentProfile<T>(key: AgentProfileKey, options?: RequestOptions): Promise<LrsDocument<T> | null> {
    return this.#getDocument<T>('agents/profile', agentQuery(key), options);
  }
  putAgentProfile(key: AgentProfileKey, value: unknown, options: WriteOptions): Promise<string | undefined> {
    return this.#writeDocument('PUT', 'agents/profile', agentQuery(key), value, options);
  }
  mergeAgentProfile(
    key: AgentProfileKey,
    patch: Record<string, unknown>,
    options?: WriteOptions,
  ): Promise<string | undefined> {
    return this.#writeDocument('POST', 'agents/profile', agentQuery(key), patch, options);
  }
  async deleteAgentProfile(key: AgentProfileKey, options?: WriteOptions): Promise<void> {
    await this.#delete('agents/profile', agentQuery(key), options);
  }
  async listAgentProfiles(agent: Agent, options?: RequestOptions & { since?: string }): Promise<string[]> {
    const query = { agent: JSON.stringify(agent), since: options?.since };
    return (await readJson(await this.send('agents/profile', { ...options, query }))) as string[];
  }

  getActivityProfile<T>(key: ActivityProfileKey, options?: RequestOptions): Promise<LrsDocument<T> | null> {
    return this.#getDocument<T>('activities/profile', { ...key }, options);
  }
  putActivityProfile(key: ActivityProfileKey, value: unknown, options: WriteOptions): Promise<string | undefined> {
    return this.#writeDocument('PUT', 'activities/profile', { ...key }, value, options);
  }
  mergeActivityProfile(
    key: ActivityProfileKey,
    patch: Record<string, unknown>,
    options?: WriteOptions,
  ): Promise<string | undefined> {
    return this.#writeDocument('POST', 'activities/profile', { ...key }, patch, options);
  }
  async deleteActivityProfile(key: ActivityProfileKey, options?: WriteOptions): Promise<void> {
    await this.#delete('activities/profile', { ...key }, options);
  }
  async listActivityProfiles(activityId: string, options?: RequestOptions & { since?: string }): Promise<string[]> {
    const query = { activityId, since: options?.since };
    return (await readJson(await this.send('activities/profile', { ...options, query }))) as string[];
  }

  /** All that is known of a person (xAPI-Communication 2.4). */
  async getPerson(agent: Agent, options?: RequestOptions): Promise<Person> {
    return (await readJson(
      await this.send('agents', { ...options, query: { agent: JSON.stringify(agent) } }),
    )) as Person;
  }
  /** An activity with its merged definition (xAPI-Communication 2.5). */
  async getActivity(activityId: string, options?: RequestOptions): Promise<Activity> {
    return (await readJson(await this.send('activities', { ...options, query: { activityId } }))) as Activity;
  }
  /** What the LRS is; needs no sign-in (xAPI-Communication 2.8). */
  async about(options?: RequestOptions): Promise<About> {
    return (await readJson(await this.send('about', { ...options }))) as About;
  }

  async #getDocument<T>(
    path: string,
    query: SendOptions['query'],
    options: RequestOptions = {},
  ): Promise<LrsDocument<T> | null> {
    const response = await this.send(path, { ...options, query, accept: [404] });
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
  ): Promise<string | undefined> {
    const raw = value instanceof Blob || value instanceof ArrayBuffer;
    const body = raw
      ? { body: value as BodyInit, headers: { 'content-type': options.contentType ?? 'application/octet-stream' } }
      : json(value);
    const response = await this.send(path, {
      ...options,
      method,
      query,
      ...body,
      headers: { ...body.headers, ...conditions(options) },
    });
    return receipt(response);
  }

  async #delete(path: string, query: SendOptions['query'], options?: WriteOptions): Promise<void> {
    await receipt(await this.send(path, { ...options, method: 'DELETE', query, headers: conditions(options) }));
  }

  /**
   * Any request with the reader's authorization, to a resource of this LRS or to another service of its origin.
   * @param path below the endpoint, or an absolute URL
   * @throws WidyaError `lrs/foreign-link` for another origin; else as every method here
   */
  async send(path: string, options: SendOptions = {}): Promise<Response> {
    if (path.startsWith('http') && new URL(path).origin !== new URL(this.endpoint).origin)
      throw new WidyaError('lrs/foreign-link', `${path} is not of the origin of ${this.endpoint}`);
    return this.#transport.send(path, options);
  }
}

/** PUT, and all of documents, is answered by 204 (xAPI-Communication 2.1.1, 2.2): a body comes from something in between. → the new ETag, if told */
async function receipt(response: Response): Promise<string | undefined> {
  if (response.status === 204 || (await response.text()) === '') return response.headers.get('etag') ?? undefined;
  throw new WidyaError('lrs/bad-response', 'the answer is not empty', { status: response.status, retryable: true });
}

async function page(response: Response): Promise<StatementPage> {
  const mixed = response.headers.get('content-type')?.startsWith('multipart/');
  const { value, files } = mixed ? await multipart(response) : { value: await readJson(response), files: undefined };
  const result = value as StatementResult;
  if (!Array.isArray(result?.statements))
    throw new WidyaError('lrs/bad-response', 'not a StatementResult', { retryable: true });
  const through = response.headers.get('x-experience-api-consistent-through');
  return { ...result, ...(through === null ? {} : { consistentThrough: through }), ...(files ? { files } : {}) };
}

/** Files are rare: the code for them is fetched when there are some. */
async function multipart(response: Response): Promise<{ value: unknown; files: Map<string, AttachmentFile> }> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('multipart/')) return { value: await readJson(response), files: new Map() };
  const { decode } = await import('./attachments.js');
  const data = await response.arrayBuffer().catch((cause: unknown) => {
    throw new WidyaError('lrs/bad-response', 'the answer broke off', { cause, retryable: true });
  });
  return decode(new Uint8Array(data), type);
}

async function content(
  value: Statement | Statement[],
  { files }: SaveOptions,
): Promise<{ body: BodyInit; headers: Record<string, string> }> {
  return files?.length ? (await import('./attachments.js')).encode(value, files) : json(value);
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

/** The statement that voids another (xAPI-Data 2.3.2). */
export function voiding(actor: Actor, statementId: string): Statement {
  return {
    actor,
    verb: { id: 'http://adlnet.gov/expapi/verbs/voided', display: { en: 'voided' } },
    object: { objectType: 'StatementRef', id: statementId },
  };
}
