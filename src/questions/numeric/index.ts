// A number, with tolerance or a range.
import type * as z from 'zod/mini';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, schema, strip, type NumericQuestion } from './model.js';

export const numeric = defineQuestionKind<NumericQuestion>({
  name: 'numeric',
  schema: schema as z.ZodMiniType<NumericQuestion>,
  grade,
  definition,
  strip,
  view: () => import('./view.js'),
});
