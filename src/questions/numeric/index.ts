// A number, with tolerance or a range.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type NumericQuestion } from './model.js';

export const numeric = defineQuestionKind<NumericQuestion>({
  name: 'numeric',
  schema: schema as v.GenericSchema<unknown, NumericQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
