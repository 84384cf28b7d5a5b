import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { pageSchema, type PageLesson } from './model.js';

export const page = defineLessonKind<PageLesson>({
  name: 'page',
  schema: pageSchema as unknown as v.GenericSchema<unknown, PageLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.lesson,
  completedBy: 'learner',
  view: () => import('./view.js'),
});
