// The LRS: a Request in, a Response out. The same code in Node, at an edge, in a service worker and in a page.
import { isForged, mayReadAgent, type AccessOptions } from '../access/authorize.js';
import type { LrsPrincipal } from '../access/principal.js';
import type { Storage } from '../storage/port.js';
import { documents, readAgent } from './documents.js';
import { bad, errorResponse, forbid, HttpError, json, limitedBody, readQuery, required } from './http.js';
import { agentKey } from './prepare.js';
import { live } from './live.js';
import { statements } from './statements.js';
import { createUpstream, type UpstreamOptions } from './upstream.js';
import type { XapiMajor } from './validate.js';
import { isIri } from './values.js';
import type { Person } from '../../sdk/statement.js';
import { ns } from '../../sdk/verbs.js';

/** What one request of a person may hold; systems are bound by `maxBody` alone. */
export interface Limits {
  /** Statements in a request; 50. */
  statements: number;
  /** Characters of one statement as JSON; 65,536. */
  size: number;
  /** Objects and lists inside each other; 16. */
  depth: number;
}
export const defaultLimits: Limits = { statements: 50, size: 65_536, depth: 16 };

export interface LrsOptions extends AccessOptions {
  storage: Storage;
  /** The agency's own LRS: records are kept there, and `storage` holds sessions only. */
  upstream?: UpstreamOptions;
  /** Path the resources are below; `/xapi` unless said. */
  prefix?: string;
  /** Statements per page when the request does not say; 100. */
  pageLimit?: number;
  /** Most statements per page; 500. */
  maxPage?: number;
  /** Largest body in bytes; 16 MiB. */
  maxBody?: number;
  /** What one request of a person may hold. */
  limits?: Partial<Limits>;
  /** Version named in answers to requests that name none; 1.0.3. */
  defaultVersion?: '1.0.3' | '2.0.0';
  now?: () => Date;
}

/** What a resource gets to see of a request. */
export interface LrsRequest {
  method: string;
  /** Path below the prefix, e.g. `statements`. */
  path: string;
  params: URLSearchParams;
  headers: Headers;
  body(): Promise<Uint8Array>;
  principal: LrsPrincipal;
  major: XapiMajor;
  storage: Storage;
  access: AccessOptions;
  prefix: string;
  pageLimit: number;
  maxPage: number;
  limits: Limits;
  now(): Date;
  locks: Locks;
}

export interface Lrs {
  /** @param principal undefined when nobody is signed in: all but /about is refused */
  fetch(request: Request, principal: LrsPrincipal | undefined): Promise<Response>;
}

export const DEFAULT_MAX_BODY = 16 * 1024 * 1024;

/** One at a time per key, in this process. */
class Locks {
  #tails = new Map<string, Promise<void>>();
  async acquire(key: string): Promise<() => void> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    let release!: () => void;
    const mine = new Promise<void>((resolve) => (release = resolve));
    const tail = before.then(() => mine);
    this.#tails.set(key, tail);
    void tail.then(() => this.#tails.get(key) === tail && this.#tails.delete(key));
    await before;
    return release;
  }
}

export function createLrs(options: LrsOptions): Lrs {
  const { storage } = options;
  const prefix = (options.prefix ?? '/xapi').replace(/(?<!\/)\/+$/, '');
  const maxBody = options.maxBody ?? DEFAULT_MAX_BODY;
  const locks = new Locks();
  const upstream = options.upstream && createUpstream(options.upstream);
  const defaultVersion = options.defaultVersion ?? '1.0.3';

  async function route(r: LrsRequest): Promise<Response> {
    switch (r.path) {
      case 'statements':
        return statements(r);
      case 'activities/state':
        return documents(r, 'state');
      case 'activities/profile':
        return documents(r, 'activity-profile');
      case 'agents/profile':
        return documents(r, 'agent-profile');
      case 'activities':
        return activities(r);
      case 'agents':
        return agents(r);
      default:
        throw new HttpError(404, `there is no resource ${r.path}`);
    }
  }

  async function respond(
    request: Request,
    principal: LrsPrincipal | undefined,
  ): Promise<{ response: Response; version: string }> {
    const url = new URL(request.url);
    let version: string = defaultVersion;
    try {
      const path = url.pathname.slice(prefix.length).replace(/^\/+/, '');
      let r: LrsRequest = {
        method: request.method,
        path,
        params: url.searchParams,
        headers: request.headers,
        body: () => limitedBody(request, maxBody),
        principal: principal as LrsPrincipal,
        major: 2,
        storage,
        access: options,
        prefix,
        pageLimit: options.pageLimit ?? 100,
        maxPage: options.maxPage ?? 500,
        limits: { ...defaultLimits, ...options.limits },
        now: options.now ?? (() => new Date()),
        locks,
      };
      if (path === 'about') return { response: about(r, !upstream), version };
      if (!principal) {
        // A page's script handles the answer itself; a browser's own password dialog would only be in its way.
        const mode = request.headers.get('sec-fetch-mode') ?? 'navigate';
        const scheme = /^bearer /i.test(request.headers.get('authorization') ?? '')
          ? 'Bearer realm="xAPI", error="invalid_token"'
          : 'Basic realm="xAPI", charset="UTF-8"';
        const headers: Record<string, string> =
          request.headers.has('cookie') || mode !== 'navigate' ? {} : { 'www-authenticate': scheme };
        throw new HttpError(401, 'sign in, or send a credential', { headers });
      }
      if (principal.via === 'session' && isForged(request, url.origin))
        throw new HttpError(403, 'requests with a session must come from the portal’s own pages', { code: 'forged' });
      // A form needs no preflight and may carry any header: it is for systems with a credential.
      if (principal.via !== 'system' && url.searchParams.has('method'))
        throw new HttpError(403, 'people use the plain request syntax', { code: 'forged' });
      // EventSource sends no headers of ours, so no version is asked for.
      if (path === 'statements/live' && !upstream) return { response: await live(r), version };
      const alternate = request.method === 'POST' && url.searchParams.has('method');
      if (alternate) r = await alternateRequest(r);
      const wanted = r.headers.get('x-experience-api-version');
      const m = /^(1\.0|2\.0)(?:\.\d+)?$/.exec(wanted ?? '');
      if (!m)
        throw bad(
          wanted === null ? 'is required: 1.0.3 or 2.0.0' : 'must be 1.0.x or 2.0.x',
          'X-Experience-API-Version',
        );
      r.major = m[1] === '2.0' ? 2 : 1;
      version = r.major === 2 ? '2.0.0' : '1.0.3';
      if (alternate && r.major === 2) throw bad('2.0 has no alternate request syntax', '?method');
      return { response: await (upstream ?? route)(r), version };
    } catch (error) {
      return { response: errorResponse(error), version };
    }
  }

  return {
    async fetch(request, principal) {
      const { response, version } = await respond(request, principal);
      response.headers.set('x-experience-api-version', version);
      response.headers.set('cache-control', 'no-store');
      if (request.method !== 'HEAD') return response;
      const length = response.headers.get('content-length') ?? String((await response.arrayBuffer()).byteLength);
      response.headers.set('content-length', length);
      return new Response(null, { status: response.status, headers: response.headers });
    },
  };
}

