import * as v from 'valibot';
import { allOrNothing, ITEM, items, partial, questionFields, type Grade, type Question } from '../kind.js';
import { langText, languageMap, localId, type LangText } from '../../model/schema.js';
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
          id: localId,
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
    v.check(
      (q) => q.multiple === true || q.options.filter((o) => o.correct).length === 1,
      'needs exactly one correct option, or "multiple": true',
    ),
    ['options'],
  ),
);

const right = (q: ChoiceQuestion): string[] => q.options.filter((o) => o.correct).map((o) => o.id);

/** One of many: all or nothing. Several: right ones less wrong ones, never below zero. */
export function grade(q: ChoiceQuestion, response: string): Grade {
  const chosen = new Set(items(response).filter((id) => q.options.some((o) => o.id === id)));
  const key = right(q);
  if (!q.multiple)
    return allOrNothing(q, chosen.size === 1 && items(response).length === 1 && chosen.has(key[0] ?? ''));
  if (key.length === 0) return allOrNothing(q, response === '' || chosen.size === 0);
  const hits = key.filter((id) => chosen.has(id)).length;
  return partial(q, (hits - (chosen.size - hits)) / key.length);
}

export const definition = (q: ChoiceQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
  interactionType: 'choice',
  description: languageMap(q.stem, o.lang),
  choices: q.options.map((x) => ({ id: x.id, description: languageMap(x.text, o.lang) })),
  ...(o.withKey ? { correctResponsesPattern: right(q).length > 0 ? [right(q).join(ITEM)] : [] } : {}),
});

export function strip(q: ChoiceQuestion): Record<string, unknown> {
  const { feedback: _feedback, options, ...rest } = q;
  return { ...rest, options: options.map(({ id, text, fixed }) => ({ id, text, ...(fixed ? { fixed } : {}) })) };
}
