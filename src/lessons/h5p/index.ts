import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { h5pSchema, type H5pLesson } from './model.js';

export const h5p = defineLessonKind<H5pLesson>({
  name: 'h5p',
  schema: h5pSchema as unknown as v.GenericSchema<unknown, H5pLesson>,
  moveOn: 'CompletedOrPassed',
  activityType: activityTypes.lesson,
  completedBy: 'lesson',
  view: () => import('./view.js'),
});
