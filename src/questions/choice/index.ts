// One of several options, or some of them.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type ChoiceQuestion } from './model.js';

export const choice = defineQuestionKind<ChoiceQuestion>({
  name: 'choice',
  schema: schema as v.GenericSchema<unknown, ChoiceQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
