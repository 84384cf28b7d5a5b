// The course as an author writes it: cmi5's course structure (blocks, assignable units, moveOn) for lessons of any kind.
import * as v from 'valibot';
import { iri, langText, localId, parseData, pathOf, type LangText } from './schema.js';
import { WidyaError } from '../sdk/errors.js';

/** When a lesson counts as done (cmi5 13.1.4). */
export const moveOns = ['Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed', 'NotApplicable'] as const;
export type MoveOn = (typeof moveOns)[number];

/** A moment everybody reads the same: date, time and offset from UTC, as in `2026-11-30T23:59:00+07:00`. */
export const moment = v.pipe(
  v.string(),
  v.check(
    (text) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
      !Number.isNaN(Date.parse(text)),
    'must be a date and time with its zone, like 2026-11-30T23:59:00+07:00',
  ),
);

export const lessonFields = {
  id: localId,
  kind: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'must be the name of a lesson kind')),
  title: langText,
  description: v.optional(langText),
  /** Expected time in minutes, for the outline. */
  minutes: v.optional(v.pipe(v.number(), v.gtValue(0))),
  /** Share in the progress of the course; 1 unless said. */
  weight: v.optional(v.pipe(v.number(), v.minValue(0))),
  moveOn: v.optional(v.picklist(moveOns)),
  /** Scaled score from which the lesson is passed, 0 to 1 (cmi5 13.1.4 masteryScore). */
  masteryScore: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Ids of lessons or blocks to be done first. */
  requires: v.optional(v.array(localId)),
  /** Ids of the course's objectives it serves. */
  objectives: v.optional(v.array(localId)),
  /** By when it is to be done; ISO 8601 with its offset from UTC. */
  due: v.optional(moment),
};

/** What every lesson has; its kind adds keys of its own. */
export interface Lesson {
  id: string;
  kind: string;
  title: LangText;
  description?: LangText | undefined;
  minutes?: number | undefined;
  weight?: number | undefined;
  moveOn?: MoveOn | undefined;
  masteryScore?: number | undefined;
  requires?: string[] | undefined;
  objectives?: string[] | undefined;
  due?: string | undefined;
}

export interface Block {
  id: string;
  title: LangText;
  description?: LangText | undefined;
  objectives?: string[] | undefined;
  requires?: string[] | undefined;
  due?: string | undefined;
  /** The IRI its publisher gave it (cmi5 13.1.2). */
  publisherId?: string | undefined;
  lessons: Entry[];
}
export type Entry = Lesson | Block;

/** What is to be learnt (cmi5 13.1.3). */
export interface Objective {
  id: string;
  title: LangText;
  description?: LangText | undefined;
}

export interface Course {
  /** Activity IRI of the course. */
  id: string;
  title: LangText;
  description?: LangText | undefined;
  language?: string | undefined;
  /** Jam pelajaran granted when the course is satisfied. */
  jp?: number | undefined;
  /** `sequential`: each lesson opens when those before it are done; `free` unless said. */
  order?: 'free' | 'sequential' | undefined;
  objectives?: Objective[] | undefined;
  due?: string | undefined;
  /** The IRI its publisher gave it (cmi5 13.1.1). */
  publisherId?: string | undefined;
  lessons: Entry[];
}

const lessonSchema = v.looseObject(lessonFields);
/** The file but for its lessons, which their kinds check. */
export const courseSchema = v.object({
  $schema: v.optional(v.string()),
  id: iri,
  title: langText,
  description: v.optional(langText),
  language: v.optional(v.string()),
  jp: v.optional(v.pipe(v.number(), v.minValue(0))),
  order: v.optional(v.picklist(['free', 'sequential'])),
  objectives: v.optional(v.array(v.object({ id: localId, title: langText, description: v.optional(langText) }))),
  due: v.optional(moment),
  publisherId: v.optional(iri),
  lessons: v.array(v.unknown()),
});
/** A block but for its lessons. */
export const blockSchema = v.object({
  id: localId,
  title: langText,
  description: v.optional(langText),
  objectives: lessonFields.objectives,
  requires: lessonFields.requires,
  due: lessonFields.due,
  publisherId: v.optional(iri),
  lessons: v.array(v.unknown()),
});

export const isBlock = (entry: Entry): entry is Block => 'lessons' in entry;

/** Lessons in reading order. */
export function lessonsOf(entries: readonly Entry[]): Lesson[] {
  return entries.flatMap((e) => (isBlock(e) ? lessonsOf(e.lessons) : [e]));
}

