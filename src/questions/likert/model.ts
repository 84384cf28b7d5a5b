import * as v from 'valibot';
import { interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import type { Grade, Question } from '../kind.js';
import { at, components, distinct, partFields, type Part } from '../parts.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface ScaleItem extends Part {
  /** What this answer earns; all points of the question when absent. */
  points?: number | undefined;
}

export interface LikertQuestion extends Question {
  /** In order, from one end to the other. */
  scale: ScaleItem[];
}

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    scale: v.pipe(
      v.array(v.strictObject({ ...partFields, points: v.optional(v.pipe(v.number(), v.minValue(0))) })),
      v.minLength(2, 'needs at least two items'),
      distinct('the scale'),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { points = 1, scale } = dataset.value;
    for (const [i, item] of scale.entries())
      if ((item.points ?? 0) > points)
        addIssue({
          message: `must not be more than the points of the question, ${points}`,
          path: at(dataset.value, 'scale', i, 'points'),
        });
  }),
);

/** No opinion is right or wrong: an item of the scale earns what it says, by default everything. */
export function grade(q: LikertQuestion, response: string): Grade {
  const chosen = q.scale.find((item) => item.id === response);
  if (!chosen) return partial(q, 0);
  const max = q.points ?? 1;
  return { ...partial(q, (chosen.points ?? max) / max), success: undefined };
}

/** One id of the scale; without a pattern, since "any response is correct" (xAPI-Data 2.4.4.1, likert response pattern). */
export const definition = (q: LikertQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  ...interaction('likert', plain(q.stem, o.lang), undefined),
  scale: components(q.scale, o.lang),
});

export const strip = (q: LikertQuestion): Record<string, unknown> => ({
  ...withoutKey(q),
  scale: q.scale.map(({ id, text }) => ({ id, text })),
});
