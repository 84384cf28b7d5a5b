import type * as z from 'zod/mini';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { pageSchema, type PageLesson } from './model.js';

export const page = defineLessonKind<PageLesson>({
  name: 'page',
  schema: pageSchema as unknown as z.ZodMiniType<PageLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.lesson,
  icon: 'page',
  completedBy: 'learner',
  view: () => import('./view.js'),
});
