// Work to hand in. What takes it is the portal's own, put into a slot of the player; the lesson says what and until when.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface AssignmentLesson extends Lesson {
  /** The task; Markdown. */
  body: LangText;
  /** What is handed in: `Satu berkas PDF, paling banyak 5 MB`. */
  handIn?: LangText | undefined;
  /** Slot of the player that the portal's element is put into; `assignment-<id>` unless said. */
  slot?: string | undefined;
}

export const assignmentSchema = v.strictObject({
  ...lessonFields,
  body: langText,
  handIn: v.optional(langText),
  slot: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/, 'must be a name of letters, digits and dashes'))),
});
