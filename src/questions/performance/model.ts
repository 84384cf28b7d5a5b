import * as v from 'valibot';
import { awaiting, interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import { ITEM, items, PAIR, type AnswerState, type Grade } from '../kind.js';
import { bounds, isRightNumber, numberFields, parseNumber, type NumberKey } from '../numbers.js';
import { at, components, credit, distinct, partFields, partsFields, type Part, type PartsQuestion } from '../parts.js';
import { caseOf, combinations, isRight, textFields, textsOf, type TextKey } from '../texts.js';
import { langText, type LangText } from '../../model/schema.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

/** Answered by a text (`answers`) or by a number (`answer`). */
export interface Step extends Part, Partial<Omit<TextKey, 'also'>>, Partial<NumberKey> {
  unit?: LangText | undefined;
  /** A number is asked for; said by a question without its key. */
  number?: true | undefined;
}

export interface PerformanceQuestion extends PartsQuestion {
  /** In the order in which they are done. */
  steps: Step[];
  /** A person grades it: what is done is watched, or handed in as text. Steps then have no key. */
  manual?: boolean | undefined;
}

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    ...partsFields,
    steps: v.pipe(
      v.array(
        v.strictObject({
          ...partFields,
          answers: v.optional(textFields.answers),
          caseMatters: textFields.caseMatters,
          ignoreAccents: textFields.ignoreAccents,
          wildcards: textFields.wildcards,
          answer: v.optional(numberFields.answer),
          tolerance: numberFields.tolerance,
          unit: v.optional(langText),
        }),
      ),
      v.minLength(1, 'needs at least one step'),
      distinct('steps'),
    ),
    manual: v.optional(v.boolean()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const q = dataset.value;
    for (const [i, step] of q.steps.entries())
      if (q.manual) {
        if (step.answers !== undefined || step.answer !== undefined)
          addIssue({ message: 'must have no key where a person grades', path: at(q, 'steps', i) });
      } else if ((step.answers === undefined) === (step.answer === undefined))
        addIssue({ message: 'needs either "answers" (texts) or "answer" (a number)', path: at(q, 'steps', i) });
  }),
);

const numberOf = ({ answer, tolerance }: Step): NumberKey | undefined =>
  answer === undefined ? undefined : { answer, tolerance };
const textOf = ({ answers = [], caseMatters, ignoreAccents, wildcards }: Step): TextKey => ({
  answers,
  caseMatters,
  ignoreAccents,
  wildcards,
});

export const asksNumber = (step: Step): boolean => step.answer !== undefined || step.number === true;

/** What is right, and whether a text is it. */
export function isRightStep(step: Step, text: string): boolean {
  const number = numberOf(step);
  return number ? isRightNumber(number, text) : isRight(textOf(step), text);
}

/** The text given for each step, '' where there is none; `strange` counts the pairs beyond one for each step. */
export function read(q: Pick<PerformanceQuestion, 'steps'>, response: string): { given: string[]; strange: number } {
  const pairs = items(response).map((pair) => pair.split(PAIR));
  const own = q.steps.map((s) => pairs.find((p) => p.length === 2 && p[0] === s.id));
  return { given: own.map((p) => p?.[1] ?? ''), strange: pairs.length - own.filter((p) => p !== undefined).length };
}

export const write = (q: Pick<PerformanceQuestion, 'steps'>, given: readonly string[]): string =>
  given.every((text) => text === '') ? '' : q.steps.map((s, i) => `${s.id}${PAIR}${given[i] ?? ''}`).join(ITEM);

/** Each step counts the same, in whatever order they stand. A step too many takes away what a right one gives. */
export function grade(q: PerformanceQuestion, response: string): Grade {
  if (q.manual) return check(q, response) === 'unanswered' ? partial(q, 0) : awaiting(q);
  const { given, strange } = read(q, response);
  const hits = q.steps.filter((s, i) => isRightStep(s, given[i] ?? '')).length;
  return credit(q, hits - strange, q.steps.length);
}

/**
 * `step[.]text` or `step[.]min[:]max` joined by `[,]`, parameters first (xAPI-Data, performance response pattern). Undefined when
 * the right answers cannot be listed: too many of them, or case matters in one text and not in another.
 */
export function patterns(q: PerformanceQuestion): string[] | undefined {
  if (q.manual) return undefined;
  const caseMatters = caseOf(q.steps.filter((s) => !asksNumber(s)).map(textOf));
  if (caseMatters === undefined) return undefined;
  const lists = q.steps.map((s) => {
    const number = numberOf(s);
    if (!number) return textsOf(textOf(s)).map((text) => `${s.id}${PAIR}${text}`);
    // A range even for one number: it is compared as a number, not as a text.
    const { min, max } = bounds(number);
    return [`${s.id}${PAIR}${min ?? ''}[:]${max ?? ''}`];
  });
  return combinations(lists, `{order_matters=false}${caseMatters ? '{case_matters=true}' : ''}`);
}

export const definition = (q: PerformanceQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  ...interaction('performance', plain(q.stem, o.lang), o.withKey ? patterns(q) : undefined),
  steps: components(q.steps, o.lang),
});

export const strip = (q: PerformanceQuestion): Record<string, unknown> => ({
  ...withoutKey(q),
  steps: q.steps.map((s) => ({
    id: s.id,
    text: s.text,
    ...(s.unit === undefined ? {} : { unit: s.unit }),
    ...(asksNumber(s) ? { number: true } : {}),
  })),
});

/** What is no number where one is asked for does not count as filled. */
export function check(q: PerformanceQuestion, response: string): AnswerState {
  const { given } = read(q, response);
  if (given.every((text) => text.trim() === '')) return 'unanswered';
  const filled = q.steps.every((s, i) => {
    const text = given[i] ?? '';
    return asksNumber(s) ? parseNumber(text, '.') !== null : text.trim() !== '';
  });
  return filled ? 'answered' : 'incomplete';
}
