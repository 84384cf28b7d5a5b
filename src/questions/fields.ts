// What models of questions are made of: the fields of every question, the points of an answer, the words of the record.
import * as v from 'valibot';
import { inline, plainText } from '../model/inline.js';
import { langText, localId, type LangText } from '../model/schema.js';
import { languageMap } from '../model/text.js';
import type { ActivityDefinition, InteractionType, LanguageMap } from '../sdk/statement.js';
import { activityTypes } from '../sdk/verbs.js';
import type { Grade, Question } from './kind.js';

export const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

const mediaFields = {
  src: v.pipe(v.string(), v.regex(/\S/, 'must be a URL')),
  captions: v.optional(v.array(v.strictObject({ src: v.string(), lang: v.string(), label: v.optional(v.string()) }))),
  transcript: v.optional(langText),
  width: v.optional(v.pipe(v.number(), v.gtValue(0))),
  height: v.optional(v.pipe(v.number(), v.gtValue(0))),
};
export const media = v.variant(
  'type',
  [
    v.strictObject({ type: v.literal('image'), alt: langText, ...mediaFields }),
    v.strictObject({ type: v.picklist(['audio', 'video']), alt: v.optional(langText), ...mediaFields }),
  ],
  'must have the type "image" (with "alt"), "audio" or "video"',
);

export const questionFields = {
  id: localId,
  kind: v.string(),
  version: v.optional(v.string()),
  /** Markdown of one line. */
  stem: langText,
  /** Markdown. */
  body: v.optional(langText),
  media: v.optional(v.array(media)),
  points: v.optional(v.pipe(v.number(), v.gtValue(0))),
  tries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  penalty: v.optional(fraction),
  hints: v.optional(v.array(v.strictObject({ text: langText, penalty: v.optional(fraction) }))),
  tags: v.optional(v.array(v.string())),
  feedback: v.optional(
    v.strictObject({
      correct: v.optional(langText),
      partly: v.optional(langText),
      incorrect: v.optional(langText),
      general: v.optional(langText),
    }),
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

/** What every question may say of its answer: hints, too, lead to it. */
const told = ['feedback', 'hints', 'tags'];

/** A question without its key: the given fields, and what is said about right and wrong, left out. */
export function withoutKey(question: Question, ...fields: string[]): Record<string, unknown> {
  const out = [...told, ...fields];
  return Object.fromEntries(Object.entries(question).filter(([name]) => !out.includes(name)));
}

/** All or nothing. */
export function allOrNothing(question: Question, right: boolean): Grade {
  const max = question.points ?? 1;
  return { raw: right ? max : 0, max, scaled: right ? 1 : 0, success: right };
}

/**
 * Part of the points, rounded where floating point leaves dust.
 * @param floor the least it can be worth as a fraction of the points, 0 to -1
 */
export function partial(question: Question, fraction: number, floor = 0): Grade {
  const max = question.points ?? 1;
  const scaled = Math.round(Math.min(Math.max(fraction || 0, floor), 1) * 1e9) / 1e9 || 0;
  const raw = scaled === 1 ? max : Math.max(floor * max, Math.min(max, Math.round(scaled * max * 1e9) / 1e9)) || 0;
  return { raw, max, scaled, success: scaled === 1, ...(floor < 0 ? { min: floor * max } : {}) };
}

/** All points wait for a person. */
export function awaiting(question: Question): Grade {
  const none = partial(question, 0);
  return { ...none, success: undefined, pending: none.max };
}
