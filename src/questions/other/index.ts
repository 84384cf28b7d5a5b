// What no other kind is, e.g. a question of another system that was kept as it is: answered in words.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type OtherQuestion } from './model.js';

export const other = defineQuestionKind<OtherQuestion>({
  name: 'other',
  schema: schema as v.GenericSchema<unknown, OtherQuestion>,
  grade,
  definition,
  strip,
  check: (_q, response) => (response.trim() === '' ? 'unanswered' : 'answered'),
  view: () => import('./view.js'),
});
