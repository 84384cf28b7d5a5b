import * as v from 'valibot';
import { interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import { ITEM, clean, type AnswerState, type Grade, type Question } from '../kind.js';
import { localId, type LangText } from '../../model/schema.js';
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

const texts = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/\S/, 'must not be empty'))),
  v.minLength(1, 'needs at least one text'),
);

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

export const isRight = (gap: Gap, text: string): boolean =>
  text.trim() !== '' && answersOf(gap).some((a) => normalise(a, gap.caseMatters) === normalise(text, gap.caseMatters));

/** Each gap counts the same. More texts than gaps is no right answer. */
export function grade(q: FillInQuestion, response: string): Grade {
  const given = response.split(ITEM);
  const hits = q.gaps.filter((gap, i) => isRight(gap, given[i] ?? '')).length;
  return partial(q, given.length > q.gaps.length ? 0 : hits / q.gaps.length);
}

/** More combinations than this are not written out; a pattern has no way to say "or" inside. */
const MAX_PATTERNS = 20;

/**
 * `{case_matters=…}` first, gaps joined by `[,]` in order (xAPI-Data, fill-in response pattern). Undefined when the right answers
 * cannot be listed: too many of them, or case matters in one gap and not in another, which a pattern cannot say.
 */
export function patterns(q: FillInQuestion): string[] | undefined {
  const caseMatters = q.gaps.some((g) => g.caseMatters);
  if (caseMatters && !q.gaps.every((g) => g.caseMatters)) return undefined;
  let list = [''];
  for (const [i, gap] of q.gaps.entries()) {
    const answers = [...new Set(answersOf(gap).map((a) => clean(a).trim()))];
    list = list.flatMap((before) => answers.map((a) => (i === 0 ? a : `${before}${ITEM}${a}`)));
    if (list.length > MAX_PATTERNS) return undefined;
  }
  return list.map((p) => (caseMatters ? `{case_matters=true}${p}` : p));
}

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
  gaps: q.gaps.map((g) => ({ id: g.id })),
});

export function check(q: FillInQuestion, response: string): AnswerState {
  const filled = split(q, response).filter((text) => text.trim() !== '').length;
  return filled === 0 ? 'unanswered' : filled < q.gaps.length ? 'incomplete' : 'answered';
}
