// Steps to be done, each with a text or a number as its result.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { check, definition, grade, schema, strip, type PerformanceQuestion } from './model.js';

export const performance = defineQuestionKind<PerformanceQuestion>({
  name: 'performance',
  schema: schema as v.GenericSchema<unknown, PerformanceQuestion>,
  grade,
  definition,
  strip,
  check,
  view: () => import('./view.js'),
});
