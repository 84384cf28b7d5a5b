import { questionsNeed } from '../../offline/texts.js';
import type { LessonNeeds, NeedsHost } from '../kind.js';
import type { QuizLesson } from './model.js';

export async function needs(lesson: QuizLesson, host: NeedsHost): Promise<LessonNeeds> {
  const address = lesson.src === undefined ? undefined : host.resolve(host.text(lesson.src));
  const files = address === undefined ? [] : [{ url: address }];
  let quiz = lesson.quiz;
  if (address !== undefined) {
    const text = await host.read(address);
    try {
      quiz = JSON.parse(text);
    } catch {
      // A quiz of another system: it is read when it is opened, by code that comes along.
      await import('../../components/quiz/foreign.js');
      quiz = {};
    }
  }
  const { mode, questions = [] } = (quiz ?? {}) as { mode?: unknown; questions?: unknown[] };
  // An examination is the server's: it has the questions, the clock and the key.
  if (mode === 'summative') return { files: [], online: true };
  await Promise.all([
    import('../../model/quiz-file.js'),
    import('../../tracking/quiz.js'),
    import('../../components/quiz/asking.js'),
    import('../../components/quiz/tab.js'),
    import('../../components/quiz/rules.js'),
    import('../../components/question/review.js'),
    import('../../components/question/above.js'),
  ]);
  return { files: [...files, ...(await questionsNeed(questions, address ?? host.resolve('.'), quiz))] };
}
