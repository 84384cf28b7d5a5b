import * as v from 'valibot';
import { interaction, plain, questionFields, withoutKey } from '../fields.js';
import { ITEM, items, PAIR, type AnswerState, type Grade } from '../kind.js';
import {
  at,
  components,
  credit,
  distinct,
  partFields,
  partsFields,
  sorted,
  type Part,
  type PartsQuestion,
} from '../parts.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface Source extends Part {
  /** Id of the target that belongs to it. */
  target: string;
}

export interface MatchingQuestion extends PartsQuestion {
  sources: Source[];
  /** A target may belong to several sources, or to none. */
  targets: Part[];
  shuffle?: boolean | undefined;
  /** `click`: a source is clicked, then its target; for long texts. `select`, a list for each source, when absent. */
  layout?: 'select' | 'click' | undefined;
}

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    ...partsFields,
    sources: v.pipe(
      v.array(v.strictObject({ ...partFields, target: v.string() })),
      v.minLength(1, 'needs at least one source'),
      distinct('sources'),
    ),
    targets: v.pipe(
      v.array(v.strictObject(partFields)),
      v.minLength(2, 'needs at least two targets'),
      distinct('targets'),
    ),
    shuffle: v.optional(v.boolean()),
    layout: v.optional(v.picklist(['select', 'click'])),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const q = dataset.value;
    for (const [i, source] of q.sources.entries())
      if (!q.targets.some((t) => t.id === source.target))
        addIssue({ message: 'must be the id of a target', path: at(q, 'sources', i, 'target') });
  }),
);

/** The target chosen for each source, '' where there is none; `strange` counts the pairs beyond one for each source. */
export function read(q: Pick<MatchingQuestion, 'sources'>, response: string): { chosen: string[]; strange: number } {
  const pairs = [...new Set(items(response))].map((pair) => pair.split(PAIR));
  const chosen = q.sources.map((s) => pairs.find((p) => p.length === 2 && p[0] === s.id)?.[1] ?? '');
  return { chosen, strange: pairs.length - chosen.filter((target) => target !== '').length };
}

export const write = (q: Pick<MatchingQuestion, 'sources'>, chosen: readonly string[]): string =>
  q.sources.flatMap((s, i) => (chosen[i] ? [`${s.id}${PAIR}${chosen[i]}`] : [])).join(ITEM);

/** Each source counts the same. A pair too many takes away what a right one gives. */
export function grade(q: MatchingQuestion, response: string): Grade {
  const { chosen, strange } = read(q, response);
  const hits = q.sources.filter((s, i) => chosen[i] === s.target).length;
  return credit(q, hits - strange, q.sources.length);
}

/** `source[.]target` joined by `[,]`; as a set, so one pattern says all (xAPI-Data, matching response pattern). */
export const definition = (q: MatchingQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  ...interaction(
    'matching',
    plain(q.stem, o.lang),
    o.withKey
      ? [
          write(
            q,
            q.sources.map((s) => s.target),
          ),
        ]
      : undefined,
  ),
  source: components(sorted(q.sources), o.lang),
  target: components(sorted(q.targets), o.lang),
});

export const strip = (q: MatchingQuestion): Record<string, unknown> => ({
  ...withoutKey(q),
  sources: q.sources.map(({ id, text }) => ({ id, text })),
  targets: sorted(q.targets),
});

export function check(q: MatchingQuestion, response: string): AnswerState {
  const filled = read(q, response).chosen.filter((target) => target !== '').length;
  return filled === 0 ? 'unanswered' : filled < q.sources.length ? 'incomplete' : 'answered';
}
