import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { scormSchema, type ScormLesson } from './model.js';

export const scorm = defineLessonKind<ScormLesson>({
  name: 'scorm',
  schema: scormSchema as unknown as v.GenericSchema<unknown, ScormLesson>,
  moveOn: 'CompletedOrPassed',
  activityType: activityTypes.lesson,
  completedBy: 'lesson',
  tracksItself: true,
  view: () => import('./view.js'),
});
