// What people do in a thread, said in xAPI with published verbs. The thread's IRI is in every statement, so one query finds all.
import type { Draft } from '../sdk/service.js';
import type { Activity, Agent, Context } from '../sdk/statement.js';
import { activityTypes, extensions, forumProfile, verbs } from '../sdk/verbs.js';

export interface ThreadContext {
  /** Activity IRI of the thread. */
  thread: string;
  title?: string | undefined;
  lang: string;
  /** IRI of the forum it is in. */
  forum?: string | undefined;
  course?: Activity | undefined;
  registration?: string | undefined;
}

export function context(c: ThreadContext, more: Partial<Context> = {}): Context {
  const thread: Activity = {
    id: c.thread,
    definition: { type: activityTypes.discussion, ...(c.title ? { name: { [c.lang]: c.title } } : {}) },
  };
  return {
    language: c.lang,
    ...(c.registration ? { registration: c.registration } : {}),
    contextActivities: {
      parent: [thread],
      ...(c.forum || c.course
        ? { grouping: [...(c.forum ? [{ id: c.forum }] : []), ...(c.course ? [c.course] : [])] }
        : {}),
      category: [{ id: forumProfile, definition: { type: activityTypes.profile } }],
    },
    ...more,
  };
}

const mentioned = 'https://w3id.org/xapi/acrossx/extensions/mentionedagent';

/** A new post: the first of a thread opens it, any other answers it. @param post IRI of the new post */
export function posted(
  c: ThreadContext,
  p: {
    post: string;
    text: string;
    first: boolean;
    parent?: { id: string; statementId: string } | undefined;
    mentions?: readonly Agent[] | undefined;
  },
): Draft {
  return {
    verb: p.first ? verbs.posted : verbs.replied,
    object: { id: p.post, definition: { type: p.first ? activityTypes.forumTopic : activityTypes.forumReply } },
    result: { response: p.text },
    context: context(c, {
      ...(p.parent ? { statement: { objectType: 'StatementRef', id: p.parent.statementId } } : {}),
      // In the team as well: `agent` with `related_agents` finds what mentions a person.
      ...(p.mentions?.length ? { team: { objectType: 'Group', member: [...p.mentions] } } : {}),
      ...(p.parent || p.mentions?.length
        ? {
            extensions: {
              ...(p.parent ? { [extensions.inReplyTo]: p.parent.id } : {}),
              ...(p.mentions?.length ? { [mentioned]: p.mentions } : {}),
            },
          }
        : {}),
    }),
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
