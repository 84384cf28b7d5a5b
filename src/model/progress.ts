// How far a learner is in a course: pure functions over what is kept per lesson. Rules of cmi5 13.1.4 (moveOn) for every kind.
import { isBlock, lessonsOf, prerequisites, type Course, type Entry, type Lesson, type MoveOn } from './course.js';

/** What is kept of one lesson. Nothing here ever goes back: see `mergeLesson`. */
export interface LessonState {
  opened?: boolean;
  completed?: boolean;
  /** Last judgement; once true it stays true (cmi5 9.3.3: passed is issued once per registration). */
  passed?: boolean;
  /** Done by word of those in charge (cmi5 9.3.7). */
  waived?: boolean;
  /** Best scaled score, −1 to 1. */
  score?: number;
  /** 0 to 1. */
  progress?: number;
  /** What the lesson needs to go on later; its own business. */
  data?: unknown;
  /** When it was changed last; ISO 8601. */
  at?: string;
}

export interface CourseState {
  /** Id of the lesson the learner is at. */
  current?: string;
  lessons: Record<string, LessonState>;
}

export type LessonStatus = 'not-started' | 'in-progress' | 'completed' | 'passed' | 'failed' | 'locked';

/** moveOn of a lesson: its own, else its kind's. */
export type MoveOnOf = (lesson: Lesson) => MoveOn;

const PREFIX = 'l:';

/** The state document: `at`, and one top-level key per lesson so that two devices do not overwrite each other. */
export function toDocument(patch: CourseState): Record<string, unknown> {
  const doc: Record<string, unknown> = {};
  if (patch.current !== undefined) doc.at = patch.current;
  for (const [id, state] of Object.entries(patch.lessons)) doc[PREFIX + id] = state;
  return doc;
}

const object = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads documents in order of age. Anything that is not as it should be is left out. */
export function fromDocuments(...documents: unknown[]): CourseState {
  const state: CourseState = { lessons: {} };
  for (const doc of documents) {
    if (!object(doc)) continue;
    if (typeof doc.at === 'string') state.current = doc.at;
    for (const [key, value] of Object.entries(doc)) {
      if (!key.startsWith(PREFIX) || !object(value)) continue;
      const id = key.slice(PREFIX.length);
      if (id === '__proto__') continue;
      state.lessons[id] = mergeLesson(state.lessons[id] ?? {}, value as LessonState);
    }
  }
  return state;
}

/** `b` is newer. Completion, passing, score and progress only grow; data is the newer one's. */
export function mergeLesson(a: LessonState, b: LessonState): LessonState {
  const out: LessonState = { ...a, ...b };
  if (a.opened || b.opened) out.opened = true;
  if (a.completed || b.completed) out.completed = true;
  if (a.passed || b.passed) out.passed = true;
  if (a.waived || b.waived) out.waived = true;
  if (typeof a.score === 'number' && typeof b.score === 'number') out.score = Math.max(a.score, b.score);
  if (typeof a.progress === 'number' && typeof b.progress === 'number') out.progress = Math.max(a.progress, b.progress);
  if (b.data === undefined && a.data !== undefined) out.data = a.data;
  return out;
}

/** Whether the lesson meets its moveOn, or was waived. */
export function isDone(moveOn: MoveOn, state: LessonState | undefined): boolean {
  if (state?.waived) return true;
  const completed = state?.completed === true;
  const passed = state?.passed === true;
  switch (moveOn) {
    case 'Passed':
      return passed;
    case 'Completed':
      return completed;
    case 'CompletedAndPassed':
      return completed && passed;
    case 'CompletedOrPassed':
      return completed || passed;
    case 'NotApplicable':
      return true;
  }
}

/** Whole percent, rounded down; 100 only when every lesson is done, 0 when there is none. Lessons with moveOn NotApplicable do not count. */
export function percentOf(course: Course, state: CourseState, moveOnOf: MoveOnOf): number {
  const counted = lessonsOf(course.lessons).filter((l) => moveOnOf(l) !== 'NotApplicable');
  let sum = 0;
  let total = 0;
  let all = true;
  for (const lesson of counted) {
    const weight = lesson.weight ?? 1;
    const kept = state.lessons[lesson.id];
    const done = isDone(moveOnOf(lesson), kept);
    all &&= done;
    total += weight;
    sum += weight * (done ? 1 : Math.min(Math.max(kept?.progress ?? 0, 0), 1));
  }
  if (all) return course.lessons.length > 0 ? 100 : 0;
  return total === 0 ? 99 : Math.min(99, Math.floor((sum / total) * 100 + 1e-9));
}

/** Whether a lesson, or every lesson of a block, is done (cmi5 9.3.9). */
export function isSatisfied(entry: Entry, state: CourseState, moveOnOf: MoveOnOf): boolean {
  const needed = isBlock(entry) ? lessonsOf(entry.lessons) : [entry];
  return needed.every((l) => isDone(moveOnOf(l), state.lessons[l.id]));
}

/** What has to be done before this lesson opens; empty when it is open. */
export function lockedBy(course: Course, lesson: Lesson, state: CourseState, moveOnOf: MoveOnOf): Entry[] {
  return prerequisites(course, lesson).filter((entry) => !isSatisfied(entry, state, moveOnOf));
}

export function statusOf(course: Course, lesson: Lesson, state: CourseState, moveOnOf: MoveOnOf): LessonStatus {
  const kept = state.lessons[lesson.id];
  if (kept?.passed) return 'passed';
  if (kept?.passed === false && !isDone(moveOnOf(lesson), kept)) return 'failed';
  if (kept?.completed) return 'completed';
  if (lockedBy(course, lesson, state, moveOnOf).length > 0) return 'locked';
  return kept?.opened ? 'in-progress' : 'not-started';
}

/** The first lesson that is open and not done, from `after` on and then from the start. */
export function nextLesson(course: Course, state: CourseState, moveOnOf: MoveOnOf, after?: string): Lesson | undefined {
  const lessons = lessonsOf(course.lessons);
  const from = after === undefined ? 0 : lessons.findIndex((l) => l.id === after) + 1;
  const open = (l: Lesson) =>
    !isDone(moveOnOf(l), state.lessons[l.id]) && lockedBy(course, l, state, moveOnOf).length === 0;
  return [...lessons.slice(from), ...lessons.slice(0, from)].find(open);
}

/** Mean of the scores of judged lessons, weighted; undefined when none was judged. */
export function scoreOf(course: Course, state: CourseState): number | undefined {
  let sum = 0;
  let total = 0;
  for (const lesson of lessonsOf(course.lessons)) {
    const score = state.lessons[lesson.id]?.score;
    if (score === undefined) continue;
    sum += score * (lesson.weight ?? 1);
    total += lesson.weight ?? 1;
  }
  return total === 0 ? undefined : sum / total;
}
