// Courses of a folder: cmi5.xml files and packages, unpacked once. Node only.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readCourseStructure } from '../../formats/cmi5/read.js';
import { isZip, readZip } from '../../formats/zip.js';
import { parseCourse, type Course } from '../../model/course.js';
import { sha1Hex } from '../hash.js';
import { WidyaError } from '../../sdk/errors.js';

/** What a package may be: courses with video are large. */
const PACKAGE = { files: 20_000, file: 2_000_000_000, total: 4_000_000_000 };

/**
 * Reads a structure or a package.
 * @throws WidyaError `data/invalid` naming the place
 */
export function openCourse(data: Uint8Array, name: string): { course: Course; files: Map<string, Uint8Array<ArrayBuffer>> } {
  if (!isZip(data)) {
    if (/\.zip$/i.test(name)) throw new WidyaError('data/invalid', 'is no zip', { place: name });
    return { course: parseCourse(readCourseStructure(data, name), name), files: new Map() };
  }
  const files = readZip(data, name, undefined, PACKAGE);
  const structure = files.get('cmi5.xml');
  if (!structure) throw new WidyaError('data/invalid', 'has no cmi5.xml at its root (cmi5 14.1)', { place: name });
  const course = readCourseStructure(structure, `${name}: cmi5.xml`, files.keys());
  return { course: parseCourse(course, name), files };
}

export interface CourseFolder {
  course: Course;
  /** Path below the content host, with a slash at its end; empty for a structure without files. */
  path: string;
}

/**
 * Every `.xml` and `.zip` of a folder. Packages are unpacked below `into`, under the hash of their content, when they are not yet.
 * @throws WidyaError naming the file and the place in it
 */
export async function loadCourses(folder: string, into: string): Promise<CourseFolder[]> {
  const names = (await readdir(folder)).filter((f) => /\.(?:zip|xml)$/i.test(f)).sort();
  const courses: CourseFolder[] = [];
  for (const name of names) {
    const data = new Uint8Array(await readFile(join(folder, name)));
    const { course, files } = openCourse(data, basename(name));
    const path = files.size > 0 ? `${sha1Hex(data)}/` : '';
    if (path) await unpack(files, join(into, path));
    courses.push({ course, path });
  }
  return courses;
}

/** Whole or not at all: a folder half written is not taken for a package. */
async function unpack(files: ReadonlyMap<string, Uint8Array>, target: string): Promise<void> {
  if (await stat(target).catch(() => undefined)) return;
  const part = `${target.replace(/\/$/, '')}.part`;
  await rm(part, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(part, path)), { recursive: true });
    await writeFile(join(part, path), bytes);
  }
  await rename(part, target);
}
