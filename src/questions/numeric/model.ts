import * as v from 'valibot';
import { interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import type { AnswerState, Grade, Question } from '../kind.js';
import {
  isRightNumber,
  numberFields,
  numberPattern,
  parseNumber,
  partlyNumber,
  type NumberKey,
  type PartlyNumber,
} from '../numbers.js';
import { langText, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

/** Another unit the answer may be given in. */
export interface Unit {
  text: LangText;
  /** What one of it is in the question's own unit: 1000 for km where that is m. */
  factor: number;
}

export interface NumericQuestion extends Question, NumberKey {
  unit?: LangText | undefined;
  units?: Unit[] | undefined;
  /** Other ranges that are right, or right in part; the first that fits counts. */
  also?: PartlyNumber[] | undefined;
}

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    ...numberFields,
    unit: v.optional(langText),
    units: v.optional(v.array(v.strictObject({ text: langText, factor: v.pipe(v.number(), v.gtValue(0)) }))),
    also: v.optional(v.array(partlyNumber)),
  }),
  v.forward(
    v.check((q) => q.units === undefined || q.unit !== undefined, 'needs "unit", the one they are measured by'),
    ['units'],
  ),
);

/** The part of the key that a response meets. */
export const met = (q: NumericQuestion, response: string): PartlyNumber | undefined =>
  isRightNumber(q, response)
    ? { ...q, weight: 1, feedback: undefined }
    : q.also?.find((a) => isRightNumber(a, response));

export const grade = (q: NumericQuestion, response: string): Grade => partial(q, met(q, response)?.weight ?? 0);

/** A pattern for each range that earns everything. */
export const definition = (q: NumericQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition =>
  interaction(
    'numeric',
    plain(q.stem, o.lang),
    o.withKey ? [q, ...(q.also ?? []).filter((a) => a.weight === 1)].map(numberPattern) : undefined,
  );

export const strip = (q: NumericQuestion): Record<string, unknown> => withoutKey(q, 'answer', 'tolerance', 'also');

export const check = (_q: NumericQuestion, response: string): AnswerState =>
  parseNumber(response, '.') === null ? 'invalid' : 'answered';
