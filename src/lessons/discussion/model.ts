// A discussion as a step of a course: done when the learner has written something.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { iri, langText, type LangText } from '../../model/schema.js';

export interface DiscussionLesson extends Lesson {
  /** Activity IRI of the thread. */
  thread: string;
  /** The task; Markdown. */
  prompt?: LangText | undefined;
}

export const discussionSchema = v.strictObject({ ...lessonFields, thread: iri, prompt: v.optional(langText) });
