// The default way in: the portal's own session. Its cookie goes along on same-origin requests; this code never sees it.
import { authWatch, roles, type AuthProvider, type Principal, type Role } from './auth.js';
import { WidyaError } from './errors.js';

export interface SessionAuthOptions {
  /** Same-origin URL that answers `{ subject, actor, name?, roles?, deviceKey? }`, or 204 or 401 when nobody is signed in. */
  session: string;
  /** Sign-in page; `{url}` in it becomes the address to come back to. */
  login?: string;
  /** Same-origin URL that ends the session, asked by POST. */
  logout?: string;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds before the session is taken not to answer; 30 000 unless said. */
  timeout?: number;
}

/** The last person seen here, for when the session cannot be asked. Holds no credential; dropped at sign-out. */
const memo = {
  key: (url: string) => `widya:person:${url}`,
  read(url: string): Principal | null {
    try {
      return parsePrincipal(JSON.parse(localStorage.getItem(memo.key(url)) ?? 'null'));
    } catch {
      return null;
    }
  },
  write(url: string, person: Principal | null): void {
    try {
      if (person) localStorage.setItem(memo.key(url), JSON.stringify(person));
      else localStorage.removeItem(memo.key(url));
    } catch {
      // No storage: the person is asked for on each page.
    }
  },
};

export function parsePrincipal(raw: unknown): Principal | null {
  if (typeof raw !== 'object' || raw === null) return null;
  const p = raw as Partial<Record<keyof Principal, unknown>>;
  if (typeof p.subject !== 'string' || typeof p.actor !== 'object' || p.actor === null) return null;
  const known = Array.isArray(p.roles)
    ? p.roles.filter((r): r is Role => (roles as readonly unknown[]).includes(r))
    : [];
  return {
    subject: p.subject,
    actor: p.actor as Principal['actor'],
    roles: known.length > 0 ? known : ['learner'],
    ...(typeof p.name === 'string' ? { name: p.name } : {}),
  };
}

const addressOf = (address: string): string =>
  new URL(address, typeof document === 'undefined' ? undefined : document.baseURI).href;

export function sessionAuth(options: SessionAuthOptions): AuthProvider {
  const doFetch = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
  let person: Principal | null = null;
  /** Not part of the person: components and plugins see those. Held in memory only. */
  let secret: string | undefined;
  let asking: Promise<Principal | null> | undefined;

  const ask = (): Promise<Principal | null> => {
    asking ??= (async () => {
      const url = addressOf(options.session);
      try {
        const response = await doFetch(url, {
          credentials: 'same-origin',
          cache: 'no-store',
          headers: { accept: 'application/json' },
          signal: AbortSignal.timeout(options.timeout ?? 30_000),
        });
        if (response.status === 401 || response.status === 403 || response.status === 204) {
          await response.text(); // an answer nobody reads keeps the connection
          const before = person;
          if (!before) memo.write(url, null);
          watch.set(before ? 'expired' : 'signed-out');
          return before;
        }
        if (!response.ok) throw new Error(String(response.status));
        const answer: unknown = await response.json();
        const found = parsePrincipal(answer);
        if (!found) throw new Error('not a principal');
        secret = (answer as { deviceKey?: string }).deviceKey;
        // Somebody else has signed in in another tab: nothing of the former person's may go out as theirs, and all must hear of it.
        const isOther = person !== null && person.subject !== found.subject;
        person = found;
        memo.write(url, found);
        watch.set('signed-in', isOther);
        return found;
      } catch {
        person ??= memo.read(url);
        watch.set(person ? 'signed-in' : 'error');
        return person;
      } finally {
        asking = undefined;
      }
    })();
    return asking;
  };

  const refresh = async (): Promise<void> => {
    if (watch.state !== 'unknown') await ask();
  };
  // Tabs share the session's cookie: what one learns of it counts here too.
  const hear = (event: Event): void => {
    if ((event as StorageEvent).key === memo.key(addressOf(options.session))) void refresh();
  };
  const watch = authWatch((on) => {
    if (typeof document !== 'undefined') globalThis[on ? 'addEventListener' : 'removeEventListener']('storage', hear);
  });

  return {
    get state() {
      return watch.state;
    },
    subscribe: watch.subscribe,
    refresh,
    deviceKey: async () => secret ?? null,
    principal: () => (watch.state === 'signed-in' ? Promise.resolve(person) : ask()),
    async authorize(request, { retry }) {
      if (!retry) return request;
      const whose = person?.subject;
      await ask();
      if (watch.state !== 'signed-in' || (whose !== undefined && whose !== person?.subject))
        throw new WidyaError('auth/signed-out', 'the portal session has ended', { status: 401 });
      return request;
    },
    async logout() {
      person = null;
      secret = undefined;
      memo.write(addressOf(options.session), null);
      if (options.logout !== undefined)
        // A header no form can set: other sites cannot sign anybody out.
        await doFetch(addressOf(options.logout), {
          method: 'POST',
          credentials: 'same-origin',
          headers: { 'x-requested-with': 'widya' },
          signal: AbortSignal.timeout(options.timeout ?? 30_000),
        }).catch(() => undefined);
      watch.set('signed-out');
    },
    ...(options.login === undefined
      ? {}
      : {
          async login() {
            location.assign(
              (options.login ?? '').replace('{url}', encodeURIComponent(location.pathname + location.search)),
            );
          },
        }),
  };
}

/** A person known without asking: stories, tests, and pages whose server wrote the person into them. */
export function fixedAuth(principal: Principal | null, authorize?: AuthProvider['authorize']): AuthProvider {
  return {
    state: principal ? 'signed-in' : 'signed-out',
    subscribe: () => () => undefined,
    principal: async () => principal,
    authorize: authorize ?? (async (request) => request),
  };
}
