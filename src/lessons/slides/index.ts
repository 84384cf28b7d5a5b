import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { slidesSchema, type SlidesLesson } from './model.js';

export const slides = defineLessonKind<SlidesLesson>({
  name: 'slides',
  schema: slidesSchema as unknown as v.GenericSchema<unknown, SlidesLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.slides,
  completedBy: 'lesson',
  view: () => import('./view.js'),
});
