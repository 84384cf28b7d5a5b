// A finished quiz attempt, said in xAPI: each answer, then the whole. Ids follow from the attempt, so a repeat is stored once.
import type { Quiz, QuizQuestion, QuizResult } from '../model/quiz.js';
import { languageMap } from '../model/text.js';
import type { Draft } from '../sdk/service.js';
import type { Activity, ActivityDefinition, Context, Statement } from '../sdk/statement.js';
import { uuidFrom } from '../sdk/uuid.js';
import { activityTypes, extensions, verbs } from '../sdk/verbs.js';

export interface AttemptContext {
  quiz: Quiz;
  /** UUID. */
  attempt: string;
  lang: string;
  /** Course and lesson the quiz belongs to. */
  course?: Activity | undefined;
  lesson?: Activity | undefined;
  registration?: string | undefined;
}

export interface Answered {
  question: QuizQuestion;
  definition: ActivityDefinition;
  /** In xAPI's form of the interaction type; '' when there is no answer of that form. */
  response: string;
  grade: { raw: number; max: number; scaled: number; success: boolean | undefined; pending?: number };
}

const quizActivity = (quiz: Quiz): Activity => ({
  id: quiz.id,
  definition: {
    type: activityTypes.assessment,
    name: languageMap(quiz.title),
  },
});

export const itemIri = (quiz: Pick<Quiz, 'id'>, question: Pick<QuizQuestion, 'id'>): string =>
  `${quiz.id.replace(/\/$/, '')}/${encodeURIComponent(question.id)}`;

const idOf = (attempt: string, item: string, verb: string) => uuidFrom(`attempt|${attempt}|${item}|${verb}`);

function context(c: AttemptContext, parent: Activity | undefined): Context {
  const grouping = [c.course].filter((a) => a !== undefined);
  return {
    ...(c.registration ? { registration: c.registration } : {}),
    language: c.lang,
    contextActivities: {
      ...(parent ? { parent: [parent] } : {}),
      ...(grouping.length > 0 ? { grouping } : {}),
    },
    extensions: {
      [extensions.attempt]: c.attempt,
      ...(c.quiz.version ? { [extensions.itemVersion]: c.quiz.version } : {}),
    },
  };
}

/** Whether a statement tells of this attempt. */
export const isOfAttempt = (statement: Pick<Statement, 'context'>, attempt: string): boolean =>
  statement.context?.extensions?.[extensions.attempt] === attempt;

export function attemptStarted(c: AttemptContext, timestamp: string): Draft {
  return {
    id: idOf(c.attempt, c.quiz.id, 'attempted'),
    verb: verbs.attempted,
    object: quizActivity(c.quiz),
    timestamp,
    context: context(c, c.lesson),
  };
}

/** @param timestamp of the submission; all statements carry it, in order of the questions */
export function attemptSubmitted(
  c: AttemptContext,
  answers: readonly Answered[],
  result: QuizResult,
  duration: string,
  timestamp: string,
): Draft[] {
  const object = quizActivity(c.quiz);
  // While a person has still to grade, there is no score to tell: statements are for good.
  const score =
    result.max > 0 && !result.pending
      ? { score: { scaled: result.scaled, raw: result.raw, min: 0, max: result.max } }
      : {};
  const drafts: Draft[] = answers.map((a) => ({
    id: idOf(c.attempt, a.question.id, 'answered'),
    verb: verbs.answered,
    object: { id: itemIri(c.quiz, a.question), definition: a.definition },
    timestamp,
    result: {
      response: a.response,
      ...(a.grade.success === undefined ? {} : { success: a.grade.success }),
      ...(a.grade.pending ? {} : { score: { scaled: a.grade.scaled, raw: a.grade.raw, min: 0, max: a.grade.max } }),
    },
    context: context(c, object),
  }));
  drafts.push({
    id: idOf(c.attempt, c.quiz.id, 'completed'),
    verb: verbs.completed,
    object,
    timestamp,
    result: { completion: true, duration, ...score },
    context: context(c, c.lesson),
  });
  if (result.passed !== undefined) {
    drafts.push({
      id: idOf(c.attempt, c.quiz.id, 'judged'),
      verb: result.passed ? verbs.passed : verbs.failed,
      object,
      timestamp,
      result: { success: result.passed, duration, ...score },
      context: context(c, c.lesson),
    });
  }
  return drafts;
}
