// Sign-in by OpenID Connect: a public client with PKCE, for agencies with Keycloak and the like. The library for it is fetched
// only here, and is an optional peer.
import type { UserManager, User } from 'oidc-client-ts';
import { authWatch, type AuthProvider, type Principal } from './auth.js';
import { WidyaError } from './errors.js';

export interface OidcAuthOptions {
  /** Issuer, e.g. `https://sso.instansi.go.id/realms/pegawai`. */
  authority: string;
  clientId: string;
  /** Page to come back to; this one unless said. It must be registered with the issuer. */
  redirectUri?: string;
  /** `openid` unless said. The access token must be for the LRS: ask for its audience or resource here. */
  scope?: string;
  resource?: string;
  /** Who the claims are about; `sub` of the issuer as the account unless said. */
  principal?: (claims: Readonly<Record<string, unknown>>) => Principal;
}

/**
 * Tokens are kept in memory only: after a reload the person is sent to the issuer, who, as long as its own session lasts, sends
 * them back at once. Make one per page.
 */
export function oidcAuth(options: OidcAuthOptions): AuthProvider {
  const watch = authWatch();
  let person: Principal | null = null;
  let user: User | null = null;
  let ready: Promise<UserManager> | undefined;
  let renewing: Promise<void> | undefined;

  const take = (next: User | null): void => {
    user = next;
    const found = next && (options.principal ?? bySub(options.authority))(next.profile);
    const isOther = Boolean(found && person && found.subject !== person.subject);
    person = found ?? person;
    watch.set(found ? 'signed-in' : person ? 'expired' : 'signed-out', isOther);
  };

  const open = async (): Promise<UserManager> => {
    const { UserManager, WebStorageStateStore, InMemoryWebStorage } = await import('oidc-client-ts');
    const manager = new UserManager({
      authority: options.authority,
      client_id: options.clientId,
      redirect_uri: options.redirectUri ?? location.origin + location.pathname,
      scope: options.scope ?? 'openid',
      ...(options.resource === undefined ? {} : { resource: options.resource }),
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      // The verifier of PKCE must outlive the way to the issuer and back; it is of no use to anybody afterwards.
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: false, // renewed when a request needs it
      monitorSession: false,
    });
    const here = new URL(location.href);
    if (here.searchParams.has('state') && (here.searchParams.has('code') || here.searchParams.has('error'))) {
      const back = await manager.signinCallback().catch(() => undefined);
      const target = typeof back?.state === 'string' ? new URL(back.state, location.origin) : here;
      for (const name of ['code', 'state', 'session_state', 'iss', 'error', 'error_description'])
        target.searchParams.delete(name);
      // Only a place of this portal: what comes back is not believed.
      history.replaceState(history.state, '', target.origin === location.origin ? target : location.pathname);
    }
    take(await manager.getUser());
    return manager;
  };

  const manager = (): Promise<UserManager> =>
    (ready ??= open().catch((cause: unknown) => {
      ready = undefined;
      watch.set('error');
      throw new WidyaError('lrs/network', 'sign-in cannot be loaded', { cause, retryable: true });
    }));

  /** By refresh token, where the issuer gave one; otherwise the person has to go there. */
  const renew = (): Promise<void> =>
    (renewing ??= (async () => {
      try {
        const m = await manager();
        take(user?.refresh_token ? await m.signinSilent().catch(() => null) : null);
      } finally {
        renewing = undefined;
      }
    })());

  return {
    get state() {
      return watch.state;
    },
    subscribe: watch.subscribe,
    async principal() {
      await manager().catch(() => undefined);
      return person;
    },
    async authorize(request, { retry }) {
      await manager();
      const whose = person?.subject;
      if (retry || (user?.expires_in ?? 0) < 30) await renew();
      if (!user || whose !== person?.subject)
        throw new WidyaError('auth/signed-out', 'the sign-in has ended', { status: 401 });
      request.headers.set('authorization', `Bearer ${user.access_token}`);
      return request;
    },
    async login() {
      await (await manager()).signinRedirect({ state: location.pathname + location.search });
    },
    async logout() {
      const m = await manager();
      person = null;
      await m.removeUser();
      take(null);
      await m.signoutRedirect().catch(() => undefined); // an issuer need not offer it
    },
  };
}

const bySub =
  (issuer: string) =>
  (claims: Readonly<Record<string, unknown>>): Principal => {
    const subject = String(claims['sub']);
    const name = typeof claims['name'] === 'string' ? { name: claims['name'] } : {};
    return {
      subject,
      ...name,
      roles: ['learner'],
      actor: { objectType: 'Agent', ...name, account: { homePage: issuer, name: subject } },
    };
  };
