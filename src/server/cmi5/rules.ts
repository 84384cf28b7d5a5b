// What an AU may say in a session (cmi5 section 9 and 10): pure, no clock, no store. What is refused names the requirement.
import { fromDuration } from '../../sdk/from-duration.js';
import { ifiOf, type Activity, type Agent, type Result, type Statement } from '../../sdk/statement.js';
import { extensions, verbs } from '../../sdk/verbs.js';
import { categories } from '../../sdk/verbs-cmi5.js';
import type { LaunchedUnit, LaunchMode } from '../../tracking/cmi5.js';

/** Verbs an AU has in cmi5-defined statements (cmi5 9.3). */
const defined = {
  [verbs.initialized.id]: 'initialized',
  [verbs.completed.id]: 'completed',
  [verbs.passed.id]: 'passed',
  [verbs.failed.id]: 'failed',
  [verbs.terminated.id]: 'terminated',
} as const;
type Said = (typeof defined)[keyof typeof defined];

/** As much of a session as the rules look at. */
export interface SessionState {
  /** UUID (cmi5 9.6.3.1). */
  id: string;
  actor: Agent;
  registration: string;
  unit: LaunchedUnit;
  mode: LaunchMode;
  /** Whether the AU has read its learner's preferences (cmi5 11). */
  read: boolean;
  /** cmi5-defined statements so far, by verb. */
  said: Partial<Record<Said, true>>;
  /** Nothing more is taken: it was abandoned. */
  abandoned?: true;
}

/** What counts over all sessions of one enrolment (cmi5 9.3: once per registration). */
export interface UnitState {
  completed?: true;
  passed?: true;
  waived?: true;
}

/** A refusal: requirement of the standard, and why. */
export class Refusal extends Error {
  readonly requirement: string;
  constructor(requirement: string, message: string) {
    super(message);
    this.requirement = requirement;
  }
}
const no = (requirement: string, message: string): never => {
  throw new Refusal(requirement, message);
};

const ids = (list: readonly Activity[] | undefined): string[] => (list ?? []).map((a) => a.id);
const has = (object: object | undefined, key: string): boolean => object !== undefined && Object.hasOwn(object, key);

/**
 * Checks statements of an AU one after the other. All or none: `session` and `unit` are not changed.
 * @returns how they are afterwards
 * @throws Refusal
 */
export function checkStatements(
  session: SessionState,
  unit: UnitState,
  statements: readonly Statement[],
): { session: SessionState; unit: UnitState } {
  const next = { session: { ...session, said: { ...session.said } }, unit: { ...unit } };
  for (const statement of statements) check(next.session, next.unit, statement);
  return next;
}

