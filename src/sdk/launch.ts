// How content is launched by an LMS: cmi5 (the AU's side), Rustici's launch, ADL's xAPI Launch. What the address says is not
// believed: endpoints must be on a list before anything is sent to them.
import type { AuthProvider, Principal } from './auth.js';
import { WidyaError } from './errors.js';
import { ifiOf, type Account, type Agent, type ContextActivities } from './statement.js';
import { headerAuth } from './token.js';

export interface Launch {
  kind: 'cmi5' | 'rustici' | 'adl';
  endpoint: string;
  actor: Agent;
  auth: AuthProvider;
  activityId: string | undefined;
  registration: string | undefined;
  contextActivities?: ContextActivities;
}

export interface LaunchOptions {
  /**
   * Where LRSs and launch services may be: origins (`https://lrs.instansi.go.id`) or beginnings of addresses. A relative one
   * counts from this page. Nothing else is ever asked.
   */
  allow: readonly string[];
  fetch?: typeof globalThis.fetch;
  /** Keeps a cmi5 token for reloads of the same launch, since the LMS gives it once; the tab's sessionStorage unless said. */
  storage?: Pick<Storage, 'getItem' | 'setItem'>;
}

/**
 * Reads the launch in an address, and does what it asks for: for cmi5 the one POST to `fetch` (cmi5 8.2), for ADL's the one to
 * the launch service. Null when the address is no launch.
 * @throws WidyaError `launch/forbidden` when it names a place that is not allowed (before any request), `launch/invalid` when
 * something is missing, `launch/refused` when the LMS does not hand out the token
 */
export async function readLaunch(address: string, options: LaunchOptions): Promise<Launch | null> {
  const params = new URL(address).searchParams;
  const get = (name: string) => params.get(name) ?? undefined;
  if (params.has('xAPILaunchKey')) return adl(params, options);
  const endpoint = get('endpoint');
  if (!endpoint) return null;
  const base = allowed(endpoint, options.allow, address);
  const actor = readActor(get('actor'));
  const registration = get('registration');
  const principal = principalOf(actor);
  const tokenUrl = get('fetch');
  if (tokenUrl) {
    const url = allowed(tokenUrl, options.allow, address);
    const activityId = get('activityId');
    if (!activityId || !registration)
      throw new WidyaError('launch/invalid', 'cmi5 needs activityId and registration (cmi5 8.1)');
    const token = await fetchToken(url, options);
    const auth = headerAuth(`Basic ${token}`, principal);
    return { kind: 'cmi5', endpoint: base, actor, auth, activityId, registration };
  }
  const authorization = get('auth');
  if (!authorization) throw new WidyaError('launch/invalid', 'neither fetch nor auth is given');
  const auth = headerAuth(authorization, principal);
  return { kind: 'rustici', endpoint: base, actor, auth, activityId: get('activity_id'), registration };
}

/** cmi5 8.2: asked once; a second time is an error, so it is kept for a reload. Errors come with status 200. */
async function fetchToken(url: string, options: LaunchOptions): Promise<string> {
  const storage = options.storage ?? (typeof sessionStorage === 'undefined' ? undefined : sessionStorage);
  const key = `widya:cmi5:${url}`;
  const before = storage?.getItem(key);
  if (before) return before;
  const body = await post(url, options, 'omit');
  const token = body['auth-token'];
  if (typeof token !== 'string' || token === '')
    throw new WidyaError('launch/refused', `the LMS gives no token: ${String(body['error-text'] ?? 'no auth-token')}`);
  storage?.setItem(key, token);
  return token;
}

