// What happens in a course, said in xAPI. Course words come in, statements go out; nothing else in the page composes them.
import { lessonIri, type Course, type Lesson, type MoveOn } from '../model/course.js';
import { languageMap } from '../model/text.js';
import { toDuration } from '../sdk/duration.js';
import type { Draft } from '../sdk/service.js';
import { ifiOf, type Activity, type Agent, type Result, type Statement } from '../sdk/statement.js';
import { uuidFrom } from '../sdk/uuid-from.js';
import { activityTypes, extensions, verbs } from '../sdk/verbs.js';

/** What all statements of one visit to a lesson share. */
export interface CourseContext {
  course: Course;
  registration: string;
  /** One visit to one lesson; a UUID (cmi5 9.6.3.1 session id). */
  session: string;
  lang: string;
}

export function courseActivity(course: Course): Activity {
  const lang = course.language ?? 'id';
  return {
    id: course.id,
    definition: {
      type: activityTypes.course,
      name: languageMap(course.title, lang),
      ...(course.description === undefined ? {} : { description: languageMap(course.description, lang) }),
      ...(course.jp === undefined ? {} : { extensions: { [extensions.jp]: course.jp } }),
    },
  };
}

export function lessonActivity(course: Course, lesson: Lesson, type: string = activityTypes.lesson): Activity {
  return {
    id: lessonIri(course, lesson),
    definition: { type, name: languageMap(lesson.title, course.language ?? 'id') },
  };
}

/** One enrolment of one person in one course: the same UUID on every device, so that learning goes on anywhere. */
export function registrationFor(course: string, actor: Agent): string {
  return uuidFrom(`registration|${course}|${ifiOf(actor) ?? ''}`);
}

/** An id that a repeat on another device, or after a crash, makes again: such a statement is stored once. */
export function onceId(c: Pick<CourseContext, 'registration'>, actor: Agent, activity: string, verb: string): string {
  return uuidFrom(`once|${c.registration}|${ifiOf(actor) ?? ''}|${activity}|${verb}`);
}

function context(
  c: CourseContext,
  more: Record<string, unknown> = {},
  group = true,
): NonNullable<Statement['context']> {
  return {
    registration: c.registration,
    language: c.lang,
    ...(group ? { contextActivities: { grouping: [courseActivity(c.course)] } } : {}),
    extensions: { [extensions.sessionId]: c.session, ...more },
  };
}

export function lessonOpened(c: CourseContext, activity: Activity): Draft {
  return { verb: verbs.initialized, object: activity, context: context(c) };
}

/** @param seconds time since the lesson was opened */
export function lessonLeft(c: CourseContext, activity: Activity, seconds: number): Draft {
  return { verb: verbs.terminated, object: activity, result: { duration: toDuration(seconds) }, context: context(c) };
}

export interface Outcome {
  actor: Agent;
  activity: Activity;
  /** Seconds since the lesson was opened. */
  seconds: number;
  masteryScore?: number | undefined;
  result: Result;
}

/** `completed`, once per registration (cmi5 9.3.2). */
export function lessonCompleted(c: CourseContext, o: Outcome): Draft {
  return {
    id: onceId(c, o.actor, o.activity.id, 'completed'),
    verb: verbs.completed,
    object: o.activity,
    result: { completion: true, duration: o.result.duration ?? toDuration(o.seconds) },
    context: context(c),
  };
}

/** `passed` once per registration, or `failed` each time (cmi5 9.3.3, 9.3.4). */
export function lessonJudged(c: CourseContext, o: Outcome): Draft {
  const passed = o.result.success === true;
  return {
    ...(passed ? { id: onceId(c, o.actor, o.activity.id, 'passed') } : {}),
    verb: passed ? verbs.passed : verbs.failed,
    object: o.activity,
    result: {
      ...(o.result.score ? { score: o.result.score } : {}),
      success: passed,
      duration: o.result.duration ?? toDuration(o.seconds),
    },
    context: context(c, o.masteryScore === undefined ? {} : { [extensions.masteryScore]: o.masteryScore }),
  };
}

/** The course as a whole has moved on; carries what a progress card shows. */
export function courseProgressed(
  c: CourseContext,
  p: { percent: number; score?: number | undefined; next?: Lesson | undefined },
): Draft {
  return {
    verb: verbs.progressed,
    object: courseActivity(c.course),
    result: {
      ...(p.score === undefined ? {} : { score: { scaled: Math.round(p.score * 1e4) / 1e4 } }),
      extensions: {
        [extensions.progress]: p.percent,
        ...(p.next
          ? { [extensions.nextLesson]: { id: p.next.id, name: languageMap(p.next.title, c.course.language ?? 'id') } }
          : {}),
      },
    },
    context: context(c, {}, false),
  };
}

/** Every lesson meets its moveOn (cmi5 9.3.9). */
export function courseSatisfied(c: CourseContext, actor: Agent, score?: number): Draft {
  return {
    id: onceId(c, actor, c.course.id, 'satisfied'),
    verb: verbs.satisfied,
    object: courseActivity(c.course),
    result: { completion: true, ...(score === undefined ? {} : { score: { scaled: Math.round(score * 1e4) / 1e4 } }) },
    context: context(c, {}, false),
  };
}

/** A statement a lesson says about itself; the course's context is added to its own. */
export function lessonSaid(
  c: CourseContext,
  activity: Activity,
  said: Pick<Statement, 'verb'> & Partial<Statement>,
): Draft {
  const own = said.context ?? {};
  const base = context(c);
  return {
    ...said,
    object: said.object ?? activity,
    context: {
      ...base,
      ...own,
      contextActivities: {
        ...own.contextActivities,
        grouping: [...(own.contextActivities?.grouping ?? []), courseActivity(c.course)],
      },
      extensions: { ...base.extensions, ...own.extensions },
    },
  };
}

/** Whether a moveOn asks for a judgement. */
export const needsPass = (moveOn: MoveOn): boolean => moveOn === 'Passed' || moveOn === 'CompletedAndPassed';
