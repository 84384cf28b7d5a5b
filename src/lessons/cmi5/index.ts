import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { cmi5Schema, type Cmi5Lesson } from './model.js';

export const cmi5 = defineLessonKind<Cmi5Lesson>({
  name: 'cmi5',
  schema: cmi5Schema as unknown as v.GenericSchema<unknown, Cmi5Lesson>,
  moveOn: 'CompletedOrPassed',
  activityType: activityTypes.lesson,
  completedBy: 'lesson',
  tracksItself: true,
  view: () => import('./view.js'),
});
