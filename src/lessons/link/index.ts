import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { linkSchema, type LinkLesson } from './model.js';

export const link = defineLessonKind<LinkLesson>({
  name: 'link',
  schema: linkSchema as unknown as v.GenericSchema<unknown, LinkLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.link,
  completedBy: 'learner',
  view: () => import('./view.js'),
});
