// The handlers put together: health, sign-in, the LRS. A Request in, a Response out.
import type { Role } from '../sdk/auth.js';
import { ifiOf, type Agent, type Statement, type StatementResult } from '../sdk/statement.js';
import { verbs } from '../sdk/verbs.js';
import { readScored } from '../tracking/grading.js';
import { createCmi5, type Cmi5Options } from './cmi5/service.js';
import { createGrading, type Grading, type GradingOptions } from './grading/grading.js';
import { basicPrincipal, type Credential } from './access/credentials.js';
import { sessionPrincipal, type LrsPrincipal } from './access/principal.js';
import { createRate, type RateOptions } from './access/rate.js';
import { createTokens, type TokenOptions } from './access/tokens.js';
import { createEnded } from './access/ended.js';
import { erase } from './keeping/erase.js';
import type { Forwarder } from './keeping/forward.js';
import { parseJson } from './lrs/json.js';
import { agent as validateAgent } from './lrs/validate.js';
import { createSessions } from './access/sessions.js';
import { isSameOrigin, mayErase } from './access/authorize.js';
import { bad, errorResponse, failureOf, HttpError, json, limitedBody } from './lrs/http.js';
import { createMetrics, type RequestEntry } from './metrics.js';
import { createLrs, DEFAULT_MAX_BODY, type LrsOptions } from './lrs/lrs.js';

export interface Person {
  id: string;
  name: string;
  roles: Role[];
  unit?: string;
  position?: string;
  actor: Agent;
  /** Whom a facilitator accompanies: read, and delivered for. Not told to the page. */
  cohort?: Agent[];
}

export interface AppOptions extends LrsOptions {
  /** Keys and secrets of systems with all rights. */
  credentials?: readonly Credential[];
  /** What the keys for shared devices are made of: with it the session gives each person their own. Must not change. */
  deviceSecret?: string;
  /** People who come with a JWT of the agency's sign-in. */
  tokens?: TokenOptions;
  /** Gets a line for each request to the LRS; holds no personal data. */
  log?: (entry: RequestEntry) => void;
  /** How often one person may ask; systems are not counted. None unless set. */
  rate?: RateOptions;
  /** People who may sign in by their id alone: for demonstrations. A portal has a sign-in of its own. */
  people?: readonly Person[];
  /** Examinations, whose keys stay here. */
  grading?: Pick<GradingOptions, 'exams' | 'accommodations' | 'prefix'>;
  /** Courses of cmi5 units, launched and watched over here. */
  cmi5?: Pick<Cmi5Options, 'courses' | 'prefix'>;
  /** Home page in the authority of statements from systems. */
  home?: string;
  /** Other origins whose pages may use the LRS with a credential of their own, exactly as in their Origin header. Never with cookies. */
  origins?: readonly string[];
  /** Passes statements on; counted in the metrics, and its trouble said by /ready. */
  forwarder?: Forwarder;
}

interface Asker {
  via: RequestEntry['via'];
}
const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
const resources = [
  'statements',
  'statements/live',
  'activities/state',
  'activities/profile',
  'agents/profile',
  'activities',
  'agents',
  'about',
];

export interface App {
  /** Undefined when the path is none of ours. */
  fetch(request: Request): Promise<Response | undefined>;
  /** What is due without anybody asking: attempts at an examination whose time is over. Call it now and then. */
  sweep(): Promise<void>;
}

