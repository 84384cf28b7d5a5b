// A page elsewhere, opened in a tab of its own; the learner says when it is done.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

/** An address a learner is sent to: nothing but the web. */
export const webAddress = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/\S+$/i, 'must be an address that begins with https://'),
);

export interface LinkLesson extends Lesson {
  href: string;
  /** What to do there; Markdown. */
  body?: LangText | undefined;
}

export const linkSchema = v.strictObject({ ...lessonFields, href: webAddress, body: v.optional(langText) });
