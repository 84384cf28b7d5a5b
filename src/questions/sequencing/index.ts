// Items to be put in order.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { check, definition, grade, schema, strip, type SequencingQuestion } from './model.js';

export const sequencing = defineQuestionKind<SequencingQuestion>({
  name: 'sequencing',
  schema: schema as v.GenericSchema<unknown, SequencingQuestion>,
  grade,
  definition,
  strip,
  check,
  view: () => import('./view.js'),
});
