import * as v from 'valibot';
import {
  allOrNothing,
  componentId,
  interaction,
  media,
  partial,
  plain,
  questionFields,
  withoutKey,
} from '../fields.js';
import { ITEM, items, type Grade, type Media, type Question } from '../kind.js';
import { langText, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface Option {
  id: string;
  text: LangText;
  correct?: boolean | undefined;
  /** What choosing it is worth, as a fraction of the points, -1 to 1. Once one option says it, 0 for those that do not. */
  weight?: number | undefined;
  feedback?: LangText | undefined;
  media?: Media | undefined;
  /** Keeps its place when options are shuffled ("Semua benar"). */
  fixed?: boolean | undefined;
}

/** `right-minus-wrong`: each right one earns its part, each wrong one takes one. */
export type ChoiceScoring = 'all-or-nothing' | 'right-minus-wrong' | 'weights';

export interface ChoiceQuestion extends Question {
  options: Option[];
  /** Several may be chosen. */
  multiple?: boolean | undefined;
  /** One is chosen from a list in the running text, where `{{}}` stands in the stem. */
  inline?: boolean | undefined;
  shuffle?: boolean | undefined;
  /** By `weights` where options have them, else `right-minus-wrong` where several may be chosen, else `all-or-nothing`. */
  scoring?: ChoiceScoring | undefined;
  /** The least it can be worth, as a fraction of the points, 0 to -1; 0 when absent. */
  floor?: number | undefined;
}

export const placeholder = /\{\{[^{}]*\}\}/;
const stems = (t: LangText): string[] => (typeof t === 'string' ? [t] : Object.values(t));

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    options: v.pipe(
      v.array(
        v.strictObject({
          id: componentId,
          text: langText,
          correct: v.optional(v.boolean()),
          weight: v.optional(v.pipe(v.number(), v.minValue(-1), v.maxValue(1))),
          feedback: v.optional(langText),
          media: v.optional(media),
          fixed: v.optional(v.boolean()),
        }),
      ),
      v.minLength(2, 'needs at least two options'),
      v.check((list) => new Set(list.map((o) => o.id)).size === list.length, 'ids of options must differ'),
    ),
    multiple: v.optional(v.boolean()),
    inline: v.optional(v.boolean()),
    shuffle: v.optional(v.boolean()),
    scoring: v.optional(v.picklist(['all-or-nothing', 'right-minus-wrong', 'weights'])),
    floor: v.optional(v.pipe(v.number(), v.minValue(-1), v.maxValue(0))),
  }),
  v.forward(
    v.check((q) => {
      const count = q.options.filter((o) => o.correct).length;
      return scoringOf(q) === 'weights' || (q.multiple ? count > 0 : count === 1);
    }, 'needs exactly one correct option, or "multiple": true and at least one'),
    ['options'],
  ),
  v.forward(
    v.check(
      (q) => scoringOf(q) !== 'weights' || best(q) > 1 - 1e-3,
      'must have weights by which all points can be earned',
    ),
    ['options'],
  ),
  v.forward(
    v.check((q) => !q.inline || !q.multiple, 'is for one choice only, not with "multiple"'),
    ['inline'],
  ),
  v.forward(
    v.check((q) => !q.inline || stems(q.stem).every((s) => placeholder.test(s)), 'needs {{}} where the list stands'),
    ['stem'],
  ),
);

/** Whether an option belongs to the answer; with weights alone, what earns something does. */
export const isRight = (o: Option): boolean => o.correct ?? (o.weight ?? 0) > 0;
const right = (q: ChoiceQuestion): string[] => q.options.filter(isRight).map((o) => o.id);

export const scoringOf = (q: Pick<ChoiceQuestion, 'options' | 'multiple' | 'scoring'>): ChoiceScoring =>
  q.scoring ??
  (q.options.some((o) => o.weight !== undefined) ? 'weights' : q.multiple ? 'right-minus-wrong' : 'all-or-nothing');

const weights = (q: Pick<ChoiceQuestion, 'options'>): number[] => q.options.map((o) => o.weight ?? (o.correct ? 1 : 0));
/** The most that weights can earn. Thirds written as 0.33333 are whole enough. */
function best(q: Pick<ChoiceQuestion, 'options' | 'multiple'>): number {
  const gains = weights(q).filter((w) => w > 0);
  return q.multiple ? gains.reduce((sum, w) => sum + w, 0) : Math.max(0, ...gains);
}

/**
 * Right is the set of all correct options. Of weights those of what is chosen are added. An id that is no option is a wrong one;
 * of one choice a second is.
 */
export function grade(q: ChoiceQuestion, response: string): Grade {
  const chosen = new Set(items(response));
  if (chosen.size === 0) return partial(q, 0, q.floor);
  const key = right(q);
  const hits = key.filter((id) => chosen.has(id)).length;
  const wrong = chosen.size - hits;
  switch (scoringOf(q)) {
    case 'weights': {
      const known = q.options.filter((o) => chosen.has(o.id)).length;
      if (known < chosen.size || (!q.multiple && chosen.size > 1)) return partial(q, 0, q.floor);
      const sum = weights(q).reduce((s, w, i) => s + (chosen.has(q.options[i]?.id ?? '') ? w : 0), 0);
      // Weights come rounded from elsewhere: 3 x 0.33333 is all of it.
      return partial(q, sum > 1 - 1e-3 ? 1 : sum, q.floor);
    }
    case 'right-minus-wrong':
      return partial(q, (hits - wrong) / (q.multiple ? key.length : 1), q.floor);
    case 'all-or-nothing':
      return {
        ...allOrNothing(q, hits === key.length && wrong === 0),
        ...(q.floor ? { min: q.floor * (q.points ?? 1) } : {}),
      };
  }
}

/** Undefined when by weights more sets earn everything than can be listed: an option of no weight may be there or not. */
function patterns(q: ChoiceQuestion): string[] | undefined {
  if (scoringOf(q) !== 'weights') return [right(q).join(ITEM)];
  const list = weights(q);
  const ids = q.options.map((o) => o.id);
  if (!q.multiple) return ids.filter((_, i) => (list[i] ?? 0) > 1 - 1e-3);
  return list.includes(0) || best(q) > 1 + 1e-3 ? undefined : [ids.filter((_, i) => (list[i] ?? 0) > 0).join(ITEM)];
}

/** A line where the list stands in the text. */
const blanked = (q: ChoiceQuestion): LangText => {
  const blank = (s: string) => (q.inline ? s.replace(placeholder, '\\_\\_\\_\\_\\_') : s);
  return typeof q.stem === 'string'
    ? blank(q.stem)
    : Object.fromEntries(Object.entries(q.stem).map(([lang, s]) => [lang, blank(s)]));
};

/** Ids joined by `[,]`; as a set, so one pattern says all (xAPI-Data, choice response pattern). */
export const definition = (q: ChoiceQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  ...interaction('choice', plain(blanked(q), o.lang), o.withKey ? patterns(q) : undefined),
  choices: q.options.map((x) => ({ id: x.id, description: plain(x.text, o.lang) })),
});

export const strip = (q: ChoiceQuestion): Record<string, unknown> => ({
  ...withoutKey(q, 'scoring', 'floor'),
  options: q.options.map(({ id, text, media, fixed }) => ({
    id,
    text,
    ...(media ? { media } : {}),
    ...(fixed ? { fixed } : {}),
  })),
});
