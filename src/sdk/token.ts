// Ways in that send a header of their own: a token the portal's server hands out, and a fixed key for scripts and development.
import { authWatch, type AuthProvider, type Principal } from './auth.js';
import { WidyaError } from './errors.js';
import { parsePrincipal } from './session.js';

export interface TokenAuthOptions {
  /**
   * Same-origin URL of the portal that answers POST with `{ token, expiresIn, subject, actor, name?, roles? }` (seconds), or 401
   * or 204 when nobody is signed in. The token is for the LRS alone and lives for minutes.
   */
  broker: string;
  login?: () => Promise<void>;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
}

/** A token is renewed this long before it ends, so that none ends on its way. */
const EARLY = 30_000;

/**
 * Signs requests with a short-lived token from the portal. It is kept in memory only: no storage, no URL, no attribute holds it.
 * However many requests need a new one at the same time, the portal is asked once.
 */
export function tokenAuth(options: TokenAuthOptions): AuthProvider {
  const now = options.now ?? Date.now;
  const ask = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
  const watch = authWatch();
  let person: Principal | null = null;
  let token = '';
  let until = 0;
  let asking: Promise<void> | undefined;

  const renew = (): Promise<void> =>
    (asking ??= (async () => {
      try {
        const response = await ask(options.broker, {
          method: 'POST',
          credentials: 'same-origin',
          cache: 'no-store',
          // No form can set it: a page elsewhere cannot have a token made.
          headers: { accept: 'application/json', 'x-requested-with': 'widya' },
        });
        if ([204, 401, 403].includes(response.status)) {
          await response.text();
          token = '';
          return watch.set(person ? 'expired' : 'signed-out');
        }
        const raw = (await response.json()) as { token?: unknown; expiresIn?: unknown };
        const found = parsePrincipal(raw);
        if (!response.ok || typeof raw.token !== 'string' || !found) throw new Error(String(response.status));
        token = raw.token;
        until = now() + Number(raw.expiresIn ?? 300) * 1000;
        const isOther = person !== null && person.subject !== found.subject;
        person = found;
        watch.set('signed-in', isOther);
      } catch (cause) {
        if (!person) watch.set('error');
        throw new WidyaError('lrs/network', 'the portal gives no token', { cause, retryable: true });
      } finally {
        asking = undefined;
      }
    })());

  return {
    get state() {
      return watch.state;
    },
    subscribe: watch.subscribe,
    async principal() {
      if (watch.state !== 'signed-in') await renew().catch(() => undefined);
      return person;
    },
    async authorize(request, { retry }) {
      const whose = person?.subject;
      if (retry || now() > until - EARLY) await renew();
      if (!token) throw new WidyaError('auth/signed-out', 'the portal gives no token', { status: 401 });
      if (whose !== undefined && whose !== person?.subject)
        throw new WidyaError('auth/signed-out', 'somebody else is signed in now', { status: 401 });
      request.headers.set('authorization', `Bearer ${token}`);
      return request;
    },
    ...(options.login ? { login: options.login } : {}),
    async logout() {
      token = '';
      until = 0;
      person = null;
      watch.set('signed-out');
    },
  };
}

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * A key and secret of the LRS itself, for scripts and development. They open everything: in a page anybody can read them, and so
 * this throws in a browser unless the page is on this very machine.
 */
export function basicAuth(key: string, secret: string, principal: Principal): AuthProvider {
  if (typeof document !== 'undefined' && !loopback.test(location.hostname))
    throw new WidyaError('auth/insecure', 'a key of the LRS must not be in a page; use a session or tokens');
  return headerAuth(`Basic ${base64(`${key}:${secret}`)}`, principal);
}

/** Requests with a fixed Authorization header, as a launch hands it over. */
export function headerAuth(authorization: string, principal: Principal): AuthProvider {
  const watch = authWatch();
  watch.set('signed-in');
  return {
    get state() {
      return watch.state;
    },
    subscribe: watch.subscribe,
    principal: async () => principal,
    async authorize(request, { retry }) {
      if (retry) watch.set('expired');
      if (retry) throw new WidyaError('auth/signed-out', 'the credential is no longer taken', { status: 401 });
      request.headers.set('authorization', authorization);
      return request;
    },
  };
}

/** Base64 of the UTF-8 bytes; btoa alone knows Latin-1 only. */
function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (b) => String.fromCharCode(b)).join(''));
}
