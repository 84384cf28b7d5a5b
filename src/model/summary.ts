// What a progress card shows of a course, reduced from a learner's statements. Idempotent and independent of order:
// the same statements in any order, any number of times, give the same summary.
import type { Activity, LanguageMap, Statement } from '../sdk/statement.js';
import { activityTypes, extensions, ns, verbs } from '../sdk/verbs.js';

export const summaryProfileId = `${ns}/profile/summary`;

/** One course in the summary document; the names are short because every card page carries them. */
export interface CourseSummary {
  /** Whole percent. */
  p: number;
  /** When `p` was said; ISO 8601. */
  pt?: string;
  /** Satisfied, and when. */
  done?: string;
  /** Scaled score. */
  score?: number;
  next?: { id: string; name: LanguageMap };
  /** Lesson hours granted. */
  jp?: number;
  /** Name of the course, once it is satisfied: what a list of lesson hours calls it. */
  name?: LanguageMap;
  /** Learning outside courses, told by the learner; then the key is the IRI of the activity. A `JpRecord` (model/jp.ts). */
  rec?: unknown;
  /** Last activity. */
  at: string;
}

export type Summary = Record<string, CourseSummary>;

const KEY = 'k:';

export function summaryFromDocument(doc: unknown): { summary: Summary; asOf: string | undefined } {
  const summary: Summary = {};
  if (typeof doc !== 'object' || doc === null || Array.isArray(doc)) return { summary, asOf: undefined };
  for (const [key, value] of Object.entries(doc)) {
    const v = value as Partial<CourseSummary> | null;
    if (key.startsWith(KEY) && typeof v?.p === 'number' && typeof v.at === 'string')
      summary[key.slice(KEY.length)] = v as CourseSummary;
  }
  const { asOf } = doc as { asOf?: unknown };
  return { summary, asOf: typeof asOf === 'string' ? asOf : undefined };
}

export function summaryToDocument(summary: Summary, asOf?: string): Record<string, unknown> {
  const doc: Record<string, unknown> = {};
  for (const [course, entry] of Object.entries(summary)) doc[KEY + course] = entry;
  if (asOf !== undefined) doc.asOf = asOf;
  return doc;
}

const isActivity = (object: Statement['object']): object is Activity =>
  object.objectType === undefined || object.objectType === 'Activity';

/** Adds one statement. Returns the course it changed, or undefined. */
export function summarise(summary: Summary, statement: Statement): string | undefined {
  const { object, verb, result, context } = statement;
  const at = statement.timestamp;
  if (at === undefined || !isActivity(object)) return undefined;
  const isCourse = object.definition?.type === activityTypes.course;
  const told = isCourse ? undefined : (result?.extensions?.[extensions.jpRecord] as { jp?: unknown } | undefined);
  const course =
    isCourse || told
      ? object
      : context?.contextActivities?.grouping?.find((a) => a.definition?.type === activityTypes.course);
  if (!course || course.id === '__proto__') return undefined;

  const before = summary[course.id];
  const entry: CourseSummary = before ? { ...before } : { p: 0, at };
  if (at > entry.at) entry.at = at;
  const percent = result?.extensions?.[extensions.progress];
  if (
    isCourse &&
    verb.id === verbs.progressed.id &&
    typeof percent === 'number' &&
    (entry.pt === undefined || at >= entry.pt)
  ) {
    entry.pt = at;
    entry.p = Math.max(0, Math.min(100, Math.floor(percent)));
    const next = result?.extensions?.[extensions.nextLesson] as CourseSummary['next'] | undefined;
    delete entry.next;
    if (next && typeof next.id === 'string') entry.next = next;
    if (result?.score?.scaled !== undefined) entry.score = result.score.scaled;
  }
  if (isCourse && verb.id === verbs.satisfied.id) {
    entry.done = entry.done === undefined || at < entry.done ? at : entry.done;
    const jp = course.definition?.extensions?.[extensions.jp];
    if (typeof jp === 'number') entry.jp = jp;
    if (object.definition?.name) entry.name = object.definition.name;
  }
  // Told again, the later word counts.
  if (told && typeof told.jp === 'number' && (entry.pt === undefined || at >= entry.pt)) {
    entry.pt = entry.done = at;
    entry.jp = told.jp;
    entry.rec = told;
  }
  if (before && JSON.stringify(before) === JSON.stringify(entry)) return undefined;
  summary[course.id] = entry;
  return course.id;
}
