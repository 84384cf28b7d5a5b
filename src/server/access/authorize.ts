// Who may do what at the LRS: pure rules over principal and request, deny by default. Systems with a credential may do all.
import { ifiOf, type Actor } from '../../sdk/statement.js';
import type { Role } from '../../sdk/auth.js';
import type { LrsPrincipal } from './principal.js';

export interface AccessOptions {
  /** Activity IRIs beginning with one of these are read by everybody signed in: forums and the like. */
  sharedActivities?: readonly string[];
}

/** A reason in plain words, or null when it is allowed. */
export type Verdict = string | null;

/** Who may read what others did: those who accompany, administer or lead. Authors write courses and read nobody's records. */
const readers: readonly Role[] = ['facilitator', 'manager', 'leader', 'admin'];
const definers: readonly Role[] = ['author', 'facilitator', 'manager', 'admin'];
const managers: readonly Role[] = ['manager', 'admin'];

const has = (p: LrsPrincipal, roles: readonly Role[]): boolean =>
  p.via === 'system' || p.roles.some((r) => roles.includes(r));
export const mayReadOthers = (p: LrsPrincipal): boolean => has(p, readers);
const mayManage = (p: LrsPrincipal): boolean => has(p, managers);
/** xAPI's scope `define`: whose definitions of activities replace those the LRS knows. */
export const mayDefine = (p: LrsPrincipal): boolean => has(p, definers);

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
  if (mayReadOthers(p)) return null;
  if (q.agent && isSelf(p, q.agent) && !q.relatedAgents) return null;
  if (q.activity !== undefined && isShared(q.activity, options)) return null;
  return 'learners read their own statements (agent=themselves) and those of shared activities';
}

/**
 * One statement by its id. @param statement undefined when the LRS does not have it: who may not read others' statements is
 * not told which ids exist. @param statement.activities its object and those of its context; `voided`: it was taken back
 */
export function mayReadStatement(
  p: LrsPrincipal,
  statement: { actor: Actor; activities: readonly string[]; voided: boolean } | undefined,
  options: AccessOptions,
): Verdict {
  if (mayReadOthers(p) || (statement && isSelf(p, statement.actor))) return null;
  // What was taken back in a forum is no longer for everybody.
  if (statement && !statement.voided && statement.activities.some((iri) => isShared(iri, options))) return null;
  return 'learners read their own statements and those of shared activities';
}

export function mayUseAgentDocument(p: LrsPrincipal, agent: Actor, write: boolean): Verdict {
  if (p.via === 'system' || isSelf(p, agent)) return null;
  return !write && mayManage(p) ? null : 'documents of a person are theirs only';
}

export function mayWriteActivityProfile(p: LrsPrincipal): Verdict {
  return mayDefine(p) ? null : 'activity profiles are written by authors, facilitators and managers';
}

export function mayReadAgent(p: LrsPrincipal, agent: Actor): Verdict {
  return mayReadOthers(p) || isSelf(p, agent) ? null : 'learners look up themselves only';
}

/**
 * Requests that ride on a cookie must come from our own pages: a header no form can set, and an origin that is ours.
 * Browsers say where a request comes from in Sec-Fetch-Site, on plain http only in Origin.
 * @param origin the server's own
 */
export function isForged(request: Request, origin: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  return !isSameOrigin(request, origin) || !request.headers.has('x-experience-api-version');
}

/** @param typed whether an address a person typed counts: it does for pages, never for scripts */
export function isSameOrigin(request: Request, origin: string, typed = false): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || (typed && site === 'none');
  const from = request.headers.get('origin');
  return from === null || from === origin;
}
