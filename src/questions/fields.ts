// What every question has, as a schema; apart from the contract, so that a page without questions does not carry it.
import * as v from 'valibot';
import { langText, localId } from '../model/schema.js';

export const questionFields = {
  id: localId,
  kind: v.string(),
  /** Markdown of one line. */
  stem: langText,
  points: v.optional(v.pipe(v.number(), v.gtValue(0))),
  feedback: v.optional(
    v.strictObject({ correct: v.optional(langText), incorrect: v.optional(langText), general: v.optional(langText) }),
  ),
};

/** An id that can stand in a response pattern. */
export const componentId = v.pipe(
  localId,
  v.regex(/^(?:(?!\[[,.:]\]).)*$/, 'must be an id without [,] [.] [:], which delimit ids in the record'),
);
