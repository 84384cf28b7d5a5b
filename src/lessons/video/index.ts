import type * as z from 'zod/mini';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { videoSchema, type VideoLesson } from './model.js';

export const video = defineLessonKind<VideoLesson>({
  name: 'video',
  schema: videoSchema as unknown as z.ZodMiniType<VideoLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.video,
  icon: 'video',
  completedBy: 'lesson',
  tracksItself: true,
  view: () => import('./view.js'),
});
