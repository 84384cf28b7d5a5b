import * as v from 'valibot';
import { awaiting, interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import { clean, type Grade, type Question } from '../kind.js';
import { at, distinct, partFields, type Part } from '../parts.js';
import { langText, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface Criterion extends Part {
  points: number;
  /** How well it can be done, each with its points up to those of the criterion. */
  levels?: { text: LangText; points: number }[] | undefined;
}

export interface LongFillInQuestion extends Question {
  /** What is looked at, and how many points each gives; together the question's points. The learner sees it before writing. */
  rubric?: Criterion[] | undefined;
  /** Shown in review, and to whoever grades. */
  sample?: LangText | undefined;
  /** Height of the field. */
  rows?: number | undefined;
  /** How many words are asked for; said under the field, and not held against anybody. */
  words?: { min?: number | undefined; max?: number | undefined } | undefined;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    rubric: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            ...partFields,
            points: v.pipe(v.number(), v.gtValue(0)),
            levels: v.optional(v.array(v.strictObject({ text: langText, points: v.pipe(v.number(), v.minValue(0)) }))),
          }),
        ),
        v.minLength(1, 'needs at least one criterion'),
        distinct('criteria'),
      ),
    ),
    sample: v.optional(langText),
    rows: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(40))),
    words: v.optional(v.strictObject({ min: v.optional(count), max: v.optional(count) })),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || !dataset.value.rubric) return;
    const { points = 1, rubric } = dataset.value;
    const sum = rubric.reduce((n, c) => n + c.points, 0);
    for (const [i, c] of rubric.entries())
      for (const [j, level] of (c.levels ?? []).entries())
        if (level.points > c.points)
          addIssue({
            message: `must not be more than the points of the criterion, ${c.points}`,
            path: at(dataset.value, 'rubric', i, 'levels', j, 'points'),
          });
    if (Math.abs(sum - points) > 1e-9)
      addIssue({ message: `must add up to the points of the question, ${points}`, path: at(dataset.value, 'rubric') });
  }),
);

/** As a response keeps a text: no delimiters, one Unicode form, one kind of line break. */
export const tidy = (text: string): string => clean(text).normalize('NFC').replace(/\r\n?/g, '\n').trim();

/** Nothing written is worth nothing; what is written waits for a person. */
export const grade = (q: LongFillInQuestion, response: string): Grade =>
  response.trim() === '' ? partial(q, 0) : awaiting(q);

/** Without a pattern, since no list of texts says all that are right: "any response is correct" (xAPI-Data 2.4.4.1). */
export const definition = (q: LongFillInQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition =>
  interaction('long-fill-in', plain(q.stem, o.lang), undefined);

export const strip = (q: LongFillInQuestion): Record<string, unknown> => withoutKey(q, 'sample');
