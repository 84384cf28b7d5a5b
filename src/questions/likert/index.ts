// A place on a scale: an opinion, never wrong.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type LikertQuestion } from './model.js';

export const likert = defineQuestionKind<LikertQuestion>({
  name: 'likert',
  schema: schema as v.GenericSchema<unknown, LikertQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
