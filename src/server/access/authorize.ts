// Who may do what at the LRS: pure rules over principal and request, deny by default.
import { ifiOf, type Actor, type Statement } from '../../sdk/statement.js';
import { forumVerbs } from '../../sdk/forum-verbs.js';
import { extensions, forumProfile, verbs } from '../../sdk/verbs.js';
import type { Role } from '../../sdk/auth.js';
import { reportProfileId, rollupProfileId } from '../../model/report.js';
import type { LrsPrincipal, Scope } from './principal.js';

export interface AccessOptions {
  /** Activity IRIs beginning with one of these are read by everybody signed in: forums and the like. */
  sharedActivities?: readonly string[];
}

/** Why not; stable words for logs and tests. */
export type DenialCode =
  | 'signed-out'
  | 'scope'
  | 'role'
  | 'not-self'
  | 'not-own'
  | 'not-enrolled'
  | 'not-cohort'
  | 'not-frozen'
  | 'unknown-resource';
/** Null when it is allowed. */
export type Verdict = { code: DenialCode; message: string } | null;
const no = (code: DenialCode, message: string): Verdict => ({ code, message });

/** Who reads what others did, within their cohort and classes where there are such. Authors write courses and read nobody's records. */
const accompanying: readonly Role[] = ['facilitator', 'manager'];
/** Who keeps order in forums. */
const moderators: readonly Role[] = ['facilitator', 'manager', 'admin'];
const definers: readonly Role[] = ['author', 'facilitator', 'manager', 'admin'];
const managers: readonly Role[] = ['manager', 'admin'];
const deliverers: readonly Role[] = ['facilitator', ...managers];

const is = (p: LrsPrincipal, roles: readonly Role[]): boolean => p.roles.some((r) => roles.includes(r));
/** Whether a system's scopes cover one of these. */
const holds = (p: LrsPrincipal, ...wanted: readonly Scope[]): boolean =>
  (p.scopes ?? ['all']).some((s) => s === 'all' || wanted.includes(s));
const scopeMissing = (scope: Scope): Verdict => no('scope', `this credential lacks the scope ${scope}`);

/** Who reads everybody. Facilitators and managers with a cohort or classes read those, and what everybody reads. */
const readsAll = (p: LrsPrincipal): boolean =>
  is(p, ['leader', 'admin']) || (is(p, accompanying) && p.cohort === undefined && p.classes === undefined);
const accompanies = (p: LrsPrincipal, actor: Actor): boolean =>
  is(p, accompanying) && (p.cohort?.some((member) => sameActor(member, actor)) ?? false);
const teaches = (p: LrsPrincipal, iri: string): boolean => is(p, accompanying) && (p.classes?.includes(iri) ?? false);

/** xAPI's scope `define`: whose definitions of activities replace those the LRS knows. */
export const mayDefine = (p: LrsPrincipal): boolean => (p.via === 'system' ? holds(p, 'define') : is(p, definers));
/** Erasing a person's records, by whatever way. */
export const mayErase = (p: LrsPrincipal): boolean =>
  p.via === 'system' ? (p.scopes ?? ['all']).includes('all') : p.roles.includes('admin');
/** Systems that may only see what they wrote themselves: pages are narrowed to their authority. */
export const readsMineOnly = (p: LrsPrincipal): boolean =>
  p.via === 'system' && !holds(p, 'all/read', 'statements/read') && holds(p, 'statements/read/mine');

function sameActor(a: Actor, b: Actor): boolean {
  return ifiOf(a) !== null && b.objectType !== 'Group' && ifiOf(a) === ifiOf(b);
}
export const isSelf = (p: LrsPrincipal, actor: Actor): boolean => sameActor(p.actor, actor);
/** Whether the LRS wrote this credential's authority into the statement. */
export const isMine = (p: LrsPrincipal, authority: Actor | undefined): boolean =>
  authority !== undefined && sameActor(p.authority, authority);

export const isShared = (iri: string, options: AccessOptions): boolean =>
  options.sharedActivities?.some((prefix) => iri.startsWith(prefix)) ?? false;

/** What a request says it brings. `backup`: what others have recorded on a device that could not send it. */
export type Delivery = 'backup';
/** The header that says so. */
export const deliveryHeader = 'x-widya-delivery';

/** As much of a statement as the rules of writing look at. */
interface Written {
  actor: Actor;
  registration?: string | undefined;
  id?: string | undefined;
  /** IRI */
  verb?: string | undefined;
  instructor?: Actor | undefined;
  timestamp?: string | undefined;
  /** `context.extensions`' code of a paper form. */
  paper?: unknown;
}

