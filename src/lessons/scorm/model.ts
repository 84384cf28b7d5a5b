// A SCORM package, or one item of it.
import * as v from 'valibot';
import type { ScormItem, ScormLesson as FromManifest } from '../../formats/scorm/read.js';
import { lessonFields, type Lesson } from '../../model/course.js';

export interface ScormLesson extends Lesson, Partial<Pick<FromManifest, 'version' | 'items' | 'sequencing'>> {
  /** URL of the package (zip), or of `imsmanifest.xml` in an unpacked folder on the content host. */
  src?: string | undefined;
  sha256?: string | undefined;
  /** Bytes of it, shown before it is downloaded; asked of the server when absent. */
  size?: number | undefined;
  /** Identifier of the item to play; the whole package unless said. */
  item?: string | undefined;
}

export const scormSchema = v.strictObject({
  ...lessonFields,
  src: v.optional(v.string()),
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal'))),
  size: v.optional(v.pipe(v.number(), v.integer(), v.gtValue(0))),
  item: v.optional(v.string()),
  version: v.optional(v.picklist(['1.2', '2004'])),
  items: v.optional(v.array(v.unknown())),
  sequencing: v.optional(v.unknown()),
});

export type { ScormItem };