export function createApp(options: AppOptions): App {
  const lrs = createLrs(options);
  const metrics = createMetrics();
  const sessions = createSessions(options);
  const isEnded = createEnded(options.storage, options.now ?? (() => new Date()));
  const tokens = options.tokens && createTokens({ isEnded, ...options.tokens });
  const rate = options.rate && createRate(options.rate);
  const prefix = (options.prefix ?? '/xapi').replace(/(?<!\/)\/+$/, '');
  const maxBody = options.maxBody ?? DEFAULT_MAX_BODY;
  const home = options.home ?? 'https://widya.example/credentials';
  const people = new Map((options.people ?? []).map((p) => [p.id, p]));

  const cmi5Authority: Agent = { objectType: 'Agent', account: { homePage: home, name: 'cmi5' } };
  const cmi5 =
    options.cmi5 &&
    createCmi5({
      ...options.cmi5,
      storage: options.storage,
      authority: { via: 'system', subject: 'system:cmi5', authority: cmi5Authority, actor: cmi5Authority, roles: [] },
      lrs(request, principal) {
        const { pathname, search } = new URL(request.url);
        return lrs.fetch(new Request(`http://cmi5.invalid${prefix}${pathname}${search}`, request), principal);
      },
      ...(options.now ? { now: options.now } : {}),
    });

  const graderAuthority: Agent = { objectType: 'Agent', account: { homePage: home, name: 'grading' } };
  const grader: LrsPrincipal = {
    via: 'system',
    subject: 'system:grading',
    authority: graderAuthority,
    actor: graderAuthority,
    roles: [],
  };
  /** The LRS as the grading service uses it, wherever it is kept. */
  async function asGrader(path: string, init: RequestInit = {}): Promise<unknown> {
    const headers = { 'x-experience-api-version': '1.0.3', 'content-type': 'application/json' };
    const response = await lrs.fetch(
      new Request(`http://grading.invalid${prefix}/${path}`, { ...init, headers }),
      grader,
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`the LRS answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
  const grading: Grading | undefined =
    options.grading &&
    createGrading({
      ...options.grading,
      storage: options.storage,
      ...(options.now ? { now: options.now } : {}),
      record: async (statements: Statement[]) => {
        await asGrader('statements', { method: 'POST', body: JSON.stringify(statements) });
      },
      scored: async (quiz, learner) => {
        const query = new URLSearchParams({
          agent: JSON.stringify(agentOnly(learner)),
          activity: quiz,
          related_activities: 'true',
          verb: verbs.scored.id,
          limit: '500',
        });
        const { statements } = (await asGrader(`statements?${query.toString()}`)) as StatementResult;
        return statements.flatMap((s) => readScored(s) ?? []);
      },
    });
  const exams = (options.grading?.prefix ?? '/exams').replace(/(?<!\/)\/+$/, '');

  async function examine(request: Request, service: Grading): Promise<Response> {
    const principal = await principalOf(request);
    const wait = principal && principal.via !== 'system' ? (rate?.take(principal.subject) ?? 0) : 0;
    if (wait === 0) return service.fetch(request, principal);
    throw new HttpError(429, `too many requests; try again in ${wait} s`, { headers: { 'retry-after': String(wait) } });
  }

  async function personOf(request: Request): Promise<Person | undefined> {
    const id = await sessions.read(request);
    return id === undefined ? undefined : people.get(id);
  }

  async function principalOf(request: Request, form?: URLSearchParams): Promise<LrsPrincipal | undefined> {
    const authorization = request.headers.get('authorization') ?? form?.get('Authorization');
    if (authorization != null)
      return /^bearer /i.test(authorization)
        ? tokens?.read(authorization)
        : basicPrincipal(authorization, options.credentials ?? [], home);
    const person = await personOf(request);
    return person && sessionPrincipal({ ...person, subject: person.id });
  }

  async function xapi(request: Request): Promise<Response> {
    const origin = request.headers.get('origin');
    const listed = origin !== null && (options.origins?.includes(origin) ?? false);
    if (request.method === 'OPTIONS') return preflight(listed ? origin : null);
    const started = performance.now();
    const asker: Asker = { via: 'nobody' };
    const response = await answer(request, asker).catch(errorResponse);
    if (!response.headers.has('x-experience-api-version'))
      response.headers.set('x-experience-api-version', options.defaultVersion ?? '1.0.3');
    if (listed) allow(response.headers, origin);
    observe(request, response, asker, performance.now() - started);
    return response;
  }

  function observe(request: Request, response: Response, { via }: Asker, ms: number): void {
    const path = new URL(request.url).pathname.slice(prefix.length + 1);
    const { code, reason } = failureOf.get(response) ?? {};
    const entry: RequestEntry = {
      time: (options.now?.() ?? new Date()).toISOString(),
      method: knownMethods.includes(request.method) ? request.method : 'other',
      resource: resources.includes(path) ? path : 'other',
      status: response.status,
      ms: Math.round(ms * 10) / 10,
      via,
      ...(code === undefined ? {} : { code }),
      ...(reason === undefined ? {} : { reason }),
    };
    metrics.count(entry);
    options.log?.(entry);
  }

  async function answer(request: Request, asker: Asker): Promise<Response> {
    const ask = (request: Request, principal: LrsPrincipal | undefined): Promise<Response> | Response => {
      asker.via = principal?.via ?? 'nobody';
      const wait = principal && principal.via !== 'system' ? (rate?.take(principal.subject) ?? 0) : 0;
      if (wait === 0) return lrs.fetch(request, principal);
      const headers = { 'retry-after': String(wait) };
      return errorResponse(new HttpError(429, `too many requests; try again in ${wait} s`, { headers }));
    };
    const isForm = request.method === 'POST' && new URL(request.url).searchParams.has('method');
    if (!isForm || request.headers.has('cookie')) return ask(request, await principalOf(request));
    // 1.0.3's alternate request syntax may carry the credential in the form: it is read before anybody is known.
    try {
      const body = await limitedBody(request, maxBody);
      const form = new URLSearchParams(new TextDecoder().decode(body));
      const { url, method, headers } = request;
      return await ask(new Request(url, { method, headers, body }), await principalOf(request, form));
    } catch (error) {
      return errorResponse(error);
    }
  }

  async function signIn(request: Request): Promise<Response> {
    const form = new URLSearchParams(new TextDecoder().decode(await limitedBody(request, 8192)));
    const person = people.get(form.get('orang') ?? '');
    if (!person)
      return json(
        { error: { code: 'bad-request', message: 'there is no such person', path: 'orang' } },
        { status: 400 },
      );
    return redirect(form.get('tujuan'), await sessions.start(request, person.id, person.actor));
  }

  /** `{ agents, reason, dryRun? }` → what was erased: `widya erase` for those who administer from elsewhere. */
  async function eraseFor(request: Request, origin: string): Promise<Response> {
    const principal = await principalOf(request);
    if (!principal) throw new HttpError(401, 'sign in, or send a credential');
    const forged = principal.via === 'session' && !isSameOrigin(request, origin);
    if (forged || !mayErase(principal))
      throw new HttpError(403, 'erasing is for administrators and systems with all rights', { reason: 'role' });
    // A form of another site cannot send this type without asking first.
    if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
      throw bad('must be application/json', 'Content-Type');
    const body = parseJson(new TextDecoder().decode(await limitedBody(request, 65_536)));
    const { agents, reason, dryRun = false } = (body ?? {}) as { agents?: unknown; reason?: unknown; dryRun?: unknown };
    if (!Array.isArray(agents) || agents.length === 0) throw bad('must be a list of agents', 'agents');
    agents.forEach((a, i) => validateAgent(a, `agents[${i}]`));
    if (dryRun !== true && (typeof reason !== 'string' || reason === '')) throw bad('is required', 'reason');
    const why = typeof reason === 'string' ? reason : '';
    const { storage, now } = options;
    const order = { storage, agents: agents as Agent[], by: principal.subject, reason: why, dryRun: dryRun === true };
    return json(await erase({ ...order, ...(now ? { now } : {}) }), { headers: noStore });
  }

  return {
    async fetch(request) {
      try {
        return await route(request);
      } catch (error) {
        return errorResponse(error);
      }
    },
    sweep: async () => grading?.sweep(),
  };

  async function route(request: Request): Promise<Response | undefined> {
    const { pathname, origin } = new URL(request.url);
    if (pathname === prefix || pathname.startsWith(`${prefix}/`)) return xapi(request);
    if (grading && pathname.startsWith(`${exams}/`)) return examine(request, grading);
    const launched = await cmi5?.fetch(request, () => principalOf(request));
    if (launched) return launched;
    if (pathname === '/health') return json({ status: 'ok' }, { headers: noStore });
    if (pathname === '/ready') {
      // Asks the store: fails with 503 when it cannot be reached.
      await options.storage.getItem('ready');
      const lanes = (await options.forwarder?.status()) ?? [];
      // Statements are taken all the same: a target out of reach is no reason to take this server out of service.
      const forwarding = lanes.every((l) => l.state === 'ok' || l.state === 'elsewhere') ? 'ok' : 'behind';
      return json({ status: 'ok', ...(lanes.length > 0 ? { forwarding } : {}) }, { headers: noStore });
    }
    if (pathname === '/metrics') {
      const principal = await principalOf(request);
      if (principal?.via !== 'system')
        throw new HttpError(401, 'metrics are for systems with a credential', {
          headers: { 'www-authenticate': 'Basic realm="metrics", charset="UTF-8"' },
        });
      const forwarding = (await options.forwarder?.metrics())?.map((line) => `${line}\n`).join('') ?? '';
      return new Response(metrics.text() + forwarding, {
        headers: { ...noStore, 'content-type': 'text/plain; version=0.0.4' },
      });
    }
    if (pathname === '/admin/erasures' && request.method === 'POST') return eraseFor(request, origin);
    if (people.size === 0) return undefined;
    if (pathname === '/sesi') {
      const person = await personOf(request);
      // Nobody: an answer like any other, so that no console shows an error.
      if (!person) return new Response(null, { status: 204, headers: noStore });
      const { id, cohort: _, ...rest } = person;
      const { deviceSecret } = options;
      const deviceKey = deviceSecret === undefined ? {} : { deviceKey: await deviceKeyOf(deviceSecret, id) };
      return json({ subject: id, ...rest, ...deviceKey }, { headers: noStore });
    }
    if (request.method !== 'POST' || (pathname !== '/masuk' && pathname !== '/keluar')) return undefined;
    if (!isSameOrigin(request, origin, true))
      throw new HttpError(403, 'sign in and out from the portal’s own pages', { code: 'forged' });
    return pathname === '/masuk' ? signIn(request) : redirect('/', await sessions.end(request));
  }
}

/** Without the name, which is no part of who somebody is. */
function agentOnly(agent: Agent): Agent {
  const { name: _name, ...rest } = agent;
  return ifiOf(rest) === null ? agent : rest;
}

/** 32 bytes as base64url, always the same for a person. */
async function deviceKeyOf(secret: string, person: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, bytes(`widya:device:${person}`));
  return btoa(String.fromCharCode(...new Uint8Array(mac)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/={1,2}$/, '');
}

const corsHeaders = {
  methods: 'GET, HEAD, POST, PUT, DELETE',
  headers:
    'Authorization, Content-Type, X-Experience-API-Version, If-Match, If-None-Match, Accept-Language, X-Widya-Delivery',
  exposed: 'ETag, Last-Modified, Date, Retry-After, X-Experience-API-Version, X-Experience-API-Consistent-Through',
};

function allow(headers: Headers, origin: string): void {
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-expose-headers', corsHeaders.exposed);
  headers.append('vary', 'Origin');
}

/** A browser asks before it sends a credential or a version header across origins; it cannot say who is there. */
function preflight(origin: string | null): Response {
  const headers = new Headers({ allow: corsHeaders.methods, vary: 'Origin' });
  if (origin !== null) {
    headers.set('access-control-allow-origin', origin);
    headers.set('access-control-allow-methods', corsHeaders.methods);
    headers.set('access-control-allow-headers', corsHeaders.headers);
    headers.set('access-control-max-age', '7200');
  }
  return new Response(null, { status: 204, headers });
}

const noStore = { 'cache-control': 'no-store' };

/** Only to a path of this site: `//other.example` and the like go home. */
function redirect(target: string | null, cookie: string): Response {
  const path = target !== null && /^\/(?![/\\])[^\s\\]*$/.test(target) ? target : '/';
  return new Response(null, { status: 303, headers: { location: path, 'set-cookie': cookie, ...noStore } });
}
