import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { discussionSchema, type DiscussionLesson } from './model.js';

export const discussion = defineLessonKind<DiscussionLesson>({
  name: 'discussion',
  schema: discussionSchema as unknown as v.GenericSchema<unknown, DiscussionLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.lesson,
  completedBy: 'lesson',
  view: () => import('./view.js'),
});
