import { picturesIn, questionsNeed } from '../../offline/texts.js';
import type { LessonNeeds, NeedsHost } from '../kind.js';
import type { PageLesson } from './model.js';

export async function needs(lesson: PageLesson, host: NeedsHost): Promise<LessonNeeds> {
  const address = lesson.body === undefined ? host.resolve(host.text(lesson.src)) : undefined;
  const source = address === undefined ? host.text(lesson.body) : await host.read(address);
  const base = address ?? host.resolve('.');
  const questions = lesson.questions ?? [];
  if (questions.length > 0) await import('./checks.js');
  return {
    files: [
      ...(address === undefined ? [] : [{ url: address }]),
      ...(await picturesIn(source, base)),
      ...(await questionsNeed(questions, base)),
    ],
  };
}
