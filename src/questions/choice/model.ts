import * as v from 'valibot';
import { allOrNothing, componentId, interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import { ITEM, items, type Grade, type Question } from '../kind.js';
import { langText, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface Option {
  id: string;
  text: LangText;
  correct?: boolean | undefined;
  feedback?: LangText | undefined;
  /** Keeps its place when options are shuffled ("Semua benar"). */
  fixed?: boolean | undefined;
}

export interface ChoiceQuestion extends Question {
  options: Option[];
  /** Several may be chosen. */
  multiple?: boolean | undefined;
  shuffle?: boolean | undefined;
}

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    options: v.pipe(
      v.array(
        v.strictObject({
          id: componentId,
          text: langText,
          correct: v.optional(v.boolean()),
          feedback: v.optional(langText),
          fixed: v.optional(v.boolean()),
        }),
      ),
      v.minLength(2, 'needs at least two options'),
      v.check((list) => new Set(list.map((o) => o.id)).size === list.length, 'ids of options must differ'),
    ),
    multiple: v.optional(v.boolean()),
    shuffle: v.optional(v.boolean()),
  }),
  v.forward(
    v.check((q) => {
      const count = q.options.filter((o) => o.correct).length;
      return q.multiple ? count > 0 : count === 1;
    }, 'needs exactly one correct option, or "multiple": true and at least one'),
    ['options'],
  ),
);

const right = (q: ChoiceQuestion): string[] => q.options.filter((o) => o.correct).map((o) => o.id);

/** One of many: all or nothing. Several: right ones less wrong ones, never below zero. An id that is no option is a wrong one. */
export function grade(q: ChoiceQuestion, response: string): Grade {
  const chosen = new Set(items(response));
  const key = right(q);
  const hits = key.filter((id) => chosen.has(id)).length;
  const wrong = chosen.size - hits;
  return q.multiple ? partial(q, (hits - wrong) / key.length) : allOrNothing(q, hits === 1 && wrong === 0);
}

/** Ids joined by `[,]`; as a set, so one pattern says all (xAPI-Data, choice response pattern). */
export const definition = (q: ChoiceQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  ...interaction('choice', plain(q.stem, o.lang), o.withKey ? [right(q).join(ITEM)] : undefined),
  choices: q.options.map((x) => ({ id: x.id, description: plain(x.text, o.lang) })),
});

export const strip = (q: ChoiceQuestion): Record<string, unknown> => ({
  ...withoutKey(q),
  options: q.options.map(({ id, text, fixed }) => ({ id, text, ...(fixed ? { fixed } : {}) })),
});
