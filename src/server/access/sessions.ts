// Sessions of the portal: a random number in an HttpOnly cookie; everything else stays here.
import type { Agent } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { sha1Hex } from '../hash.js';
import type { Storage } from '../storage/port.js';
import { ownerOf } from './ended.js';

export interface SessionOptions {
  storage: Storage;
  /** Seconds a session lasts from signing in; 12 hours. */
  maxAge?: number;
  now?: () => Date;
}

export interface Sessions {
  /** Id of the person the request belongs to. */
  read(request: Request): Promise<string | undefined>;
  /** Begins a session; the value of Set-Cookie. */
  start(request: Request, person: string, actor: Agent): Promise<string>;
  /** Ends the session of the request; the value of Set-Cookie. */
  end(request: Request): Promise<string>;
}

const COOKIE = 'widya_session';
const isSecure = (request: Request): boolean => new URL(request.url).protocol === 'https:';
/** On https the prefix makes browsers refuse a cookie of that name from another host or path (RFC 6265bis 4.1.3.2). */
const nameFor = (request: Request): string => (isSecure(request) ? `__Host-${COOKIE}` : COOKIE);

export function createSessions(options: SessionOptions): Sessions {
  const { storage } = options;
  const maxAge = options.maxAge ?? 12 * 3600;
  const now = () => (options.now ?? (() => new Date()))().getTime();
  // Only a hash is stored: who reads the store cannot take over a session.
  const keyOf = (token: string) => `session:${sha1Hex(token)}`;
  const tokenOf = (request: Request): string | undefined =>
    new RegExp(`(?:^|;\\s*)${nameFor(request)}=([\\w-]+)`).exec(request.headers.get('cookie') ?? '')?.[1];
  const cookie = (request: Request, value: string, age: number) =>
    `${nameFor(request)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${isSecure(request) ? '; Secure' : ''}`;
  const forget = async (request: Request) => {
    const token = tokenOf(request);
    if (token !== undefined) await storage.setItem(keyOf(token), null);
  };

  return {
    async read(request) {
      const token = tokenOf(request);
      const stored = token === undefined ? undefined : await storage.getItem(keyOf(token));
      if (stored === undefined) return undefined;
      const { person, until } = JSON.parse(stored) as { person: string; until: number };
      return until > now() ? person : undefined;
    },
    async start(request, person, actor) {
      await forget(request);
      const token = `${uuid()}${uuid()}`;
      const until = now() + maxAge * 1000;
      await storage.setItem(keyOf(token), JSON.stringify({ person, until, owner: ownerOf(actor) }), until);
      return cookie(request, token, maxAge);
    },
    async end(request) {
      await forget(request);
      return cookie(request, '', 0);
    },
  };
}
