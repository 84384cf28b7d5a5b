// The handlers put together: health, sign-in, the LRS. A Request in, a Response out.
import type { Role } from '../sdk/auth.js';
import type { Agent } from '../sdk/statement.js';
import { basicPrincipal, type Credential } from './access/credentials.js';
import type { LrsPrincipal } from './access/principal.js';
import { createSessions } from './access/sessions.js';
import { json } from './lrs/http.js';
import { createLrs, type LrsOptions } from './lrs/lrs.js';

export interface Person {
  id: string;
  name: string;
  roles: Role[];
  unit?: string;
  position?: string;
  actor: Agent;
}

export interface AppOptions extends LrsOptions {
  /** Keys and secrets of systems with all rights. */
  credentials?: readonly Credential[];
  /** People who may sign in by their id alone: for demonstrations. A portal has a sign-in of its own. */
  people?: readonly Person[];
  /** Home page in the authority of statements from systems. */
  home?: string;
}

export interface App {
  /** Undefined when the path is none of ours. */
  fetch(request: Request): Promise<Response | undefined>;
}

export function createApp(options: AppOptions): App {
  const lrs = createLrs(options);
  const sessions = createSessions(options);
  const prefix = (options.prefix ?? '/xapi').replace(/\/+$/, '');
  const home = options.home ?? 'https://widya.example/credentials';
  const people = new Map((options.people ?? []).map((p) => [p.id, p]));

  async function personOf(request: Request): Promise<Person | undefined> {
    const id = await sessions.read(request);
    return id === undefined ? undefined : people.get(id);
  }

  async function principalOf(request: Request): Promise<LrsPrincipal | undefined> {
    if (request.headers.has('authorization')) return basicPrincipal(request, options.credentials ?? [], home);
    // 1.0.3's alternate request syntax may carry the credential in the form.
    if (
      request.method === 'POST' &&
      new URL(request.url).searchParams.has('method') &&
      !request.headers.has('cookie')
    ) {
      const form = new URLSearchParams(await request.clone().text());
      const authorization = form.get('Authorization');
      if (authorization !== null)
        return basicPrincipal(
          new Request(request.url, { headers: { authorization } }),
          options.credentials ?? [],
          home,
        );
    }
    const person = await personOf(request);
    return (
      person && {
        via: 'session',
        subject: person.id,
        authority: person.actor,
        actor: person.actor,
        roles: person.roles,
      }
    );
  }

  async function signIn(request: Request): Promise<Response> {
    if (!isOwn(request))
      return json({ error: { code: 'forged', message: 'sign in from the portal’s own page' } }, { status: 403 });
    const form = new URLSearchParams(await request.text());
    const person = people.get(form.get('orang') ?? '');
    if (!person)
      return json(
        { error: { code: 'bad-request', message: 'there is no such person', path: 'orang' } },
        { status: 400 },
      );
    return redirect(form.get('tujuan'), await sessions.start(request, person.id));
  }

  return {
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === '/health') return json({ status: 'ok' });
      if (pathname === prefix || pathname.startsWith(`${prefix}/`))
        return lrs.fetch(request, await principalOf(request));
      if (people.size === 0) return undefined;
      if (pathname === '/sesi') {
        const person = await personOf(request);
        if (!person)
          return json(
            { error: { code: 'signed-out', message: 'nobody is signed in' } },
            { status: 401, headers: noStore },
          );
        const { id, ...rest } = person;
        return json({ subject: id, ...rest }, { headers: noStore });
      }
      if (pathname === '/masuk' && request.method === 'POST') return signIn(request);
      if (pathname === '/keluar' && request.method === 'POST') {
        if (!isOwn(request))
          return json({ error: { code: 'forged', message: 'sign out from the portal’s own page' } }, { status: 403 });
        return redirect('/', await sessions.end(request));
      }
      return undefined;
    },
  };
}

const noStore = { 'cache-control': 'no-store' };

function isOwn(request: Request): boolean {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  return (
    (origin === null || origin === new URL(request.url).origin) &&
    (site === null || site === 'same-origin' || site === 'none')
  );
}

/** Only to a path of this site: `//other.example` and the like go home. */
function redirect(target: string | null, cookie: string): Response {
  const path = target !== null && /^\/(?![/\\])[^\s\\]*$/.test(target) ? target : '/';
  return new Response(null, { status: 303, headers: { location: path, 'set-cookie': cookie, ...noStore } });
}
