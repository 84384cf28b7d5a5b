// People who come with a token of the agency's sign-in (JWT, RFC 7519; bearer, RFC 6750). jose does the cryptography; it is loaded
// when tokens are configured.
import { roles as knownRoles, type Role } from '../../sdk/auth.js';
import { ifiOf, type Agent } from '../../sdk/statement.js';
import type { LrsPrincipal } from './principal.js';

export interface TokenOptions {
  /** `iss` of every token. */
  issuer: string;
  /** `aud` every token must have: this LRS, and no other service (RFC 8725 3.9). */
  audience: string;
  /** Where the issuer publishes its keys (JWKS, RFC 7517). Fetched when needed and again when a key is unknown. */
  jwks?: string | URL;
  /** Or the secret shared with it, at least 32 bytes; HS256. */
  secret?: string;
  /** Algorithms of signatures; asymmetric ones by default, never what the token says alone. */
  algorithms?: readonly string[];
  /** Longest life of a token in seconds, from `iat` to `exp`; an hour. */
  maxAge?: number;
  now?: () => Date;
  /** Whether what was issued to a person at a moment (seconds since 1970) was ended since. */
  isEnded?: (actor: Agent, issued: number) => Promise<boolean>;
}

/** A person from claims: `sub`, `actor` (an xAPI agent), `name`, `roles`, `registrations`, `cohort`, `classes`. */
export type Claims = Readonly<Record<string, unknown>>;

export interface Tokens {
  /** The person of an Authorization header; undefined when the token is no good. */
  read(authorization: string): Promise<LrsPrincipal | undefined>;
}

const asymmetric = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** @throws Error when neither keys nor a sufficient secret are named */
export function createTokens(options: TokenOptions): Tokens {
  const { issuer, audience, jwks, secret, maxAge = 3600 } = options;
  const bytes = secret === undefined ? undefined : new TextEncoder().encode(secret);
  if (jwks === undefined && bytes === undefined) throw new Error('tokens need jwks or secret');
  if (bytes && bytes.length < 32) throw new Error('the secret of tokens needs at least 32 bytes (RFC 7518 3.2)');
  const jose = import('jose');
  // Nobody may have asked yet: an engine that is not installed is said at the first token, not as an unhandled rejection.
  jose.catch(() => undefined);
  let remote: ReturnType<Awaited<typeof jose>['createRemoteJWKSet']> | undefined;

  return {
    async read(authorization) {
      const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
      if (token === undefined) return undefined;
      const { createRemoteJWKSet, jwtVerify, errors } = await jose;
      const check = {
        issuer,
        audience,
        algorithms: [...(options.algorithms ?? (bytes ? ['HS256'] : asymmetric))],
        requiredClaims: ['sub', 'exp', 'iat'],
        maxTokenAge: maxAge,
        clockTolerance: 60,
        ...(options.now ? { currentDate: options.now() } : {}),
      };
      try {
        const { payload } = bytes
          ? await jwtVerify(token, bytes, check)
          : await jwtVerify(token, (remote ??= createRemoteJWKSet(new URL(jwks as string))), check);
        if ((payload.exp ?? 0) - (payload.iat ?? 0) > maxAge) return undefined;
        // An ID token speaks to the page that signed the person in; it is no key to a service (OpenID Connect Core 2).
        if ('nonce' in payload || 'at_hash' in payload) return undefined;
        const principal = principalFromClaims(payload, issuer);
        if (principal && (await options.isEnded?.(principal.actor, payload.iat ?? 0))) return undefined;
        return principal;
      } catch (error) {
        if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) return undefined;
        throw error;
      }
    },
  };
}

const agent = (value: unknown): Agent | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = value as Agent;
  return (found.objectType ?? 'Agent') === 'Agent' && ifiOf(found) !== null ? found : undefined;
};
const strings = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : undefined;

/** @internal */
export function principalFromClaims(claims: Claims, issuer: string): LrsPrincipal | undefined {
  const subject = claims.sub;
  if (typeof subject !== 'string' || subject === '') return undefined;
  // A claim that is there and cannot be read must not widen what the person may do.
  if (claims.actor !== undefined && !agent(claims.actor)) return undefined;
  if (claims.registrations !== undefined && !Array.isArray(claims.registrations)) return undefined;
  if (claims.cohort !== undefined && !Array.isArray(claims.cohort)) return undefined;
  if (claims.classes !== undefined && !Array.isArray(claims.classes)) return undefined;
  const name = typeof claims.name === 'string' ? { name: claims.name } : {};
  const actor: Agent = agent(claims.actor) ?? {
    objectType: 'Agent',
    ...name,
    account: { homePage: issuer, name: subject },
  };
  const roles = (strings(claims.roles) ?? []).filter((r): r is Role => (knownRoles as readonly string[]).includes(r));
  const registrations = strings(claims.registrations)?.map((r) => r.toLowerCase());
  const cohort = Array.isArray(claims.cohort) ? claims.cohort.flatMap((a) => agent(a) ?? []) : undefined;
  const classes = strings(claims.classes);
  return {
    via: 'token',
    subject,
    authority: actor,
    actor,
    roles: roles.length > 0 ? roles : ['learner'],
    ...(registrations ? { registrations } : {}),
    ...(cohort ? { cohort } : {}),
    ...(classes ? { classes } : {}),
  };
}
