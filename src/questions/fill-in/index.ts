// Gaps in running text.
import type * as v from 'valibot';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, isAnswered, schema, strip, type FillInQuestion } from './model.js';

export const fillIn = defineQuestionKind<FillInQuestion>({
  name: 'fill-in',
  schema: schema as v.GenericSchema<unknown, FillInQuestion>,
  grade,
  definition,
  strip,
  isAnswered,
  view: () => import('./view.js'),
});
