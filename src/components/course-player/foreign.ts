// Courses written for other systems, read in the page: fetched only by a player whose `src` is no JSON.
import { fileName } from '../../core/controllers/data.js';
import { located, openCourse } from '../../formats/courses.js';
import type { Course } from '../../model/course.js';

/**
 * `cmi5.xml`, `imsmanifest.xml`, or a package with one of them at its root. Lessons of a package, and of a manifest whose folder
 * lies open, know where it is; units of a bare cmi5 structure are at their publishers' addresses.
 * @throws WidyaError `data/invalid` naming the line or the entry
 */
export async function readForeign(response: Response, url: string): Promise<Course> {
  const { course, format, entries } = await openCourse(await response.blob(), fileName(url));
  return entries.length > 0 || format === 'scorm' ? located(course, url) : course;
}
