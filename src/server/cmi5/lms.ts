// The LMS side of cmi5 as requests and answers: sessions, the token of the launch, and an LRS that takes from an AU only what the
// standard lets it say. The same code runs in a server and in the page a package is played in; what it keeps and where the records
// go are given to it.
import { isBlock, lessonsOf, type Course, type Entry, type Lesson } from '../../model/course.js';
import { isDone } from '../../model/progress.js';
import { boundaryOf, readParts } from '../../sdk/multipart.js';
import { ifiOf, type Actor, type Agent, type Score, type Statement } from '../../sdk/statement.js';
import { uuid } from '../../sdk/uuid.js';
import { uuidFrom } from '../../sdk/uuid-from.js';
import {
  abandoned,
  launchData,
  launched,
  satisfied,
  waived,
  type LaunchedUnit,
  type LaunchMode,
  type WaiveReason,
} from '../../tracking/cmi5.js';
import { sha1Hex } from '../hash.js';
import { checkStatements, Refusal, type SessionState, type UnitState } from './rules.js';

/** Where sessions and what counts of them are kept; JSON texts by key. */
export interface LmsStore {
  get(key: string): Promise<string | undefined>;
  /** @param until milliseconds since 1970 after which it may be forgotten */
  set(key: string, value: string, until?: number): Promise<void>;
}

export interface LmsOptions {
  store: LmsStore;
  /**
   * The LRS. `lms`: what the LMS itself says, and statements of the AU that were checked; `au`: what the AU asks for, with its
   * learner's rights. The URL's path is that of the resource below `https://lrs.invalid/`.
   */
  lrs(request: Request, actor: Agent, as: 'lms' | 'au'): Promise<Response>;
  /** A course by its IRI, for `satisfied`; without it blocks and courses are somebody else's to say. */
  courseOf?: (id: string) => Course | undefined;
  /** What an AU has changed: its session, and what counts for the enrolment. */
  changed?: (session: Session, unit: UnitState) => void;
  /** Path of the LMS; `/cmi5` unless said. */
  prefix?: string;
  now?: () => Date;
}

/** A unit as a course has it, with the IRI its statements are about. */
export interface Unit extends LaunchedUnit {
  /** Id of the lesson in its course. */
  lesson: string;
  launchMethod?: 'AnyWindow' | 'OwnWindow';
}

export interface LaunchAsk {
  /** IRI of the course. */
  course: string;
  unit: Unit;
  /** Where the AU is, absolute; its own query is kept. */
  url: string;
  /** With an account only (cmi5 9.2). */
  actor: Agent;
  /** UUID of the enrolment. */
  registration: string;
  mode?: LaunchMode;
  /** Where the AU sends the learner at its end. */
  returnURL?: string;
  /** Where the LMS is reached by the AU: scheme and host. */
  origin: string;
}

export interface Launch {
  /** With the parameters of the launch (cmi5 8.1). */
  url: string;
  session: string;
  /** `OwnWindow`: must not be shown in a frame (cmi5 13.1.4). */
  method: 'AnyWindow' | 'OwnWindow';
}

/** A session as it is kept. */
export interface Session extends SessionState {
  course: string;
  unit: Unit;
  launchedAt: string;
  /** When the AU last said something. */
  lastAt: string;
  /** SHA-1 of the token, once it was handed out. */
  token?: string;
  /** Ids of cmi5-defined statements that were taken: sent again, they change nothing. */
  taken: string[];
  /** What the AU judged. */
  result?: { success: boolean; score?: Score };
}

interface Registration {
  course: string;
  actor: Agent;
  units: Record<string, UnitState>;
  /** Ids of blocks and of the course that were said to be satisfied. */
  satisfied: string[];
  /** The session that is open. */
  active?: string;
}

