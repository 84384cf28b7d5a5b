import * as v from 'valibot';
import { clean, ITEM, partial, questionFields, type Grade, type Question } from '../kind.js';
import { langText, languageMap, localId, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface Gap {
  id: string;
  /** Texts that are right, per language if wanted. */
  answers: string[] | Record<string, string[]>;
  caseMatters?: boolean | undefined;
}

export interface FillInQuestion extends Question {
  /** One for each `{{id}}` in the stem. */
  gaps: Gap[];
}

/** Ids of the gaps in a stem, in their order. */
export const gapIds = (stem: string): string[] => [...stem.matchAll(/\{\{([^{}\s]+)\}\}/g)].map((m) => m[1] ?? '');

const stems = (t: LangText): string[] => (typeof t === 'string' ? [t] : Object.values(t));

const texts = v.pipe(v.array(v.string()), v.minLength(1, 'needs at least one text'));

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    gaps: v.pipe(
      v.array(
        v.strictObject({
          id: localId,
          answers: v.union([texts, v.record(v.string(), texts)], 'must be a list of texts, or one per language'),
          caseMatters: v.optional(v.boolean()),
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
);

export const answersOf = (gap: Gap): string[] =>
  Array.isArray(gap.answers) ? gap.answers : Object.values(gap.answers).flat();

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

export const split = (q: FillInQuestion, response: string): string[] => {
  const parts = response === '' ? [] : response.split(ITEM);
  return q.gaps.map((_, i) => parts[i] ?? '');
};

/** Each gap counts the same. */
export function grade(q: FillInQuestion, response: string): Grade {
  const given = split(q, response);
  return partial(q, q.gaps.filter((gap, i) => isRight(gap, given[i] ?? '')).length / q.gaps.length);
}

export const isRight = (gap: Gap, text: string): boolean =>
  text.trim() !== '' && answersOf(gap).some((a) => normalise(a, gap.caseMatters) === normalise(text, gap.caseMatters));

/** More combinations than this are not written out; a pattern has no way to say "or" inside. */
const MAX_PATTERNS = 20;

/** `{case_matters=…}` first, gaps joined by `[,]` in order (xAPI-Data, fill-in response pattern). Undefined when there are too many. */
export function patterns(q: FillInQuestion): string[] | undefined {
  const caseMatters = q.gaps.some((g) => g.caseMatters);
  let list = [''];
  for (const [i, gap] of q.gaps.entries()) {
    list = list.flatMap((before) =>
      [...new Set(answersOf(gap).map(clean))].map((a) => (i === 0 ? a : `${before}${ITEM}${a}`)),
    );
    if (list.length > MAX_PATTERNS) return undefined;
  }
  return list.map((p) => (caseMatters ? `{case_matters=true}${p}` : p));
}

export function definition(q: FillInQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition {
  const key = o.withKey ? patterns(q) : undefined;
  const blank = Object.fromEntries(
    Object.entries(languageMap(q.stem, o.lang)).map(([l, s]) => [l, s.replace(/\{\{[^{}\s]+\}\}/g, '_____')]),
  );
  return {
    type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
    interactionType: 'fill-in',
    description: blank,
    ...(key ? { correctResponsesPattern: key } : {}),
  };
}

export function strip(q: FillInQuestion): Record<string, unknown> {
  const { feedback: _feedback, gaps, ...rest } = q;
  return { ...rest, gaps: gaps.map((g) => ({ id: g.id })) };
}

/** An answer is one when any gap is filled. */
export const isAnswered = (response: string): boolean => response.split(ITEM).some((p) => p.trim() !== '');
