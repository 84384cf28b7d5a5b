import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { assignmentSchema, type AssignmentLesson } from './model.js';

export const assignment = defineLessonKind<AssignmentLesson>({
  name: 'assignment',
  schema: assignmentSchema as unknown as v.GenericSchema<unknown, AssignmentLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.assignment,
  completedBy: 'learner',
  view: () => import('./view.js'),
});