function check(session: SessionState, unit: UnitState, s: Statement): void {
  if (session.abandoned) no('9.3.6.0-2', 'the session was abandoned');
  if (s.verb.id === verbs.voided.id) no('6.3.0.0-1', 'an AU must not void statements');
  if (s.id === undefined) no('9.1.0.0-1', 'a statement must have an id');
  if (s.timestamp === undefined) no('9.7.0.0-1', 'a statement must have a timestamp');
  else if (!/(?:Z|[+-]00:?00)$/.test(s.timestamp)) no('9.7.0.0-2', 'the timestamp must be in UTC');
  if (s.actor.objectType === 'Group' || ifiOf(s.actor) !== ifiOf(session.actor))
    no('8.1.3.0-3', 'the actor must be the one of the launch');
  const context = s.context ?? {};
  if (context.registration?.toLowerCase() !== session.registration)
    no('9.6.1.0-1', 'context.registration must be the one of the launch');
  if (context.extensions?.[extensions.sessionId] !== session.id)
    no('9.6.3.1-4', 'context.extensions must have the session id of the launch data');
  if (!ids(context.contextActivities?.grouping).includes(session.unit.publisherId))
    no('10.2.1.0-6', 'context.contextActivities must keep what the launch data’s template has');
  if (!session.read) no('11.0.0.0-3', 'the learner’s preferences must be read before the first statement');
  const category = ids(context.contextActivities?.category);
  const isDefined = category.includes(categories.cmi5);
  const said = isDefined ? defined[s.verb.id] : undefined;
  if (isDefined) {
    if (said === undefined) no('9.3.0.0-1', `"${s.verb.id}" is no verb of cmi5 for an AU`);
    if ('objectType' in s.object && s.object.objectType !== undefined && s.object.objectType !== 'Activity')
      no('9.4.0.0-1', 'the object must be the AU');
    if ((s.object as Activity).id !== session.unit.activityId)
      no('8.1.5.0-6', 'the object must be the activity id of the launch');
  }
  if (session.said.terminated) no('9.3.0.0-5', 'nothing follows terminated');
  if (!session.said.initialized && said !== 'initialized') no('9.3.0.0-4', 'initialized comes first');
  if (said === undefined) {
    if (category.includes(categories.moveOn)) no('9.6.2.2-2', 'the moveOn category is for cmi5-defined statements');
    return;
  }
  if (session.said[said]) no('9.3.0.0-2', `${said} was sent in this session already`);
  const judged = said === 'passed' || said === 'failed';
  const counts = judged || said === 'completed';
  if (session.mode !== 'Normal' && counts) no('10.2.2.0-5', `${said} is not taken in ${session.mode} mode`);
  if (said === 'completed' && unit.completed) no('9.3.0.0-6', 'completed was sent in this registration already');
  if (said === 'passed' && unit.passed) no('9.3.0.0-7', 'passed was sent in this registration already');
  if (said === 'passed' && session.said.failed) no('9.3.0.0-3', 'passed must not follow failed in a session');
  if (said === 'failed' && (session.said.passed || unit.passed)) no('9.3.0.0-8', 'failed must not follow passed');
  checkResult(session, s.result, said);
  if (counts !== category.includes(categories.moveOn))
    no(counts ? '9.6.2.2-1' : '9.6.2.2-2', `${said} must ${counts ? '' : 'not '}have the moveOn category`);
  const mastery = session.unit.masteryScore;
  if (mastery !== undefined && judged && s.result?.score !== undefined) {
    if (context.extensions?.[extensions.masteryScore] !== mastery)
      no('9.6.3.2-2', 'context.extensions must have the mastery score of the launch data');
  }
  session.said[said] = true;
  if (said === 'completed') unit.completed = true;
  if (said === 'passed') unit.passed = true;
}

function checkResult(session: SessionState, result: Result | undefined, said: Said): void {
  const judged = said === 'passed' || said === 'failed';
  const score = result?.score;
  if (score && !judged) no('9.5.1.0-2', 'score is for passed and failed only');
  if (score && has(score, 'raw') && !(has(score, 'min') && has(score, 'max')))
    no('9.5.1.0-3', 'a raw score needs min and max');
  if (judged !== has(result, 'success') || (judged && result?.success !== (said === 'passed')))
    no(
      said === 'passed' ? '9.5.2.0-1' : said === 'failed' ? '9.5.2.0-2' : '9.5.2.0-3',
      `success must be ${said === 'passed' ? 'true' : said === 'failed' ? 'false' : 'left out'} in ${said}`,
    );
  if ((said === 'completed') !== has(result, 'completion') || (said === 'completed' && result?.completion !== true))
    no(
      said === 'completed' ? '9.5.3.0-1' : '9.5.3.0-2',
      `completion must be ${said === 'completed' ? 'true' : 'left out'} in ${said}`,
    );
  if (said !== 'initialized' && fromDuration(result?.duration ?? '') === null)
    no('9.5.4.1', `${said} must have a duration`);
  const mastery = session.unit.masteryScore;
  const scaled = score?.scaled;
  if (mastery !== undefined && scaled !== undefined && judged && scaled >= mastery !== (said === 'passed'))
    no(
      said === 'passed' ? '9.3.4.0-2' : '9.3.5.0-2',
      `a score of ${scaled} is not ${said} at a mastery score of ${mastery}`,
    );
}
