import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { liveSchema, type LiveLesson } from './model.js';

export const live = defineLessonKind<LiveLesson>({
  name: 'live',
  schema: liveSchema as unknown as v.GenericSchema<unknown, LiveLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.meeting,
  completedBy: 'learner',
  view: () => import('./view.js'),
});
