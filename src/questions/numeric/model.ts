import * as v from 'valibot';
import { allOrNothing, interaction, plain, questionFields, withoutKey } from '../fields.js';
import type { AnswerState, Grade, Question } from '../kind.js';
import { isRightNumber, numberFields, numberPattern, parseNumber, type NumberKey } from '../numbers.js';
import { langText, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface NumericQuestion extends Question, NumberKey {
  unit?: LangText | undefined;
}

export const schema = v.strictObject({ ...questionFields, ...numberFields, unit: v.optional(langText) });

export const grade = (q: NumericQuestion, response: string): Grade => allOrNothing(q, isRightNumber(q, response));

export const definition = (q: NumericQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition =>
  interaction('numeric', plain(q.stem, o.lang), o.withKey ? [numberPattern(q)] : undefined);

export const strip = (q: NumericQuestion): Record<string, unknown> => withoutKey(q, 'answer', 'tolerance');

export const check = (_q: NumericQuestion, response: string): AnswerState =>
  parseNumber(response, '.') === null ? 'invalid' : 'answered';
