import { html, nothing, type TemplateResult } from 'lit';
import { WidyaQuiz } from '../../components/quiz/quiz.js';
import type { DetailOf } from '../../core/events.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import type { QuizLesson } from './model.js';

export const dependencies = [WidyaQuiz];

export const needs = (lesson: QuizLesson, host: NeedsHost): Promise<LessonNeeds> =>
  import('./needs.js').then((m) => m.needs(lesson, host));

export const create = (lesson: QuizLesson, host: LessonHost): LessonView => ({
  render: (): TemplateResult =>
    html`<widya-quiz
      src=${lesson.src === undefined ? nothing : host.resolve(host.text(lesson.src))}
      .quiz=${lesson.quiz}
      .course=${host.course}
      .lesson=${host.activity}
      .registration=${host.registration}
      .passMark=${lesson.masteryScore}
      ?readonly=${host.readonly}
      @widya-quiz-submitted=${(e: CustomEvent<DetailOf<'widya-quiz-submitted'>>) => {
        const { scaled, raw, max, passed, pending, duration } = e.detail;
        host.complete({
          completion: true,
          duration,
          ...(max > 0 && !pending ? { score: { scaled, raw, min: 0, max } } : {}),
          ...(passed === undefined ? {} : { success: passed }),
        });
      }}
    ></widya-quiz>`,
});
