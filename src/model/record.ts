// What a learner did in one course, reduced from their statements. Every part is a set, an OR, a minimum or a maximum: the same
// statements in any order, any number of times, give the same record.
import { fromDuration } from '../sdk/from-duration.js';
import type { Statement } from '../sdk/statement.js';
import { extensions, verbs } from '../sdk/verbs.js';
import { lmsVerbs } from '../sdk/verbs-cmi5.js';
import { lessonIri, lessonsOf, type Course } from './course.js';
import { isSatisfied, percentOf, type CourseState, type LessonState, type MoveOnOf } from './progress.js';

/** Which score of several counts. */
export const scorePolicies = ['best', 'first', 'last', 'mean'] as const;
export type ScorePolicy = (typeof scorePolicies)[number];

interface Score {
  at: string;
  scaled: number;
  /** Of two statements of one moment the greater id counts, whichever came first. */
  id: string;
}
interface Session {
  /** Seconds, from `terminated`. */
  ended: number;
  /** Seconds, from `abandoned`; counts where nothing else is known of the session. */
  left: number;
  /** Milliseconds since 1970 of its first and last statement. */
  first: number;
  last: number;
}
/** What is known of one activity: a lesson, or the course itself. */
export interface ActivityRecord {
  first?: string;
  last?: string;
  completed?: string;
  passed?: string;
  waived?: string;
  satisfied?: string;
  failed?: string;
  /** Whole percent, and when it was said. */
  progress?: { at: string; percent: number };
  /** By attempt, else session, else statement. */
  scores: Map<string, Score>;
  sessions: Map<string, Session>;
}
/** By activity IRI. */
export type LearningRecord = Map<string, ActivityRecord>;

const earlier = (a: string | undefined, b: string): string =>
  a === undefined || Date.parse(b) < Date.parse(a) ? b : a;
const later = (a: string | undefined, b: string): string => (a === undefined || Date.parse(b) > Date.parse(a) ? b : a);

/** Adds one statement of one registration; others than about activities, and voided ones, are not for here. */
export function takeRecord(record: LearningRecord, statement: Statement): void {
  const { object, verb, result, context, timestamp: at, id = '' } = statement;
  if (at === undefined || !('id' in object) || object.objectType === 'StatementRef') return;
  let r = record.get(object.id);
  if (!r) record.set(object.id, (r = { scores: new Map(), sessions: new Map() }));
  r.first = earlier(r.first, at);
  r.last = later(r.last, at);
  switch (verb.id) {
    case verbs.completed.id:
      // "completion": false is no completion, whatever the verb says.
      if (result?.completion !== false) r.completed = earlier(r.completed, at);
      break;
    case verbs.passed.id:
      r.passed = earlier(r.passed, at);
      break;
    case verbs.failed.id:
      r.failed = later(r.failed, at);
      break;
    case lmsVerbs.waived.id:
      r.waived = earlier(r.waived, at);
      break;
    case verbs.satisfied.id:
      r.satisfied = earlier(r.satisfied, at);
      break;
  }
  const percent = result?.extensions?.[extensions.progress];
  if (typeof percent === 'number' && percent >= 0 && percent <= 100) {
    const known = r.progress;
    const ms = Date.parse(at);
    const before = known ? Date.parse(known.at) : -Infinity;
    if (ms > before || (ms === before && percent > (known?.percent ?? 0)))
      r.progress = { at, percent: Math.floor(percent) };
  }
  const session = context?.extensions?.[extensions.sessionId];
  const attempt = context?.extensions?.[extensions.attempt];
  const scaled = scaledOf(result?.score);
  if (scaled !== undefined) {
    const key = typeof attempt === 'string' ? attempt : typeof session === 'string' ? session : id;
    const known = r.scores.get(key);
    const ahead = known ? Date.parse(at) - Date.parse(known.at) : 1;
    if (!known || ahead > 0 || (ahead === 0 && id > known.id)) r.scores.set(key, { at, scaled, id });
  }
  if (typeof session === 'string') {
    const ms = Date.parse(at);
    const s = r.sessions.get(session) ?? { ended: -1, left: -1, first: ms, last: ms };
    s.first = Math.min(s.first, ms);
    s.last = Math.max(s.last, ms);
    const seconds = result?.duration === undefined ? null : fromDuration(result.duration);
    if (seconds !== null && verb.id === verbs.terminated.id) s.ended = Math.max(s.ended, seconds);
    if (seconds !== null && verb.id === lmsVerbs.abandoned.id) s.left = Math.max(s.left, seconds);
    r.sessions.set(session, s);
  }
}