async function adl(params: URLSearchParams, options: LaunchOptions): Promise<Launch> {
  const service = params.get('xAPILaunchService');
  const key = params.get('xAPILaunchKey');
  if (!service || !key) throw new WidyaError('launch/invalid', 'xAPILaunchService is missing');
  const base = allowed(service, options.allow);
  const url = new URL(`launch/${encodeURIComponent(key)}`, base.endsWith('/') ? base : `${base}/`).href;
  // The service knows the session by its cookie, which browsers keep from pages of other sites: it works on the same site only.
  const body = await post(url, options, 'include');
  if (typeof body['endpoint'] !== 'string')
    throw new WidyaError('launch/invalid', 'the launch service names no endpoint');
  const endpoint = allowed(body['endpoint'], options.allow);
  const actor = readActor(JSON.stringify(body['actor'] ?? null));
  const principal = principalOf(actor);
  const auth: AuthProvider = {
    state: 'signed-in',
    subscribe: () => () => undefined,
    principal: async () => principal,
    authorize: async (request) => new Request(request, { credentials: 'include' }),
  };
  const contextActivities = body['contextActivities'] as ContextActivities | undefined;
  return {
    kind: 'adl',
    endpoint,
    actor,
    auth,
    activityId: undefined,
    registration: undefined,
    ...(contextActivities ? { contextActivities } : {}),
  };
}

async function post(
  url: string,
  options: LaunchOptions,
  credentials: RequestCredentials,
): Promise<Record<string, unknown>> {
  const ask = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
  const init: RequestInit = {
    method: 'POST',
    credentials,
    redirect: 'error',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
  };
  try {
    const response = await ask(url, init);
    const body: unknown = await response.json();
    if (!response.ok || typeof body !== 'object' || body === null) throw new Error(String(response.status));
    return body as Record<string, unknown>;
  } catch (cause) {
    throw new WidyaError('launch/refused', 'the LMS did not answer the launch', { cause });
  }
}

/** The address as it is used, if it is on the list. */
function allowed(address: string, allow: readonly string[], base?: string): string {
  const url = parse(address, base);
  const isListed = allow.some((entry) => {
    const prefix = parse(entry, base);
    return (
      prefix !== undefined &&
      url?.origin === prefix.origin &&
      url.username === '' &&
      `${url.pathname}/`.startsWith(`${prefix.pathname.replace(/\/$/, '')}/`)
    );
  });
  if (url && /^https?:$/.test(url.protocol) && isListed) return url.href;
  throw new WidyaError('launch/forbidden', 'the launch names a place that is not allowed');
}

function parse(address: string, base?: string): URL | undefined {
  return URL.canParse(address, base) ? new URL(address, base) : undefined;
}

/**
 * The actor of a launch. Storyline and others send the arrays of xAPI 0.9, `{"name":["Budi"],"mbox":["mailto:…"]}`, and accounts
 * with `accountServiceHomePage`.
 */
export function readActor(text: string | undefined): Agent {
  let raw: unknown;
  try {
    raw = JSON.parse(text ?? '');
  } catch {
    raw = null;
  }
  const first = (v: unknown): unknown => (Array.isArray(v) ? (v as unknown[])[0] : v);
  const o = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const account = first(o['account']) as Record<string, unknown> | undefined;
  const homePage = account?.['homePage'] ?? account?.['accountServiceHomePage'];
  const name = account?.['name'] ?? account?.['accountName'];
  const named = typeof first(o['name']) === 'string' ? { name: first(o['name']) as string } : {};
  const agent = { objectType: 'Agent' as const, ...named };
  if (typeof homePage === 'string' && typeof name === 'string')
    return { ...agent, account: { homePage, name } satisfies Account };
  const mbox = first(o['mbox']);
  if (typeof mbox === 'string' && mbox.startsWith('mailto:')) return { ...agent, mbox: mbox as `mailto:${string}` };
  const sum = first(o['mbox_sha1sum']);
  if (typeof sum === 'string') return { ...agent, mbox_sha1sum: sum };
  const openid = first(o['openid']);
  if (typeof openid === 'string') return { ...agent, openid };
  throw new WidyaError('launch/invalid', 'the launch names no actor');
}

const principalOf = (actor: Agent): Principal => ({
  subject: ifiOf(actor) ?? '',
  actor,
  roles: ['learner'],
  ...(actor.name === undefined ? {} : { name: actor.name }),
});
