import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { quizLessonSchema, type QuizLesson } from './model.js';

export const quiz = defineLessonKind<QuizLesson>({
  name: 'quiz',
  schema: quizLessonSchema as v.GenericSchema<unknown, QuizLesson>,
  moveOn: 'Passed',
  activityType: activityTypes.assessment,
  completedBy: 'lesson',
  view: () => import('./view.js'),
});
