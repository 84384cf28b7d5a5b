// A page to read: Markdown from a file or from course.json itself, with questions to oneself in between.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, localId, type LangText } from '../../model/schema.js';

export interface PageQuestion {
  id: string;
  kind: string;
  stem: LangText;
}

export interface PageLesson extends Lesson {
  /** URL of a Markdown file, per language if wanted. */
  src?: LangText | undefined;
  /** The text itself. */
  body?: LangText | undefined;
  /** "Cek pemahaman": questions as in a quiz, each where the text says `:::check id`, the others at the end. */
  questions?: PageQuestion[] | undefined;
}

export const pageSchema = v.pipe(
  v.strictObject({
    ...lessonFields,
    src: v.optional(langText),
    body: v.optional(langText),
    // Their kinds check the rest.
    questions: v.optional(v.array(v.looseObject({ id: localId, kind: v.string(), stem: langText }))),
  }),
  v.check((l) => (l.src === undefined) !== (l.body === undefined), 'needs either src or body'),
);
