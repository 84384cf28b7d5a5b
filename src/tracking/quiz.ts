// A finished quiz attempt, said in xAPI: each answer, then the whole. Ids follow from the attempt, so a repeat is stored once.
import type { Quiz, QuizQuestion, QuizResult } from '../model/quiz.js';
import { languageMap } from '../model/text.js';
import type { Draft } from '../sdk/service.js';
import type { Activity, ActivityDefinition, Agent, Context } from '../sdk/statement.js';
import { uuidFrom } from '../sdk/uuid-from.js';
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
  /** It was written on paper. A later revision corrects an earlier one: its statements have ids of their own, and the latest count. */
  paper?: Paper | undefined;
}

export interface Paper {
  /** Code of the form. */
  form: string;
  /** Who typed it in. */
  by: Agent;
  /** 0 for the first entry. */
  revision?: number | undefined;
}

export interface Answered {
  question: QuizQuestion;
  definition: ActivityDefinition;
  /** In xAPI's form of the interaction type; '' when there is no answer of that form. */
  response: string;
  grade: { raw: number; max: number; min?: number; scaled: number; success: boolean | undefined; pending?: number };
  /** ISO 8601; time spent on it. */
  duration?: string | undefined;
  /** How sure one was, 1 to 3. */
  sure?: number | undefined;
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

const idOf = ({ attempt, paper }: AttemptContext, item: string, verb: string) =>
  uuidFrom(`attempt|${attempt}|${item}|${verb}${paper?.revision ? `|${paper.revision}` : ''}`);

function context(c: AttemptContext, parent: Activity | undefined, version = c.quiz.version): Context {
  const grouping = [c.course].filter((a) => a !== undefined);
  const { paper } = c;
  return {
    ...(c.registration ? { registration: c.registration } : {}),
    ...(paper ? { instructor: paper.by, platform: 'paper' } : {}),
    language: c.lang,
    contextActivities: {
      ...(parent ? { parent: [parent] } : {}),
      ...(grouping.length > 0 ? { grouping } : {}),
    },
    extensions: {
      [extensions.attempt]: c.attempt,
      ...(version ? { [extensions.itemVersion]: version } : {}),
      ...(paper ? { [extensions.paperForm]: paper.form } : {}),
    },
  };
}

export function attemptStarted(c: AttemptContext, timestamp: string): Draft {
  return {
    id: idOf(c, c.quiz.id, 'attempted'),
    verb: verbs.attempted,
    object: quizActivity(c.quiz),
    timestamp,
    context: context(c, c.lesson),
  };
}

const scoreOf = ({ scaled, raw, min = 0, max }: { scaled: number; raw: number; min?: number; max: number }) => ({
  scaled,
  raw,
  min,
  max,
});

/**
 * @param duration ISO 8601; undefined where nobody took the time, as on paper
 * @param timestamp of the submission; all statements carry it, in order of the questions
 */
export function attemptSubmitted(
  c: AttemptContext,
  answers: readonly Answered[],
  result: QuizResult,
  duration: string | undefined,
  timestamp: string,
): Draft[] {
  const object = quizActivity(c.quiz);
  // While a person has still to grade, there is no score to tell: statements are for good.
  const score = result.max > 0 && !result.pending ? { score: scoreOf(result) } : {};
  const took = duration === undefined ? {} : { duration };
  const drafts: Draft[] = answers.map((a) => ({
    id: idOf(c, a.question.id, 'answered'),
    verb: verbs.answered,
    object: { id: itemIri(c.quiz, a.question), definition: a.definition },
    timestamp,
    result: {
      response: a.response,
      ...(a.grade.success === undefined ? {} : { success: a.grade.success }),
      ...(a.grade.pending ? {} : { score: scoreOf(a.grade) }),
      ...(a.duration ? { duration: a.duration } : {}),
      ...(a.sure ? { extensions: { [extensions.confidence]: a.sure } } : {}),
    },
    context: context(c, object, a.question.version),
  }));
  drafts.push({
    id: idOf(c, c.quiz.id, 'completed'),
    verb: verbs.completed,
    object,
    timestamp,
    result: { completion: true, ...took, ...score },
    context: context(c, c.lesson),
  });
  if (result.passed !== undefined) {
    drafts.push({
      id: idOf(c, c.quiz.id, 'judged'),
      verb: result.passed ? verbs.passed : verbs.failed,
      object,
      timestamp,
      result: { success: result.passed, ...took, ...score },
      context: context(c, c.lesson),
    });
  }
  return drafts;
}
