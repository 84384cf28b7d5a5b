// True or false.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type TrueFalseQuestion } from './model.js';

export const trueFalse = defineQuestionKind<TrueFalseQuestion>({
  name: 'true-false',
  schema: schema as v.GenericSchema<unknown, TrueFalseQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