/** Scaled where it is given, else raw within its bounds; undefined when there is neither. */
export function scaledOf(
  score: { scaled?: number; raw?: number; min?: number; max?: number } | undefined,
): number | undefined {
  if (score?.scaled !== undefined) return score.scaled;
  const { raw, min = 0, max } = score ?? {};
  return raw === undefined || max === undefined || max <= min ? undefined : (raw - min) / (max - min);
}

/** One score of several, −1 to 1; undefined when there is none. */
export function scoreBy(
  policy: ScorePolicy,
  scores: Iterable<{ at: string; scaled: number; id: string }>,
): number | undefined {
  const list = [...scores].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
  if (list.length === 0) return undefined;
  switch (policy) {
    case 'best':
      return Math.max(...list.map((s) => s.scaled));
    case 'first':
      return list[0]?.scaled;
    case 'last':
      return list.at(-1)?.scaled;
    case 'mean':
      return list.reduce((sum, s) => sum + s.scaled, 0) / list.length;
  }
}

/**
 * Seconds spent: durations of `terminated`, and of `abandoned` where a session did not end otherwise; each session once. `completed`,
 * `passed` and `failed` also carry durations (cmi5 9.5.4), which lie inside a session's. A session of which neither is known (a crash,
 * a device without power) counts what lies between its first and last statement, `idle` at most.
 * @param idle seconds; 1800 unless said
 */
export function timeSpent(records: Iterable<ActivityRecord>, idle = 1800): number {
  let sum = 0;
  for (const { sessions } of records)
    for (const s of sessions.values())
      sum += s.ended >= 0 ? s.ended : s.left >= 0 ? s.left : Math.min(idle, (s.last - s.first) / 1000);
  return sum;
}

/** The record as the state of a course that progress is computed from. A pass once given stays (cmi5 9.3.3). */
export function courseStateOf(course: Course, record: LearningRecord, policy: ScorePolicy = 'best'): CourseState {
  const lessons: Record<string, LessonState> = {};
  for (const lesson of lessonsOf(course.lessons)) {
    const r = record.get(lessonIri(course, lesson));
    if (!r) continue;
    const score = scoreBy(policy, r.scores.values());
    lessons[lesson.id] = {
      opened: true,
      ...(r.completed ? { completed: true } : {}),
      ...(r.passed ? { passed: true } : r.failed ? { passed: false } : {}),
      ...(r.waived || r.satisfied ? { waived: true } : {}),
      ...(score === undefined ? {} : { score }),
      ...(r.progress ? { progress: r.progress.percent / 100 } : {}),
      ...(r.last ? { at: r.last } : {}),
    };
  }
  return { lessons };
}

export interface CourseOutcome {
  /** Whole percent, rounded down; 100 only when satisfied. */
  percent: number;
  satisfied: boolean;
  /** When the last lesson that was needed was done; undefined while it is not. */
  at: string | undefined;
  seconds: number;
}

/**
 * How the course stands. Satisfaction is derived from the lessons; a `satisfied` about the course is what an LMS concluded, and
 * counts when `trusted` says so.
 */
export function outcomeOf(course: Course, record: LearningRecord, moveOnOf: MoveOnOf, trusted = false): CourseOutcome {
  const state = courseStateOf(course, record);
  const said = trusted ? record.get(course.id)?.satisfied : undefined;
  const own = course.lessons.length > 0 && course.lessons.every((e) => isSatisfied(e, state, moveOnOf));
  const satisfied = own || said !== undefined;
  let at = said;
  if (own) {
    const when = lessonsOf(course.lessons).flatMap((l) => metAt(moveOnOf(l), record.get(lessonIri(course, l))) ?? []);
    const last = when.reduce<string | undefined>(later, undefined);
    if (last !== undefined) at = at === undefined ? last : earlier(at, last);
  }
  const percent = satisfied ? 100 : percentOf(course, state, moveOnOf);
  return { percent, satisfied, at, seconds: timeSpent(record.values()) };
}

/** When a lesson met its moveOn; undefined when it has not, or when nothing was asked. */
function metAt(moveOn: ReturnType<MoveOnOf>, r: ActivityRecord | undefined): string | undefined {
  if (!r || moveOn === 'NotApplicable') return undefined;
  const { completed, passed } = r;
  const both = completed !== undefined && passed !== undefined ? later(completed, passed) : undefined;
  const either = completed !== undefined && passed !== undefined ? earlier(completed, passed) : (completed ?? passed);
  const met = { Passed: passed, Completed: completed, CompletedAndPassed: both, CompletedOrPassed: either }[moveOn];
  return [met, r.waived, r.satisfied].reduce<string | undefined>(
    (a, b) => (b === undefined ? a : earlier(a, b)),
    undefined,
  );
}
