// A number, with tolerance or a range.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { check, definition, grade, schema, strip, type NumericQuestion } from './model.js';

export const numeric = defineQuestionKind<NumericQuestion>({
  name: 'numeric',
  schema: schema as v.GenericSchema<unknown, NumericQuestion>,
  grade,
  definition,
  strip,
  check,
  view: () => import('./view.js'),
});
