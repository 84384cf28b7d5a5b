// A quiz as a lesson: judged by its score.
import * as z from 'zod/mini';
import { lessonFields, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';

export interface QuizLesson extends Lesson {
  /** URL of the quiz, per language if wanted. */
  src?: LangText | undefined;
  /** The quiz itself. */
  quiz?: unknown;
}

export const quizLessonSchema = z
  .strictObject({ ...lessonFields, src: z.optional(langText), quiz: z.optional(z.unknown()) })
  .check(z.refine((l) => (l.src === undefined) !== (l.quiz === undefined), { error: 'needs either src or quiz' }));
