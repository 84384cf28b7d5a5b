// What is said of an answer in review: right or not, points, feedback. On its way from when an attempt begins.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Question } from '../../questions/kind.js';
import type { WidyaQuestion } from './question.js';

export const styles = css`
  .feedback {
    display: grid;
    gap: var(--_1);
    margin-block-start: var(--_3);
  }
  .verdict {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
    font-weight: 600;
  }
  .verdict.success {
    color: var(--_success);
  }
  .verdict.warning {
    color: var(--_warning);
  }
  .verdict.danger {
    color: var(--_danger);
  }
  .verdict .muted {
    font-weight: 400;
  }
`;

export function renderFeedback(question: Question, element: WidyaQuestion): TemplateResult {
  const { t, number: shown, rich } = element.reviewed;
  const { grade } = element;
  const points = grade ? t.pointsOf(shown(grade.raw), shown(grade.max)) : '';
  const answered = element.value !== '';
  const [look, symbol, word] = !answered
    ? (['warning', 'alert', t.unanswered] as const)
    : grade?.success === undefined
      ? (['', 'info', grade?.pending ? t.pointsAwaiting(shown(grade.pending)) : points] as const)
      : grade?.success
        ? (['success', 'check-circle', t.correct] as const)
        : (grade?.raw ?? 0) > 0
          ? (['warning', 'circle-half', t.partlyCorrect] as const)
          : (['danger', 'x-circle', t.incorrect] as const);
  const { correct, partly, incorrect, general } = question.feedback ?? {};
  const own =
    grade?.success === undefined
      ? undefined
      : grade.success
        ? correct
        : grade.raw > 0
          ? (partly ?? incorrect)
          : incorrect;
  return html`<div class="feedback" part="feedback">
    <p class="verdict ${look}">
      ${icon(symbol)}${word}${look === '' ? nothing : html`<span class="small muted numbers">${points}</span>`}
    </p>
    ${own === undefined ? nothing : html`<p>${rich(own)}</p>`}
    ${general === undefined ? nothing : html`<p>${rich(general)}</p>`}
  </div>`;
}