/**
 * Who accompanies or administers people brings in a backup of theirs: ids and times as they were recorded, so that nothing is made
 * up on the way or stored twice. The authority of what is stored tells who brought it.
 */
function mayDeliver(p: LrsPrincipal, { actor, id, timestamp }: Written): Verdict {
  if (!is(p, deliverers)) return no('role', 'backups of others are brought in by those who accompany them');
  const member = p.cohort?.find((m) => sameActor(m, actor));
  // A facilitator without a list reads everybody and delivers for nobody: writing needs to be said.
  const everybody = p.cohort === undefined && is(p, managers) && sameActor(actor, actor);
  if (!member && !everybody) return no('not-cohort', 'the actor is none of those you accompany');
  if (actor.name !== undefined && member?.name !== undefined && actor.name !== member.name)
    return no('not-cohort', 'the name of the actor is not the one known of this person');
  if (id === undefined || timestamp === undefined)
    return no('not-frozen', 'a statement of a backup has the id and the timestamp it was recorded with');
  return null;
}

/** What an attempt at a quiz says. */
const attemptVerbs: readonly (string | undefined)[] = [
  verbs.attempted.id,
  verbs.answered.id,
  verbs.completed.id,
  verbs.passed.id,
  verbs.failed.id,
];

/**
 * A person writes about themselves only, under their own name, in their own enrolments. Three exceptions: a grade (`scored`) is about
 * the learner, and written by who accompanies them, named as instructor, however it is delivered; so is what a learner wrote on
 * paper, which says of which form it is; and a backup is brought in.
 */
export function mayWriteStatement(p: LrsPrincipal, statement: Written, delivery?: Delivery): Verdict {
  if (p.via === 'system') return holds(p, 'statements/write') ? null : scopeMissing('statements/write');
  const { actor, registration } = statement;
  // Without an instructor and about oneself it is no grade: what SCORM content says of its own score (ADL SCORM profile).
  const isGrade = statement.instructor !== undefined || !isSelf(p, actor);
  if (statement.verb === verbs.scored.id && isGrade) return mayScore(p, actor, statement.instructor);
  if (delivery && !isSelf(p, actor)) return mayDeliver(p, statement);
  if (!isSelf(p, actor) && typeof statement.paper === 'string' && attemptVerbs.includes(statement.verb))
    return mayEnter(p, statement);
  if (!isSelf(p, actor)) return no('not-self', 'the actor of a statement must be the signed-in person');
  if (actor.name !== undefined && actor.name !== p.actor.name)
    return no('not-self', 'the name of the actor must be the signed-in person’s');
  if (registration !== undefined && p.registrations && !p.registrations.includes(registration.toLowerCase()))
    return no('not-enrolled', 'the registration is none of the signed-in person’s');
  return null;
}

/** Answers from paper are entered by who would grade them, in their own name, for people by the name they are known by. */
export function mayEnter(
  p: LrsPrincipal,
  { actor, id, timestamp, instructor }: Pick<Written, 'actor' | 'id' | 'timestamp' | 'instructor'>,
): Verdict {
  const denied = mayScore(p, actor, instructor);
  if (denied) return denied;
  const member = p.cohort?.find((m) => sameActor(m, actor));
  if (actor.name !== undefined && member?.name !== undefined && actor.name !== member.name)
    return no('not-cohort', 'the name of the actor is not the one known of this person');
  // Entered again, it is the same statement.
  if (id === undefined || timestamp === undefined)
    return no('not-frozen', 'a statement from paper has an id that follows from it, and the time of the paper');
  return null;
}

/** Nobody grades themselves, nor in another's name. */
function mayScore(p: LrsPrincipal, learner: Actor, instructor: Actor | undefined): Verdict {
  if (isSelf(p, learner)) return no('role', 'nobody grades their own answers');
  const may = accompanies(p, learner) || (p.roles.includes('facilitator') && p.cohort === undefined);
  if (!may) return no('role', 'answers are graded by the facilitators of the learner');
  return instructor && isSelf(p, instructor)
    ? null
    : no('not-self', 'context.instructor of a grade must be the signed-in person');
}

/** @param target actor of the statement to be voided; undefined when the LRS does not have it */
export function mayVoid(p: LrsPrincipal, target: Actor | undefined): Verdict {
  if (p.via === 'system') return holds(p, 'statements/write') ? null : scopeMissing('statements/write');
  if (is(p, managers) && (readsAll(p) || (target && accompanies(p, target)))) return null;
  return target && isSelf(p, target) ? null : no('not-own', 'only your own statements can be voided');
}

/**
 * Changing or deleting a post of a forum says which statement it was made with. @param target actor of that statement;
 * undefined when the LRS does not have it
 */
