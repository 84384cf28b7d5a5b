// What models of questions are made of: the fields of every question, the points of an answer, the words of the record.
import * as v from 'valibot';
import { inline, plainText } from '../model/inline.js';
import { langText, localId, type LangText } from '../model/schema.js';
import { languageMap } from '../model/text.js';
import type { ActivityDefinition, InteractionType, LanguageMap } from '../sdk/statement.js';
import { activityTypes } from '../sdk/verbs.js';
import type { Grade, Question } from './kind.js';

export const questionFields = {
  id: localId,
  kind: v.string(),
  /** Markdown of one line. */
  stem: langText,
  points: v.optional(v.pipe(v.number(), v.gtValue(0))),
  feedback: v.optional(
    v.strictObject({ correct: v.optional(langText), incorrect: v.optional(langText), general: v.optional(langText) }),
  ),
};

/** An id that can stand in a response pattern. */
export const componentId = v.pipe(
  localId,
  v.regex(/^(?:(?!\[[,.:]\]).)*$/, 'must be an id without [,] [.] [:], which delimit ids in the record'),
);

/** Markdown of one line as the plain text a record keeps, per language. */
export function plain(text: LangText, lang: string): LanguageMap {
  return Object.fromEntries(Object.entries(languageMap(text, lang)).map(([l, s]) => [l, plainText(inline(s))]));
}

/** What all interaction activities have (xAPI-Data 2.4.4.1); `key` only where the answer may be told. */
export function interaction(
  interactionType: InteractionType,
  description: LanguageMap,
  key: string[] | undefined,
): ActivityDefinition {
  return {
    type: activityTypes.interaction,
    interactionType,
    description,
    ...(key ? { correctResponsesPattern: key } : {}),
  };
}

/** A question without its key: the given fields, and what is said about right and wrong, left out. */
export function withoutKey(question: Question, ...fields: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(question).filter(([name]) => name !== 'feedback' && !fields.includes(name)));
}

/** All or nothing. */
export function allOrNothing(question: Question, right: boolean): Grade {
  const max = question.points ?? 1;
  return { raw: right ? max : 0, max, scaled: right ? 1 : 0, success: right };
}

/** Part of the points, rounded where floating point leaves dust. */
export function partial(question: Question, fraction: number): Grade {
  const max = question.points ?? 1;
  const scaled = Math.round(Math.min(Math.max(fraction || 0, 0), 1) * 1e9) / 1e9;
  const raw = scaled === 1 ? max : Math.min(max, Math.round(scaled * max * 1e9) / 1e9);
  return { raw, max, scaled, success: scaled === 1 };
}
