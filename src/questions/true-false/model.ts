import * as v from 'valibot';
import { allOrNothing, interaction, plain, questionFields, withoutKey } from '../fields.js';
import type { Grade, Question } from '../kind.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface TrueFalseQuestion extends Question {
  answer: boolean;
}

export const schema = v.strictObject({ ...questionFields, answer: v.boolean() });

export const grade = (q: TrueFalseQuestion, response: string): Grade => allOrNothing(q, response === String(q.answer));

export const definition = (q: TrueFalseQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition =>
  interaction('true-false', plain(q.stem, o.lang), o.withKey ? [String(q.answer)] : undefined);

export const strip = (q: TrueFalseQuestion): Record<string, unknown> => withoutKey(q, 'answer');
