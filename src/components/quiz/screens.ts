// What the quiz shows before, after, and when it asks: templates of what they are given; nothing is decided here.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Messages } from '../../i18n/localize.js';
import type { Quiz, QuizQuestion, QuizResult } from '../../model/quiz.js';
import { outOf100 } from '../../model/score.js';
import type { LangText } from '../../model/schema.js';
import type { Question } from '../../questions/kind.js';

export interface Screen {
  readonly quiz: Quiz;
  readonly t: Messages;
  readonly readonly: boolean;
  /** Scaled. */
  readonly passMark: number | undefined;
  /** Attempts left; undefined without a limit. */
  readonly left: number | undefined;
  /** Questions whose kind is not on this page. */
  readonly missing: number;
  /** That nobody is signed in, with the way on. */
  readonly notice: (help?: string) => unknown;
  /** What was done is on the device and not yet on the server. */
  readonly waiting: boolean;
  text(value: LangText | undefined): string;
  number(value: number): string;
  start(): void;
}

const score = (s: Screen, scaled: number): string => s.number(outOf100(scaled));

/** What it came to; or what is still to be graded. */
export const outcome = (s: Screen, result: QuizResult): string =>
  result.pending ? s.t.pointsAwaiting(s.number(result.pending)) : s.t.yourScore(score(s, result.scaled));

export const renderTitle = (s: Screen): TemplateResult =>
  html`<h3 id="title" tabindex="-1">${s.text(s.quiz.title)}</h3>`;

export const renderWaiting = (s: Screen): TemplateResult | typeof nothing =>
  s.waiting ? html`<span class="small muted">${icon('cloud')} ${s.t.savedOnDevice}</span>` : nothing;

const renderMissing = (s: Screen): TemplateResult | typeof nothing =>
  s.missing === 0
    ? nothing
    : html`<div class="notice warning">
        ${icon('alert')}
        <div><strong>${s.t.submitBlocked(s.missing)}</strong><span>${s.t.submitBlockedHelp}</span></div>
      </div>`;

/** @param o what a quiz with rules says otherwise */
export function renderStart(
  s: Screen,
  o: { count?: number; facts?: unknown; refusal?: string | undefined } = {},
): TemplateResult {
  const { count = s.quiz.questions.length } = o;
  const { quiz, t } = s;
  return html`<div class="card start" part="start">
    ${renderTitle(s)} ${quiz.description === undefined ? nothing : html`<p>${s.text(quiz.description)}</p>`}
    <ul class="facts small numbers">
      <li>${t.questionCount(count)}</li>
      ${s.passMark === undefined ? nothing : html`<li>${t.passMark(score(s, s.passMark))}</li>`}
      <li>${s.left === undefined ? t.attemptsUnlimited : t.attemptsLeft(s.left)}</li>
      ${o.facts}
    </ul>
    ${renderMissing(s)} ${s.notice()}
    ${
      count === 0
        ? html`<p class="muted">${t.quizEmpty}</p>`
        : s.readonly
          ? html`<p class="small muted">${icon('lock')} ${t.readOnly}</p>`
          : o.refusal !== undefined
            ? html`<p>${icon('lock')} ${o.refusal}</p>`
            : html`<button type="button" class="button primary" part="start-button" @click=${() => s.start()}>
                ${t.startQuiz}
              </button>`
    }
  </div>`;
}

export interface Questions {
  /** In the order of the attempt. */
  list: readonly QuizQuestion[];
  /** So many of them are drawn as yet. */
  drawn: number;
  response(question: QuizQuestion): string;
  seed: string;
  /** Submitted: shown, not to be changed. */
  done: boolean;
  messages: Partial<Messages> | undefined;
  answer(question: QuizQuestion, response: string): void;
}

export function renderQuestions({ quiz, t }: Screen, o: Questions): TemplateResult {
  // Said only where questions weigh differently.
  const weighed = o.list.some((q) => (q.points ?? 1) !== 1);
  return html`<ol class="questions">
    ${o.list.slice(0, o.drawn).map(
      (q, i) =>
        html`<li class="card" part="question" data-first=${i === 0 ? '' : nothing} tabindex=${i === 0 ? '-1' : nothing}>
          <div class="number numbers">
            <span>${t.questionOf(i + 1, o.list.length)}</span
            >${weighed ? html`<span>${t.points(q.points ?? 1)}</span>` : nothing}
          </div>
          <widya-question
            name=${q.id}
            seed=${o.seed}
            exportparts="option:question__option, feedback:question__feedback"
            .question=${q as Question}
            .value=${o.response(q)}
            .messages=${o.messages}
            ?shuffle=${quiz.shuffle === true}
            ?review=${o.done && quiz.feedback !== 'none'}
            ?readonly=${o.done}
            @widya-question-answered=${(e: CustomEvent<{ response: string }>) => o.answer(q, e.detail.response)}
          ></widya-question>
        </li>`,
    )}
  </ol>`;
}

/** @param back out of the question whether to submit; undefined while it is not asked */
export function renderBar(s: Screen, answered: number, total: number, back: (() => void) | undefined): TemplateResult {
  return html`<div class="bar ${back ? 'still' : ''}">
    <span class="row"
      ><span class="small numbers" role="status">${s.t.answeredOf(answered, total)}</span>${renderWaiting(s)}</span
    >
    ${
      back
        ? html`<button type="button" class="button" @click=${back}>${s.t.backToQuestions}</button>`
        : html`<button type="submit" class="button primary" part="submit">${s.t.submitQuiz}</button>`
    }
  </div>`;
}

/** @param o what a quiz with rules says otherwise */
export function renderResult(
  s: Screen,
  result: QuizResult,
  best: number,
  o: { more?: unknown; again?: unknown } = {},
): TemplateResult {
  const { t } = s;
  const verdict = result.passed ? t.passed : t.failed;
  return html`<div class="card result" part="result">
    ${renderTitle(s)}
    <div class="outcome">
      <p class="score numbers">${outcome(s, result)}</p>
      ${
        result.passed === undefined
          ? nothing
          : html`<span class="verdict ${result.passed ? 'passed' : 'failed'}"
              >${icon(result.passed ? 'check-circle' : 'x-circle')}${verdict}</span
            >`
      }
    </div>
    <ul class="facts small numbers">
      <li>${t.pointsOf(s.number(result.raw), s.number(result.max))}</li>
      ${s.passMark === undefined ? nothing : html`<li>${t.passMark(score(s, s.passMark))}</li>`}
      ${best > result.scaled ? html`<li>${t.bestScore(score(s, best))}</li>` : nothing}
      ${s.left === undefined ? nothing : html`<li>${t.attemptsLeft(s.left)}</li>`}
    </ul>
    ${o.more} ${renderWaiting(s)} ${s.notice(t.resultNotRecorded)}
    ${
      'again' in o
        ? o.again
        : s.readonly
          ? nothing
          : s.left === 0
            ? html`<p class="small muted">${t.noAttempts}</p>`
            : html`<button
                type="button"
                class="button ${result.passed === false ? 'primary' : ''}"
                part="start-button"
                @click=${() => s.start()}
              >
                ${t.tryAgain}
              </button>`
    }
  </div>`;
}
