// Who may do what at the LRS: pure rules over principal and request, deny by default. Systems with a credential may do all.
import { ifiOf, type Actor } from '../../sdk/statement.js';
import type { LrsPrincipal } from './principal.js';

export interface AccessOptions {
  /** Activity IRIs beginning with one of these are read by everybody signed in: forums and the like. */
  sharedActivities?: readonly string[];
}

/** A reason in plain words, or null when it is allowed. */
export type Verdict = string | null;

const staff = ['facilitator', 'author', 'manager', 'leader', 'admin'] as const;
export const isStaff = (p: LrsPrincipal): boolean =>
  p.via === 'system' || p.roles.some((r) => (staff as readonly string[]).includes(r));
const mayManage = (p: LrsPrincipal): boolean =>
  p.via === 'system' || p.roles.some((r) => r === 'manager' || r === 'admin');

export const isSelf = (p: LrsPrincipal, actor: Actor): boolean =>
  ifiOf(actor) !== null && actor.objectType !== 'Group' && ifiOf(actor) === ifiOf(p.actor);

export const isShared = (iri: string, options: AccessOptions): boolean =>
  options.sharedActivities?.some((prefix) => iri.startsWith(prefix)) ?? false;

/** A person writes about themselves only, under their own name. */
export function mayWriteStatement(p: LrsPrincipal, actor: Actor): Verdict {
  if (p.via === 'system') return null;
  if (!isSelf(p, actor)) return 'the actor of a statement must be the signed-in person';
  if (actor.name !== undefined && actor.name !== p.actor.name)
    return 'the name of the actor must be the signed-in person’s';
  return null;
}

/** @param target actor of the statement to be voided; undefined when the LRS does not have it */
export function mayVoid(p: LrsPrincipal, target: Actor | undefined): Verdict {
  if (mayManage(p)) return null;
  return target && isSelf(p, target) ? null : 'only your own statements can be voided';
}

export function mayQueryStatements(
  p: LrsPrincipal,
  q: { agent?: Actor; activity?: string; relatedAgents: boolean },
  options: AccessOptions,
): Verdict {
  if (isStaff(p)) return null;
  if (q.agent && isSelf(p, q.agent) && !q.relatedAgents) return null;
  if (q.activity !== undefined && isShared(q.activity, options)) return null;
  return 'learners read their own statements (agent=themselves) and those of shared activities';
}

/** One statement by its id. @param activities IRIs in its context */
export function mayReadStatement(
  p: LrsPrincipal,
  actor: Actor,
  activities: readonly string[],
  options: AccessOptions,
): Verdict {
  if (isStaff(p) || isSelf(p, actor) || activities.some((iri) => isShared(iri, options))) return null;
  return 'learners read their own statements only';
}

export function mayUseAgentDocument(p: LrsPrincipal, agent: Actor, write: boolean): Verdict {
  if (p.via === 'system' || isSelf(p, agent)) return null;
  return !write && mayManage(p) ? null : 'documents of a person are theirs only';
}

export function mayWriteActivityProfile(p: LrsPrincipal): Verdict {
  if (
    p.via === 'system' ||
    p.roles.some((r) => r === 'author' || r === 'facilitator' || r === 'manager' || r === 'admin')
  )
    return null;
  return 'activity profiles are written by authors, facilitators and managers';
}

export function mayReadAgent(p: LrsPrincipal, agent: Actor): Verdict {
  return isStaff(p) || isSelf(p, agent) ? null : 'learners look up themselves only';
}

/**
 * Requests that ride on a cookie must come from our own pages: a header no form can set, and an origin that is ours.
 * @param origin the server's own
 */
export function isForged(request: Request, origin: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const from = request.headers.get('origin');
  if (from !== null && from !== origin) return true;
  const site = request.headers.get('sec-fetch-site');
  return (site !== null && site !== 'same-origin') || !request.headers.has('x-experience-api-version');
}