const formHeaders = [
  'authorization',
  'x-experience-api-version',
  'content-type',
  'content-length',
  'if-match',
  'if-none-match',
  'accept',
  'accept-language',
  'accept-encoding',
];

/** POST ?method=… with everything in a form body (xAPI 1.0.3, Communication 1.3). */
async function alternateRequest(r: LrsRequest): Promise<LrsRequest> {
  const method = r.params.get('method') ?? '';
  if ([...r.params.keys()].length > 1) throw bad('all other parameters belong into the form', '?method');
  if (!['GET', 'PUT', 'POST', 'DELETE', 'HEAD'].includes(method)) throw bad('is no method', '?method');
  if (!/^application\/x-www-form-urlencoded\b/i.test(r.headers.get('content-type') ?? ''))
    throw bad('must be application/x-www-form-urlencoded', 'Content-Type');
  const form = new URLSearchParams(new TextDecoder().decode(await r.body()));
  const headers = new Headers(r.headers);
  headers.delete('content-type');
  const params = new URLSearchParams();
  let content: string | undefined;
  for (const [name, value] of form) {
    if (formHeaders.includes(name.toLowerCase())) {
      if (name.toLowerCase() !== 'authorization') headers.set(name, value);
    } else if (name === 'content') content = value;
    else params.append(name, value);
  }
  if (content === undefined && (method === 'PUT' || method === 'POST')) throw bad('is required', 'content');
  if (content !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return { ...r, method, params, headers, body: async () => new TextEncoder().encode(content ?? '') };
}

function about(r: LrsRequest, tells: boolean): Response {
  if (r.method !== 'GET' && r.method !== 'HEAD')
    return errorResponse(new HttpError(405, 'about takes GET', { headers: { allow: 'GET, HEAD' } }));
  // Where pages find news that comes by itself (docs/live.md).
  const extensions = tells ? { [`${ns}/extensions/live`]: 'statements/live' } : {};
  return json({ version: ['1.0.3', '2.0.0'], extensions });
}

async function activities(r: LrsRequest): Promise<Response> {
  if (r.method !== 'GET' && r.method !== 'HEAD')
    throw new HttpError(405, 'activities take GET', { headers: { allow: 'GET, HEAD' } });
  const id = required(readQuery(r.params, ['activityId']), 'activityId');
  if (!isIri(id)) throw bad('must be an IRI with a scheme', '?activityId');
  const definition = (await r.storage.definitions([id])).get(id);
  return json({ objectType: 'Activity', id, ...(definition ? { definition } : {}) });
}

async function agents(r: LrsRequest): Promise<Response> {
  if (r.method !== 'GET' && r.method !== 'HEAD')
    throw new HttpError(405, 'agents take GET', { headers: { allow: 'GET, HEAD' } });
  const agent = readAgent(readQuery(r.params, ['agent']));
  if (agent.objectType === 'Group') throw bad('must be an agent', '?agent');
  forbid(mayReadAgent(r.principal, agent));
  const names = await r.storage.names(agentKey(agent) ?? '');
  if (agent.name && !names.includes(agent.name)) names.push(agent.name);
  const person: Person = { objectType: 'Person', ...(names.length > 0 ? { name: names } : {}) };
  for (const key of ['mbox', 'mbox_sha1sum', 'openid'] as const) if (agent[key]) person[key] = [agent[key]];
  if (agent.account) person.account = [agent.account];
  return json(person);
}
