// A unit of a cmi5 course: in a package, or where its publisher hosts it.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText } from '../../model/schema.js';

export interface Cmi5Lesson extends Lesson {
  /** URL of the package (zip). */
  src?: string | undefined;
  /** SHA-256 of the package, hexadecimal. */
  sha256?: string | undefined;
  /** Bytes of it, shown before it is downloaded; asked of the server when absent. */
  size?: number | undefined;
  /** Publisher id of the unit in the package; its first one unless said. */
  au?: string | undefined;
  /** Address of the unit: below the package, or absolute. */
  url?: string | undefined;
  publisherId?: string | undefined;
  launchMethod?: 'AnyWindow' | 'OwnWindow' | undefined;
  launchParameters?: string | undefined;
  entitlementKey?: string | undefined;
  activityType?: string | undefined;
}

export const cmi5Schema = v.pipe(
  v.strictObject({
    ...lessonFields,
    description: v.optional(langText),
    src: v.optional(v.string()),
    sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal'))),
    size: v.optional(v.pipe(v.number(), v.integer(), v.gtValue(0))),
    au: v.optional(v.string()),
    url: v.optional(v.string()),
    publisherId: v.optional(v.string()),
    launchMethod: v.optional(v.picklist(['AnyWindow', 'OwnWindow'])),
    launchParameters: v.optional(v.string()),
    entitlementKey: v.optional(v.string()),
    activityType: v.optional(v.string()),
  }),
  v.check(
    (l) => l.src !== undefined || (l.url !== undefined && l.publisherId !== undefined),
    'needs src, or url and publisherId',
  ),
);
