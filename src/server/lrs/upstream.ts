// Another LRS behind ours: the same doors, rules and limits, while the records are kept there. What is asked is checked here and
// passed on with the gateway's own credential, which nobody else ever sees.
import { mayReadAgent, mayReadStatement } from '../access/authorize.js';
import type { Credential } from '../access/credentials.js';
import type { Statement } from '../../sdk/statement.js';
import {
  StorageUnavailable,
  type AttachmentRow,
  type InsertResult,
  type NewStatement,
  type StoredRow,
} from '../storage/port.js';
import { checkDocument, readAgent, type DocumentKind } from './documents.js';
import { bad, forbid, HttpError, readQuery, required } from './http.js';
import { parseExact, writeExact } from './json.js';
import type { LrsRequest } from './lrs.js';
import { boundaryOf, readParts, writeParts } from './multipart.js';
import { post, put } from './receive.js';
import { describe, readable, readSingle, statementParameters } from './statements.js';
import { isIri, without } from './values.js';

export interface UpstreamOptions {
  /** Where the records are kept, e.g. `https://lrs.instansi.go.id/xapi`. */
  endpoint: string;
  /** What the gateway signs in with there. It becomes the authority of what is written. */
  credential: Credential;
  /** Signs the links to further pages. Several processes share one; random unless said. */
  secret?: string;
  /** Milliseconds until the LRS behind counts as out of reach; 30,000. */
  timeout?: number;
  fetch?: typeof globalThis.fetch;
}

export type Upstream = (r: LrsRequest) => Promise<Response>;

