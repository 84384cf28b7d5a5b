// A text of some length, graded by a person.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type LongFillInQuestion } from './model.js';

export const longFillIn = defineQuestionKind<LongFillInQuestion>({
  name: 'long-fill-in',
  schema: schema as v.GenericSchema<unknown, LongFillInQuestion>,
  grade,
  definition,
  strip,
  check: (_q, response) => (response.trim() === '' ? 'unanswered' : 'answered'),
  view: () => import('./view.js'),
});
