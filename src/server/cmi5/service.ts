// Courses of cmi5 packages for people: who may launch what, and what those in charge may waive. The sessions are in lms.ts.
import type { Cmi5Unit } from '../../formats/cmi5/read.js';
import { lessonIri, lessonsOf, type Course, type Lesson } from '../../model/course.js';
import { lockedBy } from '../../model/progress.js';
import type { Agent } from '../../sdk/statement.js';
import { registrationFor } from '../../tracking/course.js';
import { waiveReasons, type LaunchMode, type WaiveReason } from '../../tracking/cmi5.js';
import { isForged, isSelf } from '../access/authorize.js';
import { sessionPrincipal, type LrsPrincipal } from '../access/principal.js';
import { bad, HttpError, json, limitedBody } from '../lrs/http.js';
import { agent as validateAgent } from '../lrs/validate.js';
import { isUuid } from '../lrs/values.js';
import type { Storage } from '../storage/port.js';
import { createLms, type Lms, type Unit } from './lms.js';

/** A course and where its files are. */
export interface HostedCourse {
  course: Course;
  /** Absolute URL that relative ones of its units count from; the content's own origin. */
  base: string;
}

export interface Cmi5Options {
  courses(): readonly HostedCourse[];
  storage: Storage;
  /** The LRS, asked as somebody. */
  lrs(request: Request, principal: LrsPrincipal): Promise<Response>;
  /** Who writes what the LMS says. */
  authority: LrsPrincipal;
  /** Path; `/cmi5` unless said. */
  prefix?: string;
  now?: () => Date;
}

export interface Cmi5 {
  lms: Lms;
  /** Undefined when the path is none of ours. @param principal who asks, when somebody does: AUs come with their token */
  fetch(request: Request, principal: () => Promise<LrsPrincipal | undefined>): Promise<Response | undefined>;
}

const modes: readonly LaunchMode[] = ['Normal', 'Browse', 'Review'];
const noStore = { 'cache-control': 'no-store' };

/** A lesson as the LMS launches it. */
export function unitOf(course: Course, lesson: Cmi5Unit): Unit {
  const { masteryScore, launchParameters, entitlementKey, launchMethod, moveOn, publisherId } = lesson;
  return {
    lesson: lesson.id,
    activityId: lessonIri(course, lesson),
    publisherId,
    moveOn,
    launchMethod,
    ...(masteryScore === undefined ? {} : { masteryScore }),
    ...(launchParameters === undefined ? {} : { launchParameters }),
    ...(entitlementKey === undefined ? {} : { entitlementKey }),
  };
}

export const isUnit = (lesson: Lesson): lesson is Cmi5Unit => lesson.kind === 'cmi5' && 'url' in lesson;