export function mayChangePost(p: LrsPrincipal, target: Actor | undefined): Verdict {
  if (p.via === 'system' || is(p, moderators)) return null;
  return target && isSelf(p, target) ? null : no('not-own', 'posts of others are changed by moderators only');
}

export function mayQueryStatements(
  p: LrsPrincipal,
  q: { agent?: Actor; activity?: string; relatedAgents: boolean },
  options: AccessOptions,
): Verdict {
  if (p.via === 'system')
    return holds(p, 'all/read', 'statements/read', 'statements/read/mine') ? null : scopeMissing('statements/read');
  if (readsAll(p)) return null;
  if (q.agent && !q.relatedAgents && (isSelf(p, q.agent) || accompanies(p, q.agent))) return null;
  if (q.activity !== undefined && (isShared(q.activity, options) || teaches(p, q.activity))) return null;
  return no('not-own', 'learners read their own statements (agent=themselves) and those of shared activities');
}

export interface KnownStatement {
  actor: Actor;
  /** Its object and the activities of its context. */
  activities: readonly string[];
  /** It was taken back. */
  voided: boolean;
  authority?: Actor | undefined;
}

/**
 * One statement by its id. @param statement undefined when the LRS does not have it: who may not read others' statements is
 * not told which ids exist.
 */
export function mayReadStatement(
  p: LrsPrincipal,
  statement: KnownStatement | undefined,
  options: AccessOptions,
): Verdict {
  if (p.via === 'system') {
    if (holds(p, 'all/read', 'statements/read')) return null;
    if (!holds(p, 'statements/read/mine')) return scopeMissing('statements/read');
    return statement && isMine(p, statement.authority) ? null : scopeMissing('statements/read');
  }
  if (readsAll(p)) return null;
  if (statement && (isSelf(p, statement.actor) || accompanies(p, statement.actor))) return null;
  if (statement?.activities.some((iri) => teaches(p, iri))) return null;
  // What was taken back in a forum is no longer for everybody.
  if (statement && !statement.voided && statement.activities.some((iri) => isShared(iri, options))) return null;
  return no('not-own', 'learners read their own statements and those of shared activities');
}

/** State and Agent Profile: a person's own; those who manage may look. */
export function mayUseAgentDocument(p: LrsPrincipal, kind: 'state' | 'profile', agent: Actor, write: boolean): Verdict {
  if (p.via === 'system') return holds(p, kind) || (!write && holds(p, 'all/read')) ? null : scopeMissing(kind);
  if (isSelf(p, agent)) return null;
  const looks = is(p, managers) && (readsAll(p) || accompanies(p, agent));
  return !write && looks ? null : no('not-self', 'documents of a person are theirs only');
}

/** @param document activity and id of the one that is asked for; undefined for their list */
export function mayUseActivityProfile(
  p: LrsPrincipal,
  write: boolean,
  document?: { activity: string; id: string },
): Verdict {
  if (p.via === 'system')
    return holds(p, 'profile') || (!write && holds(p, 'all/read')) ? null : scopeMissing('profile');
  // Reports: written by the rollup, read by those who answer for what is in them. Its working documents are nobody's.
  if (document?.id.startsWith(rollupProfileId)) return no('role', 'working documents are for systems');
  if (document?.id.startsWith(reportProfileId)) {
    if (write) return no('role', 'reports are written by the rollup');
    if (readsAll(p) || teaches(p, document.activity)) return null;
    return no('role', 'reports are read by leaders, managers and facilitators, and those of a class by who teaches it');
  }
  return !write || is(p, definers)
    ? null
    : no('role', 'activity profiles are written by authors, facilitators and managers');
}

export function mayReadAgent(p: LrsPrincipal, agent: Actor): Verdict {
  if (p.via === 'system') return holds(p, 'all/read', 'statements/read', 'profile') ? null : scopeMissing('all/read');
  return readsAll(p) || isSelf(p, agent) || accompanies(p, agent)
    ? null
    : no('not-self', 'learners look up themselves only');
}

/** A request to an LRS as far as the rules look at it; plain data, so that any server can make one. */
export interface XapiAsk {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the LRS, e.g. `statements`, `activities/state`. */
  resource: string;
  query?: Readonly<Record<string, string>>;
  /** The request's `X-Widya-Delivery`. */
  delivery?: Delivery;
  /** Statements of a POST or PUT, valid as xAPI. */
  statements?: readonly Statement[];
  /** What the LRS has under the ids that are asked for or voided; an id that is missing is unknown to it. */
  known?: Readonly<Record<string, KnownStatement>>;
}

