// Courses of a folder: cmi5.xml files and packages, unpacked once. Node only.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { openCourse } from '../../formats/courses.js';
import { streamOf, type ZipEntry } from '../../formats/zip-blob.js';
import type { Course } from '../../model/course.js';

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
  for (const name of names) courses.push(await loadCourse(join(folder, name), into));
  return courses;
}

export async function loadCourse(file: string, into: string): Promise<CourseFolder> {
  const blob = await openAsBlob(file);
  const { course, entries } = await openCourse(blob, file.split(/[/\\]/).pop() ?? file);
  if (entries.length === 0) return { course, path: '' };
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const path = `${hash.digest('hex').slice(0, 32)}/`;
  await unpack(blob, entries, join(into, path));
  return { course, path };
}

/** Whole or not at all: a folder half written is not taken for a package. */
async function unpack(blob: Blob, entries: readonly ZipEntry[], target: string): Promise<void> {
  if (await stat(target).catch(() => undefined)) return;
  const part = `${target.replace(/\/$/, '')}.part`;
  await rm(part, { recursive: true, force: true });
  for (const entry of entries) {
    const to = join(part, entry.path);
    await mkdir(dirname(to), { recursive: true });
    await pipeline(Readable.fromWeb((await streamOf(blob, entry)) as NodeStream), createWriteStream(to));
  }
  await rename(part, target);
}
