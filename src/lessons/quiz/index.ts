import type * as z from 'zod/mini';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { quizLessonSchema, type QuizLesson } from './model.js';

export const quiz = defineLessonKind<QuizLesson>({
  name: 'quiz',
  schema: quizLessonSchema as z.ZodMiniType<QuizLesson>,
  moveOn: 'Passed',
  activityType: activityTypes.assessment,
  icon: 'quiz',
  completedBy: 'lesson',
  view: () => import('./view.js'),
});