/**
 * All rules in one: whether this person or system may do this. Pure; its vectors are in `access-vectors.json` of the package,
 * for servers in other languages. Statements that are allowed still get their authority from the server, and the pages of
 * systems for which `readsMineOnly` holds are narrowed to it.
 */
export function authorizeXapi(ask: XapiAsk, p: LrsPrincipal | null, options: AccessOptions = {}): Verdict {
  const { resource, query = {} } = ask;
  const write = ask.method !== 'GET' && ask.method !== 'HEAD';
  if (resource === 'about') return null;
  if (!p) return no('signed-out', 'sign in, or send a credential');
  const agent = (): Actor => JSON.parse(query.agent ?? '{}') as Actor;
  switch (resource) {
    case 'statements': {
      if (write) {
        for (const s of ask.statements ?? []) {
          const { actor, id, timestamp, context, verb } = s;
          const { registration, instructor, extensions: more } = context ?? {};
          const paper = more?.[extensions.paperForm];
          const written = { actor, id, timestamp, registration, verb: verb.id, instructor, paper };
          const denied = mayWriteStatement(p, written, ask.delivery);
          if (denied) return denied;
          const target = voidedBy(s);
          const voided = target === undefined ? null : mayVoid(p, ask.known?.[target]?.actor);
          if (voided) return voided;
          const order = mayKeepOrder(p, s, options);
          if (order) return order;
          const post = changedPost(s);
          const own = ask.statements?.some((other) => other.id?.toLowerCase() === post);
          const changed = post === undefined || own ? null : mayChangePost(p, ask.known?.[post]?.actor);
          if (changed) return changed;
        }
        return null;
      }
      const id = query.statementId ?? query.voidedStatementId;
      if (id !== undefined) return mayReadStatement(p, ask.known?.[id.toLowerCase()], options);
      const activity = query.activity === undefined ? {} : { activity: query.activity };
      const whom = query.agent === undefined ? {} : { agent: agent() };
      return mayQueryStatements(p, { ...whom, ...activity, relatedAgents: query.related_agents === 'true' }, options);
    }
    case 'activities/state':
      return mayUseAgentDocument(p, 'state', agent(), write);
    case 'agents/profile':
      return mayUseAgentDocument(p, 'profile', agent(), write);
    case 'activities/profile':
      return mayUseActivityProfile(
        p,
        write,
        query.profileId === undefined ? undefined : { activity: query.activityId ?? '', id: query.profileId },
      );
    case 'agents':
      return mayReadAgent(p, agent());
    case 'activities':
      return null;
    default:
      return no('unknown-resource', `there is no resource ${resource}`);
  }
}

/** The id that a voiding statement takes back (xAPI-Data 2.3.2), lower case. */
export function voidedBy(s: Statement): string | undefined {
  return s.verb.id === verbs.voided.id && s.object.objectType === 'StatementRef'
    ? s.object.id.toLowerCase()
    : undefined;
}

/** Old spelling of ActivityStreams, which readers take for the same. */
const spelled = (iri: string): string => iri.replace('activitystrea.ms/schema/1.0/', 'activitystrea.ms/');
const { hidden, restored, locked, unlocked, pinned, accepted, resolved, retracted } = forumVerbs;
const changing: readonly string[] = [verbs.edited, verbs.deleted, accepted, resolved].map((v) => v.id);
const ordering: readonly string[] = [hidden, restored, locked, unlocked, pinned].map((v) => v.id);

/**
 * The statement whose author alone may say this, lower case: with which the post was made that is edited or deleted, the question
 * was asked whose answer is accepted, or that is retracted (`tracking/forum`).
 */
export function changedPost(s: Statement): string | undefined {
  const verb = spelled(s.verb.id);
  if (verb === retracted.id && s.object.objectType === 'StatementRef') return s.object.id.toLowerCase();
  return changing.includes(verb) ? s.context?.statement?.id.toLowerCase() : undefined;
}

/** Hiding, locking and pinning in a forum: in what everybody reads, or by its own word (the category of `tracking/forum`). */
export function mayKeepOrder(p: LrsPrincipal, s: Statement, options: AccessOptions): Verdict {
  if (p.via === 'system' || is(p, moderators) || !ordering.includes(spelled(s.verb.id))) return null;
  const { parent = [], grouping = [], category = [], other = [] } = s.context?.contextActivities ?? {};
  const own = 'id' in s.object && typeof s.object.id === 'string' ? [s.object.id] : [];
  // One activity may stand without a list around it (xAPI-Data 2.4.6.2).
  const named = [...own, ...[parent, grouping, category, other].flat().map((a) => a.id)];
  const ofForum = named.some((iri) => iri === forumProfile || isShared(iri, options));
  return ofForum ? no('role', 'order in a forum is kept by facilitators and managers') : null;
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
