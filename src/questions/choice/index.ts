// One of several options, or some of them.
import type * as z from 'zod/mini';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type ChoiceQuestion } from './model.js';

export const choice = defineQuestionKind<ChoiceQuestion>({
  name: 'choice',
  schema: schema as z.ZodMiniType<ChoiceQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
