// An H5P package with its libraries, played by a runtime that the agency has installed.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';

export interface H5pLesson extends Lesson {
  /** URL of the package (.h5p). */
  src: string;
  sha256?: string | undefined;
  /** Bytes of it, shown before it is downloaded; asked of the server when absent. */
  size?: number | undefined;
  /** Folder of the runtime, relative to the content host; `h5p/` unless said. */
  runtime?: string | undefined;
}

export const h5pSchema = v.strictObject({
  ...lessonFields,
  src: v.string(),
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal'))),
  size: v.optional(v.pipe(v.number(), v.integer(), v.gtValue(0))),
  runtime: v.optional(v.string()),
});
