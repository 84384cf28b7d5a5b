import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { audioSchema, type AudioLesson } from './model.js';

export const audio = defineLessonKind<AudioLesson>({
  name: 'audio',
  schema: audioSchema as unknown as v.GenericSchema<unknown, AudioLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.media,
  completedBy: 'lesson',
  tracksItself: true,
  view: () => import('./view.js'),
});
