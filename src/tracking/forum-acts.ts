// What people do with posts and threads beyond writing them, said in xAPI with published verbs; the thread is in every statement.
import { forumVerbs } from '../sdk/forum-verbs.js';
import type { Draft } from '../sdk/service.js';
import type { Score, Verb } from '../sdk/statement.js';
import { verbs } from '../sdk/verbs.js';
import { context, type ThreadContext } from './forum.js';

/**
 * What is done with a post or the thread: a reaction, a report, a decision of who moderates. @param object IRI of the post or the thread
 * @param about the statement it goes by: of the post, or for an accepted answer that of who asked, so that the LRS can tell who may
 */
export function acted(
  c: ThreadContext,
  a: { verb: Verb; object: string; text?: string | undefined; score?: Score | undefined; about?: string | undefined },
): Draft {
  const result = { ...(a.text ? { response: a.text } : {}), ...(a.score ? { score: a.score } : {}) };
  return {
    verb: a.verb,
    object: { id: a.object },
    ...(Object.keys(result).length > 0 ? { result } : {}),
    context: context(c, a.about === undefined ? {} : { statement: { objectType: 'StatementRef', id: a.about } }),
  };
}

const undoing =
  (verb: Verb) =>
  (c: ThreadContext, statementId: string): Draft => ({
    verb,
    object: { objectType: 'StatementRef', id: statementId },
    context: context(c),
  });

/** Takes back what was said, readably for everybody; for who may not void. */
export const retracted = undoing(forumVerbs.retracted);
/** The LRS shows the statement no more (xAPI-Data 2.3.2). */
export const voided = undoing(verbs.voided);
