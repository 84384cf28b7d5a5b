// What people do in a thread, said in xAPI with published verbs. The thread's IRI is in every statement, so one query finds all.
import type { Draft } from '../sdk/service.js';
import type { Activity, Context, Score, Verb } from '../sdk/statement.js';
import { forumProfile, forumVerbs } from '../sdk/forum-verbs.js';
import { activityTypes, extensions, verbs } from '../sdk/verbs.js';

export interface ThreadContext {
  /** Activity IRI of the thread. */
  thread: string;
  title?: string | undefined;
  lang: string;
  course?: Activity | undefined;
  registration?: string | undefined;
}

function context(c: ThreadContext, more: Partial<Context> = {}): Context {
  const thread: Activity = {
    id: c.thread,
    definition: { type: activityTypes.discussion, ...(c.title ? { name: { [c.lang]: c.title } } : {}) },
  };
  return {
    language: c.lang,
    ...(c.registration ? { registration: c.registration } : {}),
    contextActivities: {
      parent: [thread],
      ...(c.course ? { grouping: [c.course] } : {}),
      category: [{ id: forumProfile, definition: { type: activityTypes.profile } }],
    },
    ...more,
  };
}

/** A new post: the first of a thread opens it, any other answers it. @param post IRI of the new post */
export function posted(
  c: ThreadContext,
  p: { post: string; text: string; first: boolean; parent?: { id: string; statementId: string } | undefined },
): Draft {
  return {
    verb: p.first ? verbs.posted : verbs.replied,
    object: { id: p.post, definition: { type: p.first ? activityTypes.forumTopic : activityTypes.forumReply } },
    result: { response: p.text },
    context: context(
      c,
      p.parent
        ? {
            statement: { objectType: 'StatementRef', id: p.parent.statementId },
            extensions: { [extensions.inReplyTo]: p.parent.id },
          }
        : {},
    ),
  };
}

/** The whole new text; earlier texts stay in the chain of statements. */
export function edited(c: ThreadContext, p: { post: string; statementId: string; text: string }): Draft {
  return {
    verb: verbs.edited,
    object: { id: p.post },
    result: { response: p.text },
    context: context(c, { statement: { objectType: 'StatementRef', id: p.statementId } }),
  };
}

export function deleted(c: ThreadContext, p: { post: string; statementId: string }): Draft {
  return {
    verb: verbs.deleted,
    object: { id: p.post },
    context: context(c, { statement: { objectType: 'StatementRef', id: p.statementId } }),
  };
}

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