const documentKinds: Record<string, DocumentKind> = {
  'activities/state': 'state',
  'activities/profile': 'activity-profile',
  'agents/profile': 'agent-profile',
};
/** What an answer may tell of itself; cookies and the like of the LRS behind are its own business. */
const passed = ['content-type', 'etag', 'last-modified', 'x-experience-api-consistent-through', 'retry-after'];
const THROUGH = 'x-experience-api-consistent-through';
/** Milliseconds for which its last promise is good enough for a refusal. */
const AGE = 500;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function createUpstream(options: UpstreamOptions): Upstream {
  const base = new URL(options.endpoint.replace(/(?<!\/)\/*$/, '/'));
  const { key, secret } = options.credential;
  const authorization = `Basic ${toBase64(encoder.encode(`${key}:${secret}`))}`;
  const doFetch = options.fetch ?? globalThis.fetch;
  const signing = crypto.subtle.importKey(
    'raw',
    options.secret === undefined ? crypto.getRandomValues(new Uint8Array(32)) : encoder.encode(options.secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  );

  /** What the LRS behind promised last: that it holds still, later as well. */
  let through = { at: 0, promised: '' };

  /** Refusals of ours name it too, as those of an LRS do (xAPI-Communication 2.1.3), and answers to what was written. */
  async function promise(r: LrsRequest): Promise<string> {
    if (Date.now() - through.at <= AGE) return through.promised;
    const look = ask(r, at('statements', new URLSearchParams({ limit: '1' })), { method: 'HEAD' });
    // A refusal need not wait for a slow LRS.
    await Promise.race([look, new Promise((done) => setTimeout(done, 2000).unref?.())]);
    return through.promised;
  }

  async function withPromise(r: LrsRequest): Promise<Response> {
    try {
      const response = await statements(r);
      if (!response.headers.has(THROUGH)) response.headers.set(THROUGH, await promise(r).catch(() => ''));
      if (response.headers.get(THROUGH) === '') response.headers.delete(THROUGH);
      return response;
    } catch (error) {
      if (error instanceof HttpError) {
        const promised = await promise(r).catch(() => '');
        if (promised) error.headers[THROUGH] = promised;
      }
      throw error;
    }
  }

  /** @param accept statuses that are answers, besides 2xx and 304 */
  async function ask(r: LrsRequest, url: URL, init: RequestInit = {}, accept: number[] = []): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', authorization);
    headers.set('x-experience-api-version', r.major === 2 ? '2.0.0' : '1.0.3');
    const language = r.headers.get('accept-language');
    if (language !== null) headers.set('accept-language', language);
    let response: Response;
    try {
      response = await doFetch(url, {
        ...init,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(options.timeout ?? 30_000),
      });
    } catch (cause) {
      throw new StorageUnavailable(`the LRS behind cannot be reached: ${String(cause)}`);
    }
    const promised = response.headers.get(THROUGH);
    if (promised !== null && promised >= through.promised) through = { at: Date.now(), promised };
    const { status } = response;
    if (response.ok || status === 304 || accept.includes(status)) return response;
    const said = decoder.decode((await response.arrayBuffer()).slice(0, 2000));
    if (status >= 500) throw new StorageUnavailable(`the LRS behind answers ${status}: ${said.slice(0, 200)}`);
    // Its word on the gateway is no word on who asks.
    if (status === 401 || status === 403)
      throw new HttpError(502, 'the LRS behind this one refused the gateway', { code: 'bad-gateway' });
    const wait = response.headers.get('retry-after');
    throw new HttpError(status, messageIn(said), wait === null ? {} : { headers: { 'retry-after': wait } });
  }

  const at = (path: string, query?: URLSearchParams): URL => {
    const url = new URL(path, base);
    if (query) url.search = query.toString();
    return url;
  };

  async function find(r: LrsRequest, id: string, voided: boolean): Promise<StoredRow | undefined> {
    const query = new URLSearchParams({ [voided ? 'voidedStatementId' : 'statementId']: id });
    const response = await ask(r, at('statements', query), {}, [404]);
    const body = await response.text();
    if (response.status === 404) return undefined;
    return { seq: 0, id, stored: (JSON.parse(body) as { stored: string }).stored, body, voided };
  }

  async function insert(r: LrsRequest, batch: NewStatement[], files: AttachmentRow[]): Promise<InsertResult> {
    const texts = batch.map((s) => {
      const twin = parseExact(s.body('')).twin as Record<string, unknown>;
      // The LRS behind says when and by whom it was stored, and the time where the sender said none.
      return writeExact(without(twin, ['stored', 'authority', ...(s.given === null ? ['timestamp'] : [])]));
    });
    const json = `[${texts.join()}]`;
    const { contentType, body } =
      files.length > 0 ? writeParts(json, files) : { contentType: 'application/json', body: json };
    const headers = { 'content-type': contentType };
    const response = await ask(r, at('statements'), { method: 'POST', headers, body }, [409]);
    const said = await response.text();
    return response.status === 409 ? { ok: false, conflict: messageIn(said) } : { ok: true };
  }

  async function sign(text: string): Promise<string> {
    return toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', await signing, encoder.encode(text))));
  }

  /** A link of the LRS behind, as one of ours that only this person can use and only as it is. */
  async function ourMore(r: LrsRequest, more: unknown): Promise<string> {
    if (typeof more !== 'string' || more === '') return '';
    const url = new URL(more, base);
    if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
      throw new HttpError(502, 'the LRS behind this one links elsewhere', { code: 'bad-gateway' });
    const link = url.pathname + url.search;
    const query = new URLSearchParams({ cursor: link, seal: await sign(`${r.principal.subject}\n${link}`) });
    return `${r.prefix}/statements?${query}`;
  }

  async function page(r: LrsRequest, response: Response): Promise<Response> {
    const contentType = response.headers.get('content-type') ?? '';
    const bytes = new Uint8Array(await response.arrayBuffer());
    const rewrite = async (text: string): Promise<string> => {
      const twin = parseExact(text).twin as { more?: unknown; statements?: Record<string, unknown>[] };
      // Some LRSs leave out the version, which a statement has (xAPI-Data 2.4.10).
      const statements = twin.statements?.map((s) => (s.version === undefined ? { ...s, version: '1.0.0' } : s));
      return writeExact({ ...twin, ...(statements ? { statements } : {}), more: await ourMore(r, twin.more) });
    };
    if (!/^multipart\/mixed/i.test(contentType)) return pass(response, await rewrite(decoder.decode(bytes)));
    const [first, ...files] = readParts(bytes, boundaryOf(contentType));
    const { contentType: type, body } = writeParts(
      await rewrite(decoder.decode(first?.body)),
      files.map((f) => ({
        sha2: f.headers.get('x-experience-api-hash') ?? '',
        contentType: f.headers.get('content-type') ?? 'application/octet-stream',
        bytes: f.body,
      })),
    );
    return pass(response, body, type);
  }

  async function statements(r: LrsRequest): Promise<Response> {
    const storage = {
      get: async (id: string) => (await find(r, id, false)) ?? (await find(r, id, true)),
      insert: (batch: NewStatement[], files: AttachmentRow[]) => insert(r, batch, files),
    };
    if (r.method === 'POST') return post({ ...r, storage });
    if (r.method === 'PUT') return put({ ...r, storage });
    if (r.method !== 'GET' && r.method !== 'HEAD')
      throw new HttpError(405, 'statements take GET, HEAD, POST and PUT', {
        headers: { allow: 'GET, HEAD, POST, PUT' },
      });

    if (r.params.has('seal')) {
      const query = readQuery(r.params, ['cursor', 'seal']);
      const link = required(query, 'cursor');
      const seal = fromBase64(query.get('seal') ?? '');
      const text = encoder.encode(`${r.principal.subject}\n${link}`);
      if (!seal || !(await crypto.subtle.verify('HMAC', await signing, seal, text)))
        throw bad('is none of ours', '?cursor');
      return page(r, await ask(r, new URL(link, base)));
    }
    const query = readQuery(r.params, statementParameters);
    const single = readSingle(query);
    if (single) {
      const row = await find(r, single.id, single.voided);
      const known = row && { ...describe(JSON.parse(row.body) as Statement), voided: single.voided };
      forbid(mayReadStatement(r.principal, known, r.access));
      if (!row) throw new HttpError(404, 'no statement has this id');
      return pass(await ask(r, at('statements', r.params)));
    }
    if (readable(r, query).mine)
      forbid({ code: 'scope', message: 'the LRS behind cannot be asked for what one system wrote; ask by id' });
    // As many as it gives: some LRSs refuse the 0 that says so.
    const params = new URLSearchParams(r.params);
    if (Number(params.get('limit') ?? 1) === 0) params.delete('limit');
    return page(r, await ask(r, at('statements', params)));
  }

  return async (r) => {
    if (r.path === 'statements') return withPromise(r);
    const kind = documentKinds[r.path];
    if (kind) {
      checkDocument(r, kind);
      const headers = new Headers();
      for (const name of ['content-type', 'if-match', 'if-none-match']) {
        const value = r.headers.get(name);
        if (value !== null) headers.set(name, value);
      }
      const hasBody = r.method === 'PUT' || r.method === 'POST';
      const method = r.method === 'HEAD' ? 'GET' : r.method;
      const init = { method, headers, ...(hasBody ? { body: (await r.body()) as Uint8Array<ArrayBuffer> } : {}) };
      return pass(await ask(r, at(r.path, r.params), init));
    }
    if (r.method !== 'GET' && r.method !== 'HEAD')
      throw new HttpError(405, `${r.path} takes GET`, { headers: { allow: 'GET, HEAD' } });
    if (r.path === 'agents') forbid(mayReadAgent(r.principal, readAgent(readQuery(r.params, ['agent']))));
    else if (r.path === 'activities') {
      if (!isIri(required(readQuery(r.params, ['activityId']), 'activityId')))
        throw bad('must be an IRI with a scheme', '?activityId');
    } else throw new HttpError(404, `there is no resource ${r.path}`);
    return pass(await ask(r, at(r.path, r.params)));
  };
}

async function pass(response: Response, body?: BodyInit, contentType?: string): Promise<Response> {
  const headers = new Headers();
  for (const name of passed) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (contentType !== undefined) headers.set('content-type', contentType);
  const { status } = response;
  const empty = status === 204 || status === 304;
  return new Response(empty ? null : (body ?? (await response.arrayBuffer())), { status, headers });
}

/** What another server says went wrong, in a line. */
function messageIn(text: string): string {
  try {
    const { error, message } = JSON.parse(text) as { error?: { message?: unknown }; message?: unknown };
    const said = error?.message ?? message ?? error;
    if (typeof said === 'string') return said.slice(0, 300);
  } catch {
    // No JSON: as it is.
  }
  return text.replace(/\s+/g, ' ').slice(0, 300) || 'the LRS behind this one says no';
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    return undefined;
  }
}
