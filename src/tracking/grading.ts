// A grade that a person gave, said in xAPI: `scored`, about the learner, by the one who graded.
import type { Quiz, QuizQuestion } from '../model/quiz.js';
import { languageMap } from '../model/text.js';
import type { Agent, Statement } from '../sdk/statement.js';
import { uuidFrom } from '../sdk/uuid-from.js';
import { activityTypes, extensions, verbs } from '../sdk/verbs.js';
import { itemIri } from './quiz.js';

export interface ManualGrade {
  raw: number;
  max: number;
  comment?: string | undefined;
  /** Points of each criterion, by its id. */
  rubric?: Record<string, number> | undefined;
}

export interface Scored extends ManualGrade {
  /** Id of the statement. */
  id: string;
  /** The attempt (UUID) and the activity of the item. */
  attempt: string;
  item: string;
  /** ISO 8601 */
  at: string;
  grader: string;
}

/**
 * The actor is the learner, who then finds it among their own; `context.instructor` the grader, whom the LRS knows as authority.
 * A second grade of the same answer is a statement of its own (`revision`): the latest counts.
 */
export function scored(
  answered: Pick<Statement, 'id' | 'actor' | 'context'>,
  quiz: Pick<Quiz, 'id' | 'title'>,
  question: Pick<QuizQuestion, 'id' | 'stem'>,
  grade: ManualGrade,
  grader: Agent,
  revision: number,
): Statement {
  const attempt = answered.context?.extensions?.[extensions.attempt];
  const { raw, max, comment, rubric } = grade;
  return {
    id: uuidFrom(`scored|${answered.id ?? ''}|${revision}`),
    actor: answered.actor,
    verb: verbs.scored,
    object: {
      objectType: 'Activity',
      id: itemIri(quiz, question),
      // The item itself is defined by the answer; the key is nobody's to tell here.
    },
    result: {
      score: { scaled: max > 0 ? Math.round((raw / max) * 1e9) / 1e9 : 0, raw, min: 0, max },
      success: raw === max,
      ...(comment || rubric
        ? {
            extensions: {
              ...(comment ? { [extensions.comment]: comment } : {}),
              ...(rubric ? { [extensions.rubric]: rubric } : {}),
            },
          }
        : {}),
    },
    context: {
      instructor: grader,
      ...(answered.id ? { statement: { objectType: 'StatementRef', id: answered.id } } : {}),
      ...(answered.context?.registration ? { registration: answered.context.registration } : {}),
      contextActivities: {
        parent: [{ id: quiz.id, definition: { type: activityTypes.assessment, name: languageMap(quiz.title) } }],
      },
      extensions: { ...(attempt === undefined ? {} : { [extensions.attempt]: attempt }) },
    },
  };
}

/** Reads one back; undefined when it is none, or was written by the learner. */
export function readScored(
  s: Statement & { authority?: unknown; timestamp?: string; stored?: string },
): Scored | undefined {
  const { score, extensions: more } = s.result ?? {};
  const attempt = s.context?.extensions?.[extensions.attempt];
  if (s.verb.id !== verbs.scored.id || !('id' in s.object) || score?.raw === undefined || score.max === undefined)
    return undefined;
  if (typeof attempt !== 'string' || !s.context?.instructor) return undefined;
  if (JSON.stringify(accountOf(s.authority)) === JSON.stringify(accountOf(s.actor))) return undefined;
  const comment = more?.[extensions.comment];
  const rubric = more?.[extensions.rubric];
  return {
    id: s.id ?? '',
    attempt,
    item: s.object.id,
    raw: score.raw,
    max: score.max,
    at: s.timestamp ?? s.stored ?? '',
    grader: s.context.instructor.name ?? '',
    ...(typeof comment === 'string' ? { comment } : {}),
    ...(typeof rubric === 'object' && rubric !== null ? { rubric: rubric as Record<string, number> } : {}),
  };
}

const accountOf = (actor: unknown): unknown => {
  const { account, mbox, mbox_sha1sum: sha, openid } = (actor ?? {}) as Agent;
  return [account?.homePage, account?.name, mbox, sha, openid];
};

/** Of several grades of the same answer the latest, by attempt and item. */
export function latestGrades(list: readonly Scored[]): Map<string, Scored> {
  const out = new Map<string, Scored>();
  for (const s of [...list].sort((a, b) => (a.at < b.at ? -1 : 1))) out.set(`${s.attempt}|${s.item}`, s);
  return out;
}
