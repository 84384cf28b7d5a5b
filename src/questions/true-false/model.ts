import * as v from 'valibot';
import { allOrNothing, questionFields, type Grade, type Question } from '../kind.js';
import { languageMap } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface TrueFalseQuestion extends Question {
  answer: boolean;
}

export const schema = v.strictObject({ ...questionFields, answer: v.boolean() });

export const grade = (q: TrueFalseQuestion, response: string): Grade => allOrNothing(q, response === String(q.answer));

export const definition = (q: TrueFalseQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
  interactionType: 'true-false',
  description: languageMap(q.stem, o.lang),
  ...(o.withKey ? { correctResponsesPattern: [String(q.answer)] } : {}),
});

export function strip(q: TrueFalseQuestion): Record<string, unknown> {
  const { answer: _answer, feedback: _feedback, ...rest } = q;
  return rest;
}
