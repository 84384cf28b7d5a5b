// Gaps in running text.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { check, definition, grade, schema, strip, type FillInQuestion } from './model.js';

export const fillIn = defineQuestionKind<FillInQuestion>({
  name: 'fill-in',
  schema: schema as v.GenericSchema<unknown, FillInQuestion>,
  grade,
  definition,
  strip,
  check,
  view: () => import('./view.js'),
});
