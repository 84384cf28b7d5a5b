// The kinds a course names: fetched before it is shown, and each lesson is checked by its own.
import type { LessonKind } from '../../lessons/kind.js';
import { lessonKinds } from '../../lessons/registry.js';
import { checkLessons, lessonsOf, type Course } from '../../model/course.js';

/**
 * Kinds are light; their views come when shown. A kind that nobody registered, or that cannot be fetched, is left out: the
 * lesson says so when it is opened.
 * @param name of the file, for messages
 * @throws WidyaError `data/invalid` naming the place, e.g. `course.json: lessons[2].sources`.
 */
export async function kindsOf(course: Course, name: string): Promise<Map<string, LessonKind>> {
  const kinds = new Map<string, LessonKind>();
  await Promise.all(
    [...new Set(lessonsOf(course.lessons).map((l) => l.kind))].map(async (kind) => {
      const found = await lessonKinds.get(kind).catch(() => undefined);
      if (found) kinds.set(kind, found);
    }),
  );
  checkLessons(course.lessons, (kind) => kinds.get(kind)?.schema, name);
  return kinds;
}
