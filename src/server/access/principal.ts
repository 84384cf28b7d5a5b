// Who asks, as the server knows them. Made by sessions, tokens or credentials, never from what the request says of itself.
import type { Role } from '../../sdk/auth.js';
import type { Agent } from '../../sdk/statement.js';

/**
 * What a system may do, in the words of xAPI 1.0.3 (Communication 4.2 "OAuth Authorization Scope"). `statements/read/mine`:
 * what was written with this credential.
 */
export const scopes = [
  'all',
  'all/read',
  'statements/write',
  'statements/read',
  'statements/read/mine',
  'state',
  'profile',
  'define',
] as const;
export type Scope = (typeof scopes)[number];

export interface LrsPrincipal {
  /** `session`: a person with a cookie. `token`: a person with a JWT. `system`: a key and secret, e.g. a portal's back end. */
  via: 'session' | 'token' | 'system';
  subject: string;
  /** Written into each statement by the LRS (xAPI-Data 2.4.9). */
  authority: Agent;
  /** The only actor a person may write for. */
  actor: Agent;
  /** What a person may do follows from these; a system has none. */
  roles: readonly Role[];
  /** What a system may do; `all` unless said. */
  scopes?: readonly Scope[];
  /** Whom a facilitator accompanies or a manager leads, and so may read; everybody unless this or `classes` is said. */
  cohort?: readonly Agent[];
  /** Activities (IRIs of classes, units) whose statements a facilitator or manager reads: object, or in the context. */
  classes?: readonly string[];
  /** The only enrolments (UUIDs) a learner may write under; any unless said. */
  registrations?: readonly string[];
}

/** A person with the portal's session: they write as themselves, and the LRS says so. */
export function sessionPrincipal(person: {
  subject: string;
  actor: Agent;
  roles: readonly Role[];
  cohort?: readonly Agent[];
}): LrsPrincipal {
  const { subject, actor, roles, cohort } = person;
  return { via: 'session', subject, authority: actor, actor, roles, ...(cohort ? { cohort } : {}) };
}
