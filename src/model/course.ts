// The course as an author writes it: cmi5's course structure (blocks, assignable units, moveOn) for lessons of any kind.
import * as v from 'valibot';
import { iri, langText, localId, parseData, pathOf, type LangText } from './schema.js';
import { WidyaError } from '../sdk/errors.js';

/** When a lesson counts as done (cmi5 13.1.4). */
export const moveOns = ['Passed', 'Completed', 'CompletedAndPassed', 'CompletedOrPassed', 'NotApplicable'] as const;
export type MoveOn = (typeof moveOns)[number];

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
}

export interface Block {
  id: string;
  title: LangText;
  lessons: Entry[];
}
export type Entry = Lesson | Block;

export interface Course {
  /** Activity IRI of the course. */
  id: string;
  title: LangText;
  description?: LangText | undefined;
  language?: string | undefined;
  /** Jam pelajaran granted when the course is satisfied. */
  jp?: number | undefined;
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
  lessons: v.array(v.unknown()),
});
const blockSchema = v.object({ id: localId, title: langText, lessons: v.array(v.unknown()) });

export const isBlock = (entry: Entry): entry is Block => 'lessons' in entry;

/** Lessons in reading order. */
export function lessonsOf(entries: readonly Entry[]): Lesson[] {
  return entries.flatMap((e) => (isBlock(e) ? lessonsOf(e.lessons) : [e]));
}

/**
 * Reads a course. Kinds this page does not know are kept as they are.
 * @throws WidyaError `data/invalid` naming the place, e.g. `course.json: lessons[2].kind`.
 */
export function parseCourse(raw: unknown, name = 'course.json'): Course {
  const head = parseData(courseSchema, raw, name);
  const seen = new Map<string, string>();
  const required: { id: string; place: string }[] = [];

  const entries = (list: unknown[], at: PropertyKey[]): Entry[] =>
    list.map((item, i) => {
      const path = [...at, i];
      const block = typeof item === 'object' && item !== null && 'lessons' in item && !('kind' in item);
      const entry: Entry = block
        ? (() => {
            const b = parseData(blockSchema, item, name, path);
            return { id: b.id, title: b.title, lessons: entries(b.lessons, [...path, 'lessons']) };
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
      if (!isBlock(entry)) {
        entry.requires?.forEach((id, n) => required.push({ id, place: `${here}.requires[${n}]` }));
      }
      return entry;
    });

  const lessons = entries(head.lessons, ['lessons']);
  for (const { id, place } of required) {
    if (!seen.has(id))
      throw new WidyaError('data/invalid', `no lesson or block has the id "${id}"`, { place: `${name}: ${place}` });
  }
  return {
    id: head.id,
    title: head.title,
    description: head.description,
    language: head.language,
    jp: head.jp,
    lessons,
  };
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