export interface Lms {
  /** Begins a session: an open one of the same enrolment is abandoned (cmi5 9.3.6). */
  launch(ask: LaunchAsk): Promise<Launch>;
  /** Ends a session that the AU did not end. False when there is none that is open. */
  abandon(session: string): Promise<boolean>;
  /** An AU counts as done (cmi5 9.3.7). False when it was waived already. */
  waive(ask: Pick<LaunchAsk, 'course' | 'unit' | 'actor' | 'registration'> & { reason: WaiveReason }): Promise<boolean>;
  session(id: string): Promise<Session | undefined>;
  unit(registration: string, lesson: string): Promise<UnitState>;
  /** Undefined when the path is none of ours. */
  fetch(request: Request): Promise<Response | undefined>;
}

const DAY = 86_400_000;
const LAUNCH_DATA = 'LMS.LaunchData';
const PREFERENCES = 'cmi5LearnerPreferences';

export function createLms(options: LmsOptions): Lms {
  const { store } = options;
  const prefix = (options.prefix ?? '/cmi5').replace(/(?<!\/)\/+$/, '');
  const now = options.now ?? (() => new Date());
  /** One change at a time per enrolment. */
  const tails = new Map<string, Promise<unknown>>();

  function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
    const mine = (tails.get(key) ?? Promise.resolve()).then(run, run);
    const tail = mine.catch(() => undefined);
    tails.set(key, tail);
    void tail.then(() => tails.get(key) === tail && tails.delete(key));
    return mine;
  }

  const read = async <T>(key: string): Promise<T | undefined> => {
    const text = await store.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  };
  const saveSession = (s: Session): Promise<void> =>
    store.set(`cmi5:session:${s.id}`, JSON.stringify(s), now().getTime() + 30 * DAY);
  const saveRegistration = (id: string, r: Registration): Promise<void> =>
    store.set(`cmi5:registration:${id}`, JSON.stringify(r));
  const registrationOf = (id: string): Promise<Registration | undefined> => read(`cmi5:registration:${id}`);

  /** Writes as the LMS; the LRS's refusal is a fault of ours. */
  async function write(actor: Agent, statements: Statement[]): Promise<void> {
    if (statements.length === 0) return;
    const timestamp = now().toISOString();
    const body = JSON.stringify(statements.map((s) => ({ id: uuid(), timestamp, ...s })));
    await demand(actor, 'statements', { method: 'POST', body });
  }

  async function demand(actor: Agent, path: string, init: RequestInit): Promise<void> {
    const headers = { 'content-type': 'application/json', 'x-experience-api-version': '1.0.3' };
    const response = await options.lrs(new Request(`https://lrs.invalid/${path}`, { ...init, headers }), actor, 'lms');
    if (!response.ok) throw new Error(`the LRS answers ${response.status}: ${(await response.text()).slice(0, 300)}`);
  }

  /** Blocks and course whose every lesson is satisfied now, inner ones first (cmi5 9.3.9). */
  async function satisfy(id: string, r: Registration, session: string): Promise<void> {
    const course = options.courseOf?.(r.course);
    if (!course) return;
    const done = (lesson: Lesson): boolean => isDone(lesson.moveOn ?? 'NotApplicable', r.units[lesson.id]);
    const statements: Statement[] = [];
    const context = { actor: r.actor, registration: id, session };
    const say = (entry: Parameters<typeof satisfied>[1]): void => {
      if (r.satisfied.includes(entry.id)) return;
      r.satisfied.push(entry.id);
      statements.push(satisfied(context, entry));
    };
    const walk = (entries: readonly Entry[]): boolean => {
      let all = true;
      for (const entry of entries) {
        const met = isBlock(entry) ? walk(entry.lessons) : done(entry);
        if (met && isBlock(entry) && entry.publisherId !== undefined)
          say({ id: `${course.id}/${entry.id}`, publisherId: entry.publisherId, title: entry.title, type: 'block' });
        all &&= met;
      }
      return all;
    };
    if (walk(course.lessons) && lessonsOf(course.lessons).length > 0)
      say({ id: course.id, publisherId: course.publisherId ?? course.id, title: course.title, type: 'course' });
    await write(r.actor, statements);
  }

  /** The enrolment, begun when it is not there: what needs nothing is satisfied then (cmi5 9.6.1). */
  async function enrol(ask: Pick<LaunchAsk, 'course' | 'actor' | 'registration'>): Promise<Registration> {
    const known = await registrationOf(ask.registration);
    if (known) return known;
    const begun: Registration = { course: ask.course, actor: ask.actor, units: {}, satisfied: [] };
    await satisfy(ask.registration, begun, uuid());
    await saveRegistration(ask.registration, begun);
    return begun;
  }

  /** Within the enrolment's turn. */
  async function endOpen(session: Session | undefined): Promise<boolean> {
    if (!session || session.abandoned || session.said.terminated) return false;
    const seconds = (Date.parse(session.lastAt) - Date.parse(session.launchedAt)) / 1000;
    const context = { actor: session.actor, registration: session.registration, session: session.id };
    await write(session.actor, [
      { ...abandoned(context, session.unit, seconds), id: uuidFrom(`cmi5|abandoned|${session.id}`) },
    ]);
    await saveSession({ ...session, abandoned: true });
    return true;
  }

  async function launch(ask: LaunchAsk): Promise<Launch> {
    const { unit, actor, registration, mode = 'Normal' } = ask;
    return inTurn(registration, async () => {
      const enrolment = await enrol(ask);
      await endOpen(enrolment.active === undefined ? undefined : await read(`cmi5:session:${enrolment.active}`));
      const id = uuid();
      const secret = `${uuid()}${uuid()}`.replaceAll('-', '');
      const at = now().toISOString();
      const session: Session = {
        id,
        actor,
        registration,
        course: ask.course,
        unit,
        mode,
        read: false,
        said: {},
        taken: [],
        launchedAt: at,
        lastAt: at,
      };
      const target = new URL(ask.url);
      const state = new URLSearchParams({
        activityId: unit.activityId,
        agent: JSON.stringify(actor),
        registration,
        stateId: LAUNCH_DATA,
      });
      const data = launchData(id, unit, mode, ask.returnURL);
      await demand(actor, `activities/state?${state}`, { method: 'PUT', body: JSON.stringify(data) });
      await write(actor, [launched({ actor, registration, session: id }, unit, target.href, mode)]);
      await saveSession(session);
      await store.set(`cmi5:launch:${sha1Hex(secret)}`, id, now().getTime() + DAY);
      await saveRegistration(registration, { ...enrolment, active: id });
      const base = ask.origin + prefix;
      // Appended: what the AU's own query says stays as it is written (cmi5 13.1.4).
      const parameters = new URLSearchParams({
        endpoint: `${base}/xapi/${id}`,
        fetch: `${base}/fetch/${secret}`,
        actor: JSON.stringify(actor),
        registration,
        activityId: unit.activityId,
      });
      target.search += `${target.search === '' ? '?' : '&'}${parameters}`;
      return { url: target.href, session: id, method: unit.launchMethod ?? 'AnyWindow' };
    });
  }

  /** cmi5 8.2: once, and errors with status 200. */
  async function handOut(request: Request, secret: string): Promise<Response> {
    if (request.method !== 'POST') return answer({ 'error-code': '3', 'error-text': 'must be a POST' }, 405);
    const id = await store.get(`cmi5:launch:${sha1Hex(secret)}`);
    const known = id === undefined ? undefined : await read<Session>(`cmi5:session:${id}`);
    if (!known) return answer({ 'error-code': '3', 'error-text': 'there is no such launch, or it is over' });
    return inTurn(known.registration, async () => {
      const session = (await read<Session>(`cmi5:session:${known.id}`)) ?? known;
      if (session.abandoned || session.said.terminated)
        return answer({ 'error-code': '3', 'error-text': 'the session is over' });
      if (session.token !== undefined) return answer({ 'error-code': '1', 'error-text': 'was used already' });
      const token = btoa(`${session.id}:${uuid()}${uuid()}`);
      await saveSession({ ...session, token: sha1Hex(token) });
      return answer({ 'auth-token': token });
    });
  }

  async function xapi(request: Request, id: string, path: string): Promise<Response> {
    const session = await read<Session>(`cmi5:session:${id}`);
    const token = /^Basic\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
    if (!session?.token || token === undefined || sha1Hex(token) !== session.token)
      return answer({ error: { code: 'unauthorized', message: 'the token of the launch is missing or wrong' } }, 401);
    if (session.abandoned || session.said.terminated) return refused('9.3.8.0-4', 'the session is over');
    const { search, searchParams } = new URL(request.url);
    const write = request.method !== 'GET' && request.method !== 'HEAD';
    if (searchParams.has('method')) return refused('8.2.2.0-5', 'the alternate request syntax is not taken', 400);
    const pass = (as: 'lms' | 'au', body?: Uint8Array<ArrayBuffer>): Promise<Response> => {
      const headers = new Headers(request.headers);
      for (const name of ['authorization', 'cookie', 'origin', 'host', 'content-length']) headers.delete(name);
      const { method } = request;
      return options.lrs(
        new Request(`https://lrs.invalid/${path}${search}`, { method, headers, ...(body && write ? { body } : {}) }),
        session.actor,
        as,
      );
    };
    const body = write ? new Uint8Array(await request.arrayBuffer()) : undefined;
    if (path === 'statements' && write) return statementsOf(request, session.id, session.registration, body, pass);
    const agent = searchParams.get('agent');
    if (agent !== null && path !== 'statements' && !isActor(agent, session.actor))
      return refused('8.1.3.0-3', 'agent must be the actor of the launch');
    if (path === 'activities/state' && write && [null, LAUNCH_DATA].includes(searchParams.get('stateId')))
      return refused('10.2.1.0-5', `${LAUNCH_DATA} is the LMS’s`);
    if (path === 'agents/profile') {
      if (agent === null) return refused('11.0.0.0-1', 'agent is missing', 400);
      // The AU learns them; the learner changes them in the portal (cmi5 11 lets the LMS say so).
      if (write) return refused('11.0.0.0-2', 'preferences are changed in the portal');
      if (searchParams.get('profileId') === PREFERENCES && !session.read)
        await inTurn(session.registration, async () => {
          const current = (await read<Session>(`cmi5:session:${id}`)) ?? session;
          await saveSession({ ...current, read: true });
        });
    }
    if (path === 'activities/profile' && write) return refused('10.2.1.0-5', 'activity profiles are the LMS’s');
    return pass('au', body);
  }

  async function statementsOf(
    request: Request,
    id: string,
    registration: string,
    body: Uint8Array<ArrayBuffer> | undefined,
    pass: (as: 'lms', body?: Uint8Array<ArrayBuffer>) => Promise<Response>,
  ): Promise<Response> {
    const statements = readStatements(request, body);
    if (!statements) return refused('9.0.0.0', 'the body is not JSON of statements', 400);
    return inTurn(registration, async () => {
      const session = await read<Session>(`cmi5:session:${id}`);
      const enrolment = await registrationOf(registration);
      if (!session || !enrolment) return refused('9.3.6.0-2', 'the session is over');
      // A repeat of what was taken is the LRS's to judge: the same, or a conflict.
      const fresh = statements.filter((s) => s.id === undefined || !session.taken.includes(s.id.toLowerCase()));
      let next;
      try {
        next = checkStatements(session, enrolment.units[session.unit.lesson] ?? {}, fresh);
      } catch (cause) {
        if (cause instanceof Refusal) return refused(cause.requirement, cause.message);
        throw cause;
      }
      const response = await pass('lms', body);
      if (!response.ok) return response;
      const after: Session = {
        ...session,
        ...next.session,
        unit: session.unit,
        lastAt: now().toISOString(),
        taken: [...session.taken, ...fresh.flatMap((s) => (isDefined(s) ? [(s.id ?? '').toLowerCase()] : []))],
      };
      const judged = fresh.findLast((s) => isDefined(s) && s.result?.success !== undefined)?.result;
      if (judged) after.result = { success: judged.success === true, ...(judged.score ? { score: judged.score } : {}) };
      const units = { ...enrolment.units, [session.unit.lesson]: next.unit };
      const changed = { ...enrolment, units };
      await satisfy(registration, changed, session.id);
      if (after.said.terminated && changed.active === id) delete changed.active;
      await saveRegistration(registration, changed);
      await saveSession(after);
      options.changed?.(after, next.unit);
      return response;
    });
  }

  return {
    launch,
    async abandon(id) {
      const session = await read<Session>(`cmi5:session:${id}`);
      if (!session) return false;
      return inTurn(session.registration, async () => endOpen(await read(`cmi5:session:${id}`)));
    },
    waive: (ask) =>
      inTurn(ask.registration, async () => {
        const enrolment = await enrol(ask);
        const { lesson } = ask.unit;
        if (enrolment.units[lesson]?.waived) return false;
        const context = { actor: ask.actor, registration: ask.registration, session: uuid() };
        await write(ask.actor, [waived(context, ask.unit, ask.reason)]);
        const changed = { ...enrolment, units: { ...enrolment.units } };
        changed.units[lesson] = { ...changed.units[lesson], waived: true };
        await satisfy(ask.registration, changed, context.session);
        await saveRegistration(ask.registration, changed);
        return true;
      }),
    session: (id) => read(`cmi5:session:${id}`),
    unit: async (registration, lesson) => (await registrationOf(registration))?.units[lesson] ?? {},
    async fetch(request) {
      const { pathname } = new URL(request.url);
      // Libraries join the endpoint with and without a slash.
      const path = pathname.replace(/\/{2,}/g, '/');
      const m = new RegExp(`^${prefix}/(fetch|xapi)/([0-9a-f-]+)(?:/(.*))?$`).exec(path);
      if (!m) return undefined;
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: cors });
      const [, what, key = '', rest = ''] = m;
      const response = await (what === 'fetch' ? handOut(request, key) : xapi(request, key, rest.replace(/\/$/, '')));
      const headers = new Headers(response.headers);
      for (const [name, value] of Object.entries(cors)) headers.set(name, value);
      headers.set('cache-control', 'no-store');
      return new Response(response.body, { status: response.status, headers });
    },
  };
}

