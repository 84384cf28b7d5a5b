// A text as an answer: what is right, which differences count, and how all that is right is listed.
import * as v from 'valibot';
import type { LangText } from '../model/schema.js';
import { clean, ITEM } from './kind.js';

export interface TextKey {
  /** Texts that are right, per language if wanted. */
  answers: string[] | Record<string, string[]>;
  caseMatters?: boolean | undefined;
}

const texts = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/\S/, 'must not be empty'))),
  v.minLength(1, 'needs at least one text'),
);

export const textFields = {
  answers: v.union([texts, v.record(v.string(), texts)], 'must be a list of texts, or one per language'),
  caseMatters: v.optional(v.boolean()),
};

export const answersOf = (key: TextKey): string[] =>
  Array.isArray(key.answers) ? key.answers : Object.values(key.answers).flat();

/** Spaces, quotes, hyphens and Unicode forms are no differences; case is one when the author says so. */
export function normalise(text: string, caseMatters = false): string {
  const same = clean(text)
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  return caseMatters ? same : same.toLowerCase();
}

export const isRight = (key: TextKey, text: string): boolean =>
  text.trim() !== '' && answersOf(key).some((a) => normalise(a, key.caseMatters) === normalise(text, key.caseMatters));

/** As they stand in a pattern. */
export const textsOf = (key: TextKey): string[] => [...new Set(answersOf(key).map((a) => clean(a).trim()))];

/** Whether case matters in all of them (true) or none (false); a pattern cannot say that it does in one only. */
export const caseOf = (keys: readonly TextKey[]): boolean | undefined => {
  const matters = keys.filter((k) => k.caseMatters).length;
  return matters === 0 ? false : matters === keys.length ? true : undefined;
};

/** More combinations than this are not written out; a pattern has no way to say "or" inside. */
const MAX_PATTERNS = 20;

/**
 * One pattern for each way to take one text from every list, items joined by `[,]` in order, parameters such as
 * `{case_matters=true}` first (xAPI-Data, fill-in response pattern). Undefined when there are too many.
 */
export function combinations(lists: readonly (readonly string[])[], parameters: string): string[] | undefined {
  let all: string[][] = [[]];
  for (const list of lists) {
    all = all.flatMap((before) => list.map((text) => [...before, text]));
    if (all.length > MAX_PATTERNS) return undefined;
  }
  return all.map((parts) => parameters + parts.join(ITEM));
}

/** What was typed as a reader of the record compares it: one space, one Unicode form. */
export const typed = (text: string): string => clean(text).normalize('NFC').replace(/\s+/g, ' ').trim();

/** One right text, in the reader's language where there is one. */
export const firstText = (key: TextKey, text: (value: LangText) => string): string =>
  Array.isArray(key.answers)
    ? (key.answers[0] ?? '')
    : text(Object.fromEntries(Object.entries(key.answers).map(([lang, texts]) => [lang, texts[0] ?? ''])));
