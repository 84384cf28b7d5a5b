// A text as an answer: what is right, which differences count, and how all that is right is listed.
import * as v from 'valibot';
import { langText, type LangText } from '../model/schema.js';
import { clean, ITEM } from './kind.js';

export interface TextKey {
  /** Texts that are right, per language if wanted. */
  answers: string[] | Record<string, string[]>;
  caseMatters?: boolean | undefined;
  /** `é` counts as `e`. */
  ignoreAccents?: boolean | undefined;
  /** `*` in an answer stands for any text; `\*` is a star. */
  wildcards?: boolean | undefined;
  /** Texts that earn part of the points. */
  also?: PartlyText[] | undefined;
}

export interface PartlyText {
  text: string;
  /** Fraction of the points, 0 to 1. */
  weight: number;
  feedback?: LangText | undefined;
}

const texts = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/\S/, 'must not be empty'))),
  v.minLength(1, 'needs at least one text'),
);

export const textFields = {
  answers: v.union([texts, v.record(v.string(), texts)], 'must be a list of texts, or one per language'),
  caseMatters: v.optional(v.boolean()),
  ignoreAccents: v.optional(v.boolean()),
  wildcards: v.optional(v.boolean()),
  also: v.optional(
    v.array(
      v.strictObject({
        text: v.pipe(v.string(), v.regex(/\S/, 'must not be empty')),
        weight: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
        feedback: v.optional(langText),
      }),
    ),
  ),
};

export const answersOf = (key: TextKey): string[] =>
  Array.isArray(key.answers) ? key.answers : Object.values(key.answers).flat();

/** Spaces, quotes, hyphens and Unicode forms are no differences; case and accents are as the author says. */
export function normalise(text: string, caseMatters = false, ignoreAccents = false): string {
  let same = clean(text)
    .normalize('NFC')
    .replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
  if (ignoreAccents)
    same = same
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '')
      .normalize('NFC');
  return caseMatters ? same : same.toLowerCase();
}

/** Whether `text` fits a text with stars; in one walk with one way back, so that no pattern takes long. */
function fits(pattern: string, text: string): boolean {
  const parts = [...pattern.matchAll(/\\\*|\*|[^]/g)].map((m) => (m[0] === '*' ? null : m[0] === '\\*' ? '*' : m[0]));
  let p = 0;
  let t = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    if (p < parts.length && parts[p] === null) {
      star = p++;
      from = t;
    } else if (p < parts.length && parts[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  return parts.slice(p).every((part) => part === null);
}

function isSame(key: TextKey, answer: string, text: string): boolean {
  const [a, b] = [answer, text].map((s) => normalise(s, key.caseMatters, key.ignoreAccents)) as [string, string];
  return key.wildcards ? fits(a, b) : a === b;
}

export const isRight = (key: TextKey, text: string): boolean =>
  text.trim() !== '' && answersOf(key).some((a) => isSame(key, a, text));

/** What a text is worth, 0 to 1, with what is said to it. */
export function met(key: TextKey, text: string): PartlyText | undefined {
  if (isRight(key, text)) return { text, weight: 1 };
  return text.trim() === '' ? undefined : key.also?.find((a) => isSame(key, a.text, text));
}

/** Whether a list of texts says all that is right. */
const isListed = (key: TextKey): boolean =>
  !key.ignoreAccents && !key.wildcards && !key.also?.some((a) => a.weight === 1);

/** As they stand in a pattern. */
export const textsOf = (key: TextKey): string[] => [...new Set(answersOf(key).map((a) => clean(a).trim()))];

/**
 * Whether case matters in all of them (true) or none (false); a pattern cannot say that it does in one only, nor what stars and
 * left-out accents mean.
 */
export const caseOf = (keys: readonly TextKey[]): boolean | undefined => {
  if (!keys.every(isListed)) return undefined;
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
