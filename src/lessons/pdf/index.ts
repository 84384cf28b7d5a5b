import type * as v from 'valibot';
import { activityTypes } from '../../sdk/verbs.js';
import { defineLessonKind } from '../kind.js';
import { pdfSchema, type PdfLesson } from './model.js';

export const pdf = defineLessonKind<PdfLesson>({
  name: 'pdf',
  schema: pdfSchema as unknown as v.GenericSchema<unknown, PdfLesson>,
  moveOn: 'Completed',
  activityType: activityTypes.file,
  completedBy: 'learner',
  view: () => import('./view.js'),
});
