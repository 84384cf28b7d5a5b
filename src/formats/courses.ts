// Courses of other systems, as one of ours: cmi5 structures and packages by what is in them, not by their name.
import type { Course } from '../model/course.js';
import { lessonsOf, parseCourse } from '../model/course.js';
import { WidyaError } from '../sdk/errors.js';
import { textOf } from './format.js';
import { bytesOf, PACKAGE_LIMITS, readDirectory, type ZipEntry } from './zip-blob.js';

export type CourseFormat = 'cmi5' | 'scorm';

export interface OpenedCourse {
  course: Course;
  format: CourseFormat;
  /** Files of the package; empty when there is none around it. */
  entries: ZipEntry[];
}

const isZip = async (blob: Blob): Promise<boolean> => {
  const [a, b, c, d] = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  return a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6));
};

/**
 * Reads a structure or a package. Lessons of a package have its files below them: the caller says where the package is.
 * @param name of the file, for messages
 * @throws WidyaError `data/invalid` naming the place
 */
export async function openCourse(blob: Blob, name: string, limits = PACKAGE_LIMITS): Promise<OpenedCourse> {
  if (!(await isZip(blob))) {
    const data = new Uint8Array(await blob.arrayBuffer());
    return { ...(await structure(data, name)), entries: [] };
  }
  const entries = await readDirectory(blob, limits);
  const entry = entries.find((e) => e.path === 'cmi5.xml') ?? entries.find((e) => e.path === 'imsmanifest.xml');
  if (!entry)
    throw new WidyaError('data/invalid', 'has neither cmi5.xml (cmi5 14.1) nor imsmanifest.xml (SCORM) at its root', {
      place: name,
    });
  const files = entries.map((e) => e.path);
  return { ...(await structure(await bytesOf(blob, entry), `${name}: ${entry.path}`, files)), entries };
}

async function structure(data: Uint8Array, name: string, files?: string[]): Promise<Omit<OpenedCourse, 'entries'>> {
  const head = textOf(data.subarray(0, 4096));
  if (/<(?:[\w-]+:)?manifest[\s>]/.test(head)) {
    const { readManifest } = await import('./scorm/read.js');
    return { course: parseCourse(readManifest(data, name, files).course, name), format: 'scorm' };
  }
  if (!/<(?:[\w-]+:)?courseStructure[\s>]/.test(head))
    throw new WidyaError('data/invalid', 'is neither a cmi5 structure nor a manifest nor a package', { place: name });
  const { readCourseStructure } = await import('./cmi5/read.js');
  return { course: parseCourse(readCourseStructure(data, name, files), name), format: 'cmi5' };
}

/** Says of each lesson that comes from a package where that is. */
export function located(course: Course, src: string): Course {
  for (const lesson of lessonsOf(course.lessons)) (lesson as { src?: string }).src = src;
  return course;
}