export function createCmi5(options: Cmi5Options): Cmi5 {
  const prefix = (options.prefix ?? '/cmi5').replace(/(?<!\/)\/+$/, '');
  const find = (id: string): HostedCourse | undefined =>
    options.courses().find(({ course }) => course.id === id || course.publisherId === id);
  const lms = createLms({
    prefix,
    store: {
      get: (key) => options.storage.getItem(key),
      set: (key, value, until) => options.storage.setItem(key, value, until),
    },
    lrs: (request, actor, as) =>
      options.lrs(
        request,
        as === 'lms'
          ? options.authority
          : { ...sessionPrincipal({ subject: 'cmi5', actor, roles: ['learner'] }), via: 'token' },
      ),
    courseOf: (id) => find(id)?.course,
    ...(options.now ? { now: options.now } : {}),
  });

  async function body(request: Request, principal: LrsPrincipal): Promise<Record<string, unknown>> {
    const { origin } = new URL(request.url);
    if (principal.via === 'session' && isForged(request, origin))
      throw new HttpError(403, 'launch from the portal’s own pages', { code: 'forged' });
    const text = new TextDecoder().decode(await limitedBody(request, 65_536));
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // said below
    }
    throw bad('must be a JSON object');
  }

  const courseIn = (ask: Record<string, unknown>): HostedCourse => {
    const hosted = typeof ask.course === 'string' ? find(ask.course) : undefined;
    if (!hosted) throw bad('there is no such course here', 'course');
    return hosted;
  };
  const unitIn = ({ course }: HostedCourse, ask: Record<string, unknown>): Cmi5Unit => {
    const all = lessonsOf(course.lessons).filter(isUnit);
    const unit = all.find((l) => l.id === ask.lesson || l.publisherId === ask.lesson);
    if (!unit) throw bad('there is no such AU in the course', 'lesson');
    return unit;
  };
  const registrationIn = (ask: Record<string, unknown>, course: Course, actor: Agent): string => {
    if (ask.registration === undefined) return registrationFor(course.id, actor);
    if (!isUuid(ask.registration)) throw bad('must be a UUID', 'registration');
    return ask.registration.toLowerCase();
  };

  async function launch(request: Request, principal: LrsPrincipal): Promise<Response> {
    const ask = await body(request, principal);
    const hosted = courseIn(ask);
    const unit = unitIn(hosted, ask);
    const { course, base } = hosted;
    const actor = learnerIn(ask, principal);
    const registration = registrationIn(ask, course, actor);
    if (principal.registrations && !principal.registrations.includes(registration))
      throw new HttpError(403, 'the registration is none of the signed-in person’s', { reason: 'not-enrolled' });
    const mode = ask.mode === undefined ? 'Normal' : modes.find((m) => m === ask.mode);
    if (!mode) throw bad(`must be one of ${modes.join(', ')}`, 'mode');
    const { returnURL } = ask;
    if (returnURL !== undefined && !(typeof returnURL === 'string' && /^https?:\/\//.test(returnURL)))
      throw bad('must be an absolute http URL', 'returnURL');
    const units = Object.fromEntries(
      await Promise.all(
        lessonsOf(course.lessons).map(async (l) => [l.id, await lms.unit(registration, l.id)] as const),
      ),
    );
    const locked = lockedBy(course, unit, { lessons: units }, (l) => l.moveOn ?? 'NotApplicable');
    if (locked.length > 0)
      throw new HttpError(409, `first: ${locked.map((e) => e.id).join(', ')}`, { code: 'locked', path: 'lesson' });
    const begun = await lms.launch({
      course: course.id,
      unit: unitOf(course, unit),
      url: new URL(unit.url, base).href,
      actor,
      registration,
      mode,
      origin: new URL(request.url).origin,
      ...(returnURL === undefined ? {} : { returnURL }),
    });
    return json({ ...begun, registration }, { headers: noStore });
  }

  async function waive(request: Request, principal: LrsPrincipal): Promise<Response> {
    const ask = await body(request, principal);
    const hosted = courseIn(ask);
    const unit = unitIn(hosted, ask);
    validateAgent(ask.agent, 'agent');
    const actor = accountOf(ask.agent as Agent, 'agent');
    const inCharge =
      principal.via === 'system' ||
      (principal.roles.some((r) => ['facilitator', 'manager', 'admin'].includes(r)) &&
        (principal.cohort?.some((m) => isSelf({ ...principal, actor: m }, actor)) ?? true));
    if (!inCharge || isSelf(principal, actor))
      throw new HttpError(403, 'AUs are waived by those who accompany the learner', { reason: 'role' });
    const reason = waiveReasons.find((r): r is WaiveReason => r === ask.reason);
    if (!reason) throw bad(`must be one of ${waiveReasons.join(', ')}`, 'reason');
    const registration = registrationIn(ask, hosted.course, actor);
    const done = await lms.waive({
      course: hosted.course.id,
      unit: unitOf(hosted.course, unit),
      actor,
      registration,
      reason,
    });
    return json({ waived: done, registration }, { headers: noStore });
  }

  async function session(request: Request, principal: LrsPrincipal, id: string, action: string): Promise<Response> {
    const known = isUuid(id) ? await lms.session(id.toLowerCase()) : undefined;
    // Whose it is not, is not told that it is.
    if (!known || !(isSelf(principal, known.actor) || principal.via === 'system'))
      throw new HttpError(404, 'there is no such session');
    if (action === 'abandon' && request.method === 'POST') {
      await body(request, principal);
      return json({ abandoned: await lms.abandon(known.id) }, { headers: noStore });
    }
    if (action !== '' || request.method !== 'GET') throw new HttpError(405, 'is not done here');
    const { said, result, abandoned = false } = known;
    const unit = await lms.unit(known.registration, known.unit.lesson);
    return json({ said: Object.keys(said), abandoned, unit, ...(result ? { result } : {}) }, { headers: noStore });
  }

  function learnerIn(ask: Record<string, unknown>, principal: LrsPrincipal): Agent {
    if (principal.via !== 'system') return accountOf(principal.actor, 'actor');
    validateAgent(ask.actor, 'actor');
    return accountOf(ask.actor as Agent, 'actor');
  }

  return {
    lms,
    async fetch(request, principalOf) {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith(`${prefix}/`)) return undefined;
      const own = await lms.fetch(request);
      if (own) return own;
      const principal = await principalOf();
      if (!principal) throw new HttpError(401, 'sign in, or send a credential');
      const [what = '', id = '', action = ''] = pathname.slice(prefix.length + 1).split('/');
      if (what === 'launch' && request.method === 'POST') return launch(request, principal);
      if (what === 'waivers' && request.method === 'POST') return waive(request, principal);
      if (what === 'sessions') return session(request, principal, id, action);
      // A whole course, for a player: its units are launched here.
      if (what === 'courses' && id !== '' && request.method === 'GET') {
        const hosted = find(decodeURIComponent(id));
        if (!hosted) throw new HttpError(404, 'there is no such course here');
        return json(hosted.course, { headers: noStore });
      }
      if (what === 'courses' && request.method === 'GET')
        return json(
          options.courses().map(({ course }) => outlineOf(course)),
          { headers: noStore },
        );
      throw new HttpError(404, 'there is nothing here');
    },
  };
}

/** What a list of courses shows. */
function outlineOf(course: Course) {
  const { id, publisherId, title, description } = course;
  return {
    id,
    publisherId,
    title,
    description,
    lessons: lessonsOf(course.lessons).map(({ id, title }) => ({ id, title })),
  };
}

/** cmi5 9.2: an account and nothing else, so that no name or address of a person is handed to content. */
function accountOf(actor: Agent, path: string): Agent {
  if (!actor.account) throw bad('cmi5 knows people by an account (homePage and name)', path);
  return { objectType: 'Agent', account: actor.account };
}
