// A page to read: Markdown from a file or from course.json itself.
import * as z from 'zod/mini';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface PageLesson extends Lesson {
  /** URL of a Markdown file, per language if wanted. */
  src?: LangText | undefined;
  /** The text itself. */
  body?: LangText | undefined;
}

export const pageSchema = z
  .strictObject({ ...lessonFields, src: z.optional(langText), body: z.optional(langText) })
  .check(z.refine((l) => (l.src === undefined) !== (l.body === undefined), { error: 'needs either src or body' }));
