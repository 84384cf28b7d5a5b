// Pairs: for each source the target that belongs to it.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { check, definition, grade, schema, strip, type MatchingQuestion } from './model.js';

export const matching = defineQuestionKind<MatchingQuestion>({
  name: 'matching',
  schema: schema as v.GenericSchema<unknown, MatchingQuestion>,
  grade,
  definition,
  strip,
  check,
  view: () => import('./view.js'),
});
