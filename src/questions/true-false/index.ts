// True or false.
import type * as z from 'zod/mini';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type TrueFalseQuestion } from './model.js';

export const trueFalse = defineQuestionKind<TrueFalseQuestion>({
  name: 'true-false',
  schema: schema as z.ZodMiniType<TrueFalseQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
