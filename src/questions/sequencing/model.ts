import * as v from 'valibot';
import { interaction, plain, questionFields, withoutKey } from '../fields.js';
import { ITEM, items, type AnswerState, type Grade } from '../kind.js';
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

export interface SequencingQuestion extends PartsQuestion {
  items: Part[];
  /** Ids of all items in the right order. */
  answer: string[];
  shuffle?: boolean | undefined;
  /**
   * What part of an order is worth: items in their `position`, items that follow the right one (`adjacent`), or the longest `run`
   * that is in order. `position` when absent.
   */
  scoring?: 'position' | 'adjacent' | 'run' | undefined;
}

export const schema = v.pipe(
  v.strictObject({
    ...questionFields,
    ...partsFields,
    items: v.pipe(v.array(v.strictObject(partFields)), v.minLength(2, 'needs at least two items'), distinct('items')),
    answer: v.array(v.string()),
    shuffle: v.optional(v.boolean()),
    scoring: v.optional(v.picklist(['position', 'adjacent', 'run'])),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const q = dataset.value;
    for (const [i, id] of q.answer.entries()) {
      if (!q.items.some((item) => item.id === id))
        addIssue({ message: 'must be the id of an item', path: at(q, 'answer', i) });
      else if (q.answer.indexOf(id) < i) addIssue({ message: 'must name each item once', path: at(q, 'answer', i) });
    }
    if (q.answer.length < q.items.length) addIssue({ message: 'must name every item', path: at(q, 'answer') });
  }),
);

/** The order given, as far as it is one: known ids, each once. */
export function order(q: Pick<SequencingQuestion, 'items'>, response: string): string[] {
  return [...new Set(items(response))].filter((id) => q.items.some((item) => item.id === id));
}

/** Something that is no item, or an item twice, is no order. */
export function grade(q: SequencingQuestion, response: string): Grade {
  const given = order(q, response);
  const total = q.answer.length;
  if (given.length !== items(response).length) return credit(q, 0, total);
  switch (q.scoring) {
    case 'adjacent':
      return credit(
        q,
        given.filter((id, i) => i > 0 && q.answer.indexOf(id) === q.answer.indexOf(given[i - 1] ?? '') + 1).length,
        total - 1,
      );
    case 'run':
      // One item alone is always in order, and worth nothing.
      return credit(q, longestRun(given.map((id) => q.answer.indexOf(id))) - 1, total - 1);
    default:
      return credit(q, q.answer.filter((id, i) => given[i] === id).length, total);
  }
}

/** Length of the longest increasing run of places, not necessarily side by side. */
function longestRun(places: readonly number[]): number {
  const ends: number[] = [];
  for (const place of places) {
    const at = ends.findIndex((end) => end >= place);
    ends[at < 0 ? ends.length : at] = place;
  }
  return ends.length;
}

/** Ids in order joined by `[,]` (xAPI-Data, sequencing response pattern). */
export const definition = (q: SequencingQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition => ({
  ...interaction('sequencing', plain(q.stem, o.lang), o.withKey ? [q.answer.join(ITEM)] : undefined),
  choices: components(sorted(q.items), o.lang),
});

export const strip = (q: SequencingQuestion): Record<string, unknown> => ({
  ...withoutKey(q, 'answer', 'scoring'),
  items: sorted(q.items),
});

export function check(q: SequencingQuestion, response: string): AnswerState {
  const given = order(q, response).length;
  return given === 0 ? 'unanswered' : given < q.items.length ? 'incomplete' : 'answered';
}
