// Keys and secrets of systems (HTTP Basic). People never have one.
import type { LrsPrincipal, Scope } from './principal.js';

export interface Credential {
  key: string;
  secret: string;
  /** What the system may do; `all` unless said. */
  scopes?: readonly Scope[];
}

/** `KEY:SECRET` → credential; null when it is none. */
export function parseCredential(text: string): Credential | null {
  const colon = text.indexOf(':');
  return colon > 0 && colon < text.length - 1 ? { key: text.slice(0, colon), secret: text.slice(colon + 1) } : null;
}

/** Compares in a time that does not tell how much was right. */
function same(a: string, b: string): boolean {
  const [x, y] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  let diff = x.length ^ y.length;
  for (let i = 0; i < x.length; i++) diff |= (x[i] ?? 0) ^ (y[i % Math.max(y.length, 1)] ?? 0);
  return diff === 0;
}

/** The system an Authorization header names; undefined when it is wrong. */
export function basicPrincipal(
  authorization: string,
  credentials: readonly Credential[],
  home: string,
): LrsPrincipal | undefined {
  const m = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization);
  if (!m) return undefined;
  let text: string;
  try {
    text = new TextDecoder().decode(Uint8Array.from(atob(m[1] ?? ''), (c) => c.charCodeAt(0)));
  } catch {
    return undefined;
  }
  const given = parseCredential(text);
  const found = given && credentials.filter((c) => same(c.key, given.key) && same(c.secret, given.secret))[0];
  if (!found) return undefined;
  const authority = { objectType: 'Agent' as const, account: { homePage: home, name: found.key } };
  return {
    via: 'system',
    subject: `system:${found.key}`,
    authority,
    actor: authority,
    roles: [],
    scopes: found.scopes ?? ['all'],
  };
}
