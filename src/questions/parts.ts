// Questions made of parts, each with an id and a text: their lists, where a check of them fails, and what part of them is worth.
import * as v from 'valibot';
import { langText, type LangText } from '../model/schema.js';
import { allOrNothing, componentId, partial, plain } from './fields.js';
import type { Grade, Question } from './kind.js';
import type { InteractionComponent } from '../sdk/statement.js';

export interface Part {
  id: string;
  text: LangText;
}

/** A question whose points can be had in part, unless the author wants all or nothing. */
export interface PartsQuestion extends Question {
  allOrNothing?: boolean | undefined;
}

export const partFields = { id: componentId, text: langText };
export const partsFields = { allOrNothing: v.optional(v.boolean()) };

export const distinct = <T extends { id: string }>(name: string) =>
  v.check<T[], string>((list) => new Set(list.map((o) => o.id)).size === list.length, `ids of ${name} must differ`);

/** Where a check of the whole question failed: `at(q, 'sources', 2, 'target')`. */
export function at(
  input: unknown,
  first: string,
  ...rest: (string | number)[]
): [v.IssuePathItem, ...v.IssuePathItem[]] {
  let value: unknown = input;
  const item = (key: string | number): v.IssuePathItem => {
    const input = value;
    value = (input as Record<string, unknown>)[key];
    return typeof key === 'number'
      ? { type: 'array', origin: 'value', input: input as unknown[], key, value }
      : { type: 'object', origin: 'value', input: input as Record<string, unknown>, key, value };
  };
  return [item(first), ...rest.map(item)];
}

/** `hits` of `of` parts right. */
export const credit = (q: PartsQuestion, hits: number, of: number): Grade =>
  q.allOrNothing ? allOrNothing(q, hits === of) : partial(q, hits / of);

/** By id: the order in which an author writes parts down often is the answer. */
export const sorted = <T extends { id: string }>(parts: readonly T[]): T[] =>
  [...parts].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** As the definition of an interaction has them (xAPI-Data 2.4.4.1, "Interaction Components"). */
export const components = (parts: readonly Part[], lang: string): InteractionComponent[] =>
  parts.map((p) => ({ id: p.id, description: plain(p.text, lang) }));
