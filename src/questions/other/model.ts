import * as v from 'valibot';
import { allOrNothing, awaiting, interaction, partial, plain, questionFields, withoutKey } from '../fields.js';
import type { Grade, Question } from '../kind.js';
import type { ActivityDefinition } from '../../sdk/statement.js';

export interface OtherQuestion extends Question {
  /** Responses that are right, to the letter. Without them a person grades. */
  answers?: string[] | undefined;
  /** What it is elsewhere, as it came: kept for who can make something of it, never shown. */
  data?: unknown;
}

export const schema = v.strictObject({
  ...questionFields,
  answers: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.minLength(1, 'must not be empty'))),
      v.minLength(1, 'needs at least one response'),
    ),
  ),
  data: v.optional(v.unknown()),
});

export function grade(q: OtherQuestion, response: string): Grade {
  if (q.answers) return allOrNothing(q, q.answers.includes(response));
  return response.trim() === '' ? partial(q, 0) : awaiting(q);
}

/** Free strings (xAPI-Data, other response pattern). */
export const definition = (q: OtherQuestion, o: { withKey: boolean; lang: string }): ActivityDefinition =>
  interaction('other', plain(q.stem, o.lang), o.withKey ? q.answers : undefined);

/** What came from elsewhere may hold the key. */
export const strip = (q: OtherQuestion): Record<string, unknown> => withoutKey(q, 'answers', 'data');