/** Any origin: whoever asks needs the token, and no cookie is looked at. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'access-control-allow-headers':
    'Authorization, Content-Type, X-Experience-API-Version, If-Match, If-None-Match, Accept-Language',
  'access-control-expose-headers':
    'ETag, Last-Modified, X-Experience-API-Version, X-Experience-API-Consistent-Through, X-Experience-API-Hash',
  'access-control-max-age': '86400',
};

const answer = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
const refused = (requirement: string, message: string, status = 403): Response =>
  answer(
    { error: { code: status === 403 ? 'forbidden' : 'bad-request', reason: `cmi5 ${requirement}`, message } },
    status,
  );

function isActor(text: string, actor: Agent): boolean {
  try {
    const given = JSON.parse(text) as Actor;
    return given.objectType !== 'Group' && ifiOf(given) === ifiOf(actor);
  } catch {
    return false;
  }
}

const isDefined = (s: Statement): boolean =>
  s.context?.contextActivities?.category?.some((a) => a.id.endsWith('/cmi5/context/categories/cmi5')) ?? false;

/** As much of them as the rules look at is there; the rest is the LRS's to check. */
function readStatements(request: Request, body: Uint8Array | undefined): Statement[] | undefined {
  const type = request.headers.get('content-type') ?? '';
  let bytes = body;
  if (/^multipart\/mixed/i.test(type)) bytes = readParts(body ?? new Uint8Array(), boundaryOf(type) ?? '')?.[0]?.body;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const list = (Array.isArray(value) ? value : [value]) as Statement[];
    const whole = list.every(
      (s) => typeof s?.verb?.id === 'string' && typeof s.actor === 'object' && typeof s.object === 'object',
    );
    if (!whole) return undefined;
    if (request.method === 'PUT' && list.length === 1) {
      const [first] = list as [Statement];
      const id = new URL(request.url).searchParams.get('statementId');
      if (first.id === undefined && id !== null) return [{ ...first, id }];
    }
    return list;
  } catch {
    return undefined;
  }
}
