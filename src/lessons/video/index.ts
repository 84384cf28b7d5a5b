import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { videoSchema, type VideoLesson } from './model.js';

export const video = defineLessonKind<VideoLesson>({
  name: 'video',
  schema: videoSchema as unknown as v.GenericSchema<unknown, VideoLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.video,
  completedBy: 'lesson',
  tracksItself: true,
  view: () => import('./view.js'),
});
