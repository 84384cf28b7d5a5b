// A quiz as an examinee may have it: nothing in it tells an answer.
import type { Quiz, QuizQuestion } from './quiz.js';

/** What a kind leaves of a question. */
export type Strip = (question: QuizQuestion) => Record<string, unknown>;

/** Fields that tell the answer in a question of any kind, whatever its own `strip` leaves. */
const telling = ['feedback', 'hints', 'penalty', 'tries', 'tags', 'correct', 'answer', 'answers', 'weight', 'sample'];

/**
 * The quiz without its key: questions by the `strip` of their kind, and neither feedback, hints nor texts for scores. Questions of
 * a kind that is not known are left out, since nobody can say what in them is the key.
 */
export function stripKey(quiz: Quiz, stripOf: (kind: string) => Strip | undefined): Quiz {
  const { bands: _bands, ...rest } = quiz;
  return { ...rest, questions: quiz.questions.flatMap((q) => strippedQuestion(q, stripOf) ?? []) };
}

export function strippedQuestion(
  question: QuizQuestion,
  stripOf: (kind: string) => Strip | undefined,
): QuizQuestion | undefined {
  const left = stripOf(question.kind)?.(question);
  if (!left) return undefined;
  return Object.fromEntries(
    Object.entries(left).filter(([name]) => !telling.includes(name)),
  ) as unknown as QuizQuestion;
}
