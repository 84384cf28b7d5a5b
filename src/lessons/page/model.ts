// A page to read: Markdown from a file or from course.json itself.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface PageLesson extends Lesson {
  /** URL of a Markdown file, per language if wanted. */
  src?: LangText | undefined;
  /** The text itself. */
  body?: LangText | undefined;
}

export const pageSchema = v.pipe(
  v.strictObject({ ...lessonFields, src: v.optional(langText), body: v.optional(langText) }),
  v.check((l) => (l.src === undefined) !== (l.body === undefined), 'needs either src or body'),
);
