// A quiz as a lesson: judged by its score.
import * as v from 'valibot';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface QuizLesson extends Lesson {
  /** URL of the quiz, per language if wanted. */
  src?: LangText | undefined;
  /** The quiz itself. */
  quiz?: unknown;
}

export const quizLessonSchema = v.pipe(
  v.strictObject({ ...lessonFields, src: v.optional(langText), quiz: v.optional(v.unknown()) }),
  v.check((l) => (l.src === undefined) !== (l.quiz === undefined), 'needs either src or quiz'),
);