/** Lesson or block with this id. */
export function findEntry(entries: readonly Entry[], id: string): Entry | undefined {
  for (const entry of entries) {
    if (entry.id === id) return entry;
    const found = isBlock(entry) ? findEntry(entry.lessons, id) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** The blocks around a lesson or block, outermost first; undefined when it is not there. */
export function blocksAround(entries: readonly Entry[], id: string): Block[] | undefined {
  for (const entry of entries) {
    if (entry.id === id) return [];
    const inner = isBlock(entry) ? blocksAround(entry.lessons, id) : undefined;
    if (inner) return [entry as Block, ...inner];
  }
  return undefined;
}

/**
 * What has to be done before a lesson opens: what it and the blocks around it require, and in a sequential course the lesson
 * before it (which in turn has waited for its own).
 */
export function prerequisites(course: Pick<Course, 'lessons' | 'order'>, lesson: Lesson): Entry[] {
  const ids = [...(blocksAround(course.lessons, lesson.id) ?? []), lesson].flatMap((e) => e.requires ?? []);
  const entries = ids.flatMap((id) => findEntry(course.lessons, id) ?? []);
  if (course.order === 'sequential') {
    const all = lessonsOf(course.lessons);
    entries.push(
      ...all.slice(
        0,
        all.findIndex((l) => l.id === lesson.id),
      ),
    );
  }
  return [...new Set(entries)];
}

/** Lessons that wait for each other never open: told to the author, not found out by the learner. */
function checkRequires(course: Course, name: string): void {
  const all = lessonsOf(course.lessons);
  const done = new Set<Lesson>();
  let left = all;
  for (let before = -1; before !== done.size;) {
    before = done.size;
    for (const lesson of left) {
      const needed = prerequisites(course, lesson).flatMap((e) => (isBlock(e) ? lessonsOf(e.lessons) : [e]));
      if (needed.every((l) => done.has(l))) done.add(lesson);
    }
    left = left.filter((l) => !done.has(l));
  }
  const [first] = left;
  if (first)
    throw new WidyaError('data/invalid', `"${first.id}" never opens: what it requires requires it in turn`, {
      place: `${name}: ${first.id}.requires`,
    });
}

/**
 * Reads a course. Kinds this page does not know are kept as they are.
 * @throws WidyaError `data/invalid` naming the place, e.g. `course.json: lessons[2].kind`.
 */
export function parseCourse(raw: unknown, name = 'course.json'): Course {
  const head = parseData(courseSchema, raw, name);
  const seen = new Map<string, string>();
  const required: { id: string; place: string }[] = [];
  const served: { id: string; place: string }[] = [];

  const entries = (list: unknown[], at: PropertyKey[]): Entry[] =>
    list.map((item, i) => {
      const path = [...at, i];
      const block = typeof item === 'object' && item !== null && 'lessons' in item && !('kind' in item);
      const entry: Entry = block
        ? (() => {
            const b = parseData(blockSchema, item, name, path);
            return { ...b, lessons: entries(b.lessons, [...path, 'lessons']) };
          })()
        : (parseData(lessonSchema, item, name, path) as Lesson);
      const here = pathOf(path);
      const before = seen.get(entry.id);
      if (before !== undefined) {
        throw new WidyaError('data/invalid', `"${entry.id}" is already the id of ${before}`, {
          place: `${name}: ${here}.id`,
        });
      }
      seen.set(entry.id, here);
      entry.requires?.forEach((id, n) => required.push({ id, place: `${here}.requires[${n}]` }));
      entry.objectives?.forEach((id, n) => served.push({ id, place: `${here}.objectives[${n}]` }));
      return entry;
    });

  const { $schema: _, ...rest } = head;
  const lessons = entries(head.lessons, ['lessons']);
  const lost = (id: string, what: string, place: string) =>
    new WidyaError('data/invalid', `no ${what} has the id "${id}"`, { place: `${name}: ${place}` });
  for (const { id, place } of required) if (!seen.has(id)) throw lost(id, 'lesson or block', place);
  const objectives = new Set(head.objectives?.map((o) => o.id));
  for (const { id, place } of served) if (!objectives.has(id)) throw lost(id, 'objective', place);
  const course: Course = { ...rest, lessons };
  checkRequires(course, name);
  return course;
}

/**
 * Checks each lesson by the schema of its kind; lessons of kinds that are not here are left as they are.
 * @throws WidyaError `data/invalid` naming the place, e.g. `course.json: lessons[2].sources`.
 */
export function checkLessons(
  entries: readonly Entry[],
  schemaOf: (kind: string) => v.GenericSchema<unknown, Lesson> | undefined,
  name: string,
  at: readonly PropertyKey[] = ['lessons'],
): void {
  entries.forEach((entry, i) => {
    const path = [...at, i];
    if (isBlock(entry)) return checkLessons(entry.lessons, schemaOf, name, [...path, 'lessons']);
    const schema = schemaOf(entry.kind);
    if (schema) parseData(schema, entry, name, path);
  });
}

/** The activity IRI of a lesson: its own id when that is an IRI, else the id below the course's. */
export function lessonIri(course: Pick<Course, 'id'>, lesson: Pick<Lesson, 'id'>): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(lesson.id) ? lesson.id : `${course.id.replace(/\/$/, '')}/${lesson.id}`;
}
