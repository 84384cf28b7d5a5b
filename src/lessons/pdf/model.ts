// A PDF in the browser's own viewer; the learner says when it is read.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface PdfLesson extends Lesson {
  /** URL of the file, per language if wanted. */
  src: LangText;
  /** Bytes; asked of the server when absent. */
  size?: number | undefined;
  /** SHA-256 of the file, hexadecimal: downloads are held against it. */
  sha256?: string | undefined;
  /** What to look for in it; Markdown. */
  body?: LangText | undefined;
}

export const pdfSchema = v.strictObject({
  ...lessonFields,
  src: langText,
  size: v.optional(v.pipe(v.number(), v.integer(), v.gtValue(0))),
  sha256: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal'))),
  body: v.optional(langText),
});
