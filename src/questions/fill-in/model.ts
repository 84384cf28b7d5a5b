import * as v from 'valibot';
import { interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import { ITEM, type AnswerState, type Grade, type Question } from '../kind.js';
import { answersOf, caseOf, combinations, met, normalise, textFields, textsOf, type TextKey } from '../texts.js';
import { localId, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface Gap extends TextKey {
  id: string;
  /** Texts to choose from instead of writing. */
  options?: string[] | undefined;
  /** Its part of the points, against the other gaps; 1. */
  weight?: number | undefined;
}

export interface FillInQuestion extends Question {
  /** One for each `{{id}}` in the stem. */
  gaps: Gap[];
}

/** Ids of the gaps in a stem, in their order. */
export const gapIds = (stem: string): string[] => [...stem.matchAll(/\{\{([^{}\s]+)\}\}/g)].map((m) => m[1] ?? '');

const stems = (t: LangText): string[] => (typeof t === 'string' ? [t] : Object.values(t));

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    gaps: v.pipe(
      v.array(
        v.strictObject({
          id: localId,
          ...textFields,
          options: v.optional(v.pipe(v.array(v.string()), v.minLength(2, 'needs at least two texts'))),
          weight: v.optional(v.pipe(v.number(), v.gtValue(0))),
        }),
      ),
      v.minLength(1, 'needs at least one gap'),
    ),
  }),
  v.forward(
    v.check(
      (q) =>
        stems(q.stem).every((s) => gapIds(s).length === q.gaps.length && q.gaps.every((g) => gapIds(s).includes(g.id))),
      'every gap stands once as {{id}} in the stem of each language',
    ),
    ['gaps'],
  ),
  v.forward(
    v.check(
      (q) =>
        q.gaps.every((g) => g.options?.some((o) => answersOf(g).some((a) => normalise(a) === normalise(o))) ?? true),
      'must have a right text among the "options" of each gap',
    ),
    ['gaps'],
  ),
);

export const split = (q: FillInQuestion, response: string): string[] => {
  const parts = response === '' ? [] : response.split(ITEM);
  return q.gaps.map((_, i) => parts[i] ?? '');
};

/** Each gap counts the same unless it says. More texts than gaps is no right answer. */
export function grade(q: FillInQuestion, response: string): Grade {
  const given = response.split(ITEM);
  const all = q.gaps.reduce((sum, gap) => sum + (gap.weight ?? 1), 0);
  const earned = q.gaps.reduce((sum, gap, i) => sum + (gap.weight ?? 1) * (met(gap, given[i] ?? '')?.weight ?? 0), 0);
  return partial(q, given.length > q.gaps.length ? 0 : earned / all);
}

/** Undefined when the right answers cannot be listed: too many, or case matters in one gap and not in another. */
export const patterns = (q: FillInQuestion): string[] | undefined =>
  caseOf(q.gaps) === undefined
    ? undefined
    : combinations(q.gaps.map(textsOf), caseOf(q.gaps) === true ? '{case_matters=true}' : '');

/** A stem with a line where each gap is. */
export const blanked = (stem: string): string => stem.replace(/\{\{[^{}\s]+\}\}/g, '\\_\\_\\_\\_\\_');

export function definition(q: FillInQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition {
  const stem =
    typeof q.stem === 'string'
      ? blanked(q.stem)
      : Object.fromEntries(Object.entries(q.stem).map(([l, s]) => [l, blanked(s)]));
  return interaction('fill-in', plain(stem, o.lang), o.withKey ? patterns(q) : undefined);
}

export const strip = (q: FillInQuestion): Record<string, unknown> => ({
  ...withoutKey(q),
  gaps: q.gaps.map((g) => ({ id: g.id, ...(g.options ? { options: g.options } : {}) })),
});

export function check(q: FillInQuestion, response: string): AnswerState {
  const filled = split(q, response).filter((text) => text.trim() !== '').length;
  return filled === 0 ? 'unanswered' : filled < q.gaps.length ? 'incomplete' : 'answered';
}
