// Gaps in running text.
import type * as z from 'zod/mini';
import { defineQuestionKind } from '../kind.js';
import { definition, grade, isAnswered, schema, strip, type FillInQuestion } from './model.js';

export const fillIn = defineQuestionKind<FillInQuestion>({
  name: 'fill-in',
  schema: schema as z.ZodMiniType<FillInQuestion>,
  grade,
  definition,
  strip,
  isAnswered,
  view: () => import('./view.js'),
});
