import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { WidyaElement } from '../../core/widya-element.js';
import {
  durationBetween,
  parseQuiz,
  resultOf,
  shuffled,
  type Attempt,
  type Quiz,
  type QuizQuestion,
  type QuizResult,
} from '../../model/quiz.js';
import type { Grade, Question, QuestionKind } from '../../questions/kind.js';
import { questionKinds } from '../../questions/registry.js';
import type { Activity } from '../../sdk/statement.js';
import { baseStyles } from '../../styles/base.styles.js';
import { attemptStarted, attemptSubmitted, type AttemptContext } from '../../tracking/quiz.js';
import { WidyaQuestion } from '../question/question.js';
import { Attempts } from './attempts.js';
import { quizStyles } from './quiz.styles.js';

/**
 * A quiz that grades itself, keeps every answer as it is given, and records the result.
 *
 * @example
 * ```html
 * <widya-quiz src="/kuis/kilat-integritas.json">
 *   <a href="/kuis/kilat-integritas.html">Buka kuis</a>
 * </widya-quiz>
 * ```
 *
 * @tagname widya-quiz
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-quiz-started']['detail']>} widya-quiz-started - The person began an attempt.
 * @fires {CustomEvent<WidyaEventMap['widya-question-answered']['detail']>} widya-question-answered - An answer was given or changed.
 * @fires {CustomEvent<WidyaEventMap['widya-quiz-submitted']['detail']>} widya-quiz-submitted - The attempt was submitted and graded.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The quiz cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The quiz was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart start - What is shown before an attempt.
 * @csspart question - One question of the running attempt.
 * @csspart submit - The button that submits.
 * @csspart result - Score and verdict.
 * @csspart error - The error notice.
 */
export class WidyaQuiz extends WidyaElement {
  static override tag = 'widya-quiz';
  static override dependencies = [WidyaQuestion];
  static override styles = [...baseStyles, quizStyles];

  /** URL of the quiz (JSON). */
  @property({ type: String, attribute: 'src' }) src = '';
  /** `lazy`: load when the element comes near the visible part of the page. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** Look only: no attempt can be made. */
  @property({ type: Boolean, attribute: 'readonly', reflect: true }) readonly = false;
  /** Enrolment (UUID) to record under. */
  @property({ type: String, attribute: 'registration' }) registration = '';
  /** Scaled score from which it is passed, 0 to 1; instead of the quiz's own. */
  @property({ type: Number, attribute: 'pass-mark' }) passMark: number | undefined;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** True once an attempt passed; for CSS. */
  @property({ type: Boolean, attribute: 'passed', reflect: true }) passed = false;
  /** The quiz itself, instead of `src`. */
  @property({ attribute: false }) quiz: unknown;
  /** The course the quiz belongs to. */
  @property({ attribute: false }) course: Activity | undefined;
  /** The lesson the quiz is in. */
  @property({ attribute: false }) lesson: Activity | undefined;

  @state() private view: 'start' | 'running' | 'result' = 'start';
  @state() private asking = false;

  #service = new ServiceController(this, {
    service: () => void this.#load().catch((cause: unknown) => this.fail(cause)),
    event: (e) => {
      if (e.type === 'auth' && this.#person !== this.#service.value?.principal?.subject)
        void this.#load().catch((cause: unknown) => this.fail(cause));
    },
  });
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.quiz, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: (raw, _base, name) => void this.#parse(raw, name).catch((cause: unknown) => this.fail(cause)),
    error: (cause) => this.fail(cause),
  });
  #quiz: Quiz | undefined;
  #kinds = new Map<string, QuestionKind>();
  #attempts: Attempts | undefined;
  #attempt: Attempt | undefined;
  #person: string | undefined;
  #run = 0;

  override updated(changed: PropertyValues): void {
    if (!changed.has('view' as never) || changed.get('view' as never) === undefined) return;
    const target = this.renderRoot.querySelector<HTMLElement>(this.view === 'running' ? '[data-first]' : '#title');
    target?.focus({ preventScroll: this.view === 'start' });
    if (this.view !== 'start') this.scrollIntoView({ block: 'start' });
  }

  /** Submits the running attempt as it is. */
  async submit(): Promise<void> {
    if (this.isConnected && this.view === 'running') await this.#submit();
  }

  /** Begins a new attempt, when one is left. */
  reset(): void {
    if (this.isConnected && this.#quiz && this.#left !== 0) this.#start();
  }

  /** Fetches the quiz again. */
  reload(): void {
    this.#data.reload();
  }

  async #parse(raw: unknown, name: string): Promise<void> {
    const list = typeof raw === 'object' && raw !== null ? (raw as { questions?: unknown }).questions : undefined;
    const names = Array.isArray(list)
      ? list.map((q: unknown) => (typeof q === 'object' && q !== null ? String((q as { kind?: unknown }).kind) : ''))
      : [];
    await Promise.all(
      [...new Set(names)].map(async (kind) => {
        const found = await questionKinds.get(kind).catch(() => undefined);
        if (found) this.#kinds.set(kind, found);
      }),
    );
    this.#quiz = parseQuiz(raw, name, (kind) => this.#kinds.get(kind)?.schema);
    await this.#load();
  }

  /** The attempts of whoever is signed in. */
  async #load(): Promise<void> {
    const quiz = this.#quiz;
    if (!quiz) return;
    const run = ++this.#run;
    const attempts = new Attempts(this.#service.value, quiz.id, this.registration);
    await attempts.load();
    if (run !== this.#run) return;
    this.#attempts = attempts;
    this.#person = this.#service.value?.principal?.subject;
    this.#attempt = attempts.open ?? attempts.submitted.at(-1);
    // An attempt that was begun goes on at once: its answers are what the learner came back for.
    this.view = attempts.open && !this.readonly ? 'running' : this.#attempt?.submitted ? 'result' : 'start';
    this.passed = attempts.submitted.some((a) => this.#resultOf(a).passed);
    this.status = 'ready';
    this.requestUpdate();
  }

  get #passMark(): number | undefined {
    return this.passMark ?? this.#quiz?.passMark;
  }
  /** Attempts left; undefined when there is no limit. */
  get #left(): number | undefined {
    const limit = this.#quiz?.attempts;
    return limit === undefined ? undefined : Math.max(0, limit - (this.#attempts?.submitted.length ?? 0));
  }
  get #context(): AttemptContext {
    return {
      quiz: this.#quiz as Quiz,
      attempt: this.#attempt?.id ?? '',
      lang: this.localize.lang,
      course: this.course,
      lesson: this.lesson,
      registration: this.registration || undefined,
    };
  }

  #grade(question: QuizQuestion, response: string): Grade {
    const kind = this.#kinds.get(question.kind);
    return (
      kind?.grade(question as Question, response) ?? { raw: 0, max: question.points ?? 1, scaled: 0, success: false }
    );
  }

  #resultOf(attempt: Attempt): QuizResult {
    return resultOf([{ raw: attempt.raw ?? 0, max: attempt.max ?? 0 }], this.#passMark);
  }

  #isAnswered(question: QuizQuestion, response: string | undefined): boolean {
    return (
      response !== undefined && response !== '' && (this.#kinds.get(question.kind)?.isAnswered?.(response) ?? true)
    );
  }

  #start(): void {
    const attempts = this.#attempts;
    if (!attempts || this.readonly) return;
    const now = new Date().toISOString();
    this.#attempt = attempts.open ?? attempts.start(now);
    this.asking = false;
    this.view = 'running';
    this.#record([attemptStarted(this.#context, this.#attempt.started)]);
    this.emit('widya-quiz-started', { quiz: this.#quiz?.id ?? '', attempt: this.#attempt.id });
  }

  #record(drafts: ReturnType<typeof attemptSubmitted>): Promise<unknown> {
    const service = this.#service.value;
    return service?.principal ? service.record(drafts).catch(() => undefined) : Promise.resolve();
  }

  async #submit(): Promise<void> {
    const [quiz, attempts, attempt] = [this.#quiz, this.#attempts, this.#attempt];
    if (!quiz || !attempts || !attempt || attempt.submitted !== undefined) return;
    const given = attempts.answers(attempt);
    const answers = quiz.questions.map((question) => {
      const response = given[question.id] ?? '';
      const kind = this.#kinds.get(question.kind);
      return {
        question,
        response,
        grade: this.#grade(question, response),
        definition: kind?.definition(question as Question, { withKey: true, lang: 'id' }) ?? {},
      };
    });
    const result = resultOf(
      answers.map((a) => a.grade),
      this.#passMark,
    );
    const now = new Date().toISOString();
    const duration = durationBetween(attempt.started, now);
    attempts.submit(attempt, result, now);
    this.asking = false;
    this.view = 'result';
    this.passed ||= result.passed === true;
    await this.#record(attemptSubmitted(this.#context, answers, result, duration, now));
    this.announce(`${this.t.quizSubmitted}. ${this.t.yourScore(Math.round(result.scaled * 100))}`);
    this.emit('widya-quiz-submitted', {
      quiz: quiz.id,
      attempt: attempt.id,
      scaled: result.scaled,
      raw: result.raw,
      max: result.max,
      duration,
      ...(result.passed === undefined ? {} : { passed: result.passed }),
    });
  }

  override render(): TemplateResult {
    const quiz = this.#quiz;
    if (this.status === 'error') return html`${this.renderError(() => this.reload())}<slot></slot>`;
    if (this.status !== 'ready' || !quiz || !this.#attempts) {
      return html`<div class="card" aria-busy=${this.status === 'loading' ? 'true' : 'false'}>
        ${this.status === 'loading' ? html`<span class="visually-hidden">${this.t.loading}</span>` : nothing}<slot
        ></slot>
      </div>`;
    }
    return html`<section class="quiz" aria-labelledby="title">
      ${this.view === 'start' ? this.#renderStart(quiz) : this.view === 'running' ? this.#renderRunning(quiz) : this.#renderResult(quiz)}
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderFacts(quiz: Quiz): TemplateResult {
    const { t } = this;
    const left = this.#left;
    return html`<ul class="facts small numbers">
      <li>${t.questionCount(quiz.questions.length)}</li>
      ${this.#passMark === undefined ? nothing : html`<li>${t.passMark(Math.round(this.#passMark * 100))}</li>`}
      <li>${left === undefined ? t.attemptsUnlimited : t.attemptsLeft(left)}</li>
    </ul>`;
  }

  #renderTitle(quiz: Quiz): TemplateResult {
    return html`<h3 id="title" tabindex="-1">${this.text(quiz.title)}</h3>`;
  }

  #renderStart(quiz: Quiz): TemplateResult {
    const { t } = this;
    return html`<div class="card start" part="start">
      ${this.#renderTitle(quiz)}
      ${quiz.description === undefined ? nothing : html`<p>${this.text(quiz.description)}</p>`}
      ${this.#renderFacts(quiz)}
      ${
        quiz.questions.length === 0
          ? html`<p class="muted">${t.quizEmpty}</p>`
          : this.readonly
            ? html`<p class="small muted">${icon('lock')} ${t.readOnly}</p>`
            : html`<button type="button" class="button primary" @click=${() => this.#start()}>${t.startQuiz}</button>`
      }
    </div>`;
  }

  /** Questions in the order of the attempt. */
  #ordered(quiz: Quiz): QuizQuestion[] {
    return quiz.shuffle && this.#attempt
      ? shuffled(quiz.questions as (QuizQuestion & { fixed?: boolean })[], `${this.#attempt.id}|questions`)
      : quiz.questions;
  }

  #renderQuestions(quiz: Quiz, review: boolean): TemplateResult {
    const { t } = this;
    const attempt = this.#attempt as Attempt;
    const answers = this.#attempts?.answers(attempt) ?? {};
    return html`<ol class="questions">
      ${this.#ordered(quiz).map(
        (q, i) =>
          html`<li
            class="card"
            part="question"
            data-first=${i === 0 ? '' : nothing}
            tabindex=${i === 0 ? '-1' : nothing}
          >
            <div class="number numbers">
              <span>${t.questionOf(i + 1, quiz.questions.length)}</span><span>${t.points(q.points ?? 1)}</span>
            </div>
            <widya-question
              data-id=${q.id}
              name=${q.id}
              .question=${q as Question}
              .value=${answers[q.id] ?? ''}
              .seed=${quiz.shuffle ? attempt.id : undefined}
              .messages=${this.messages}
              ?review=${review && quiz.feedback !== 'none'}
              ?readonly=${review}
              @widya-question-answered=${(e: CustomEvent<{ response: string }>) => this.#onAnswer(q, e.detail.response)}
            ></widya-question>
          </li>`,
      )}
    </ol>`;
  }

  #onAnswer(question: QuizQuestion, response: string): void {
    if (!this.#attempt || !this.#attempts) return;
    this.#attempts.answer(this.#attempt, question.id, response);
    this.asking = false;
    this.requestUpdate();
  }

  #renderRunning(quiz: Quiz): TemplateResult {
    const { t } = this;
    const answers = this.#attempts?.answers(this.#attempt as Attempt) ?? {};
    const open = quiz.questions.filter((q) => !this.#isAnswered(q, answers[q.id]));
    return html`<header>${this.#renderTitle(quiz)}</header>
      <form class="quiz" novalidate @submit=${(e: Event) => this.#onSubmit(e, open.length)}>
        ${this.#renderQuestions(quiz, false)}
        <div class="bar">
          ${
            this.asking
              ? html`<div class="notice warning ask" role="alertdialog" aria-labelledby="ask">
                  ${icon('alert')}
                  <div>
                    <strong id="ask">${t.submitUnanswered(open.length)}</strong>
                    <span class="row">
                      <button type="button" class="button" @click=${() => this.#backTo(open[0])}>
                        ${t.backToQuestions}
                      </button>
                      <button type="button" class="button primary" data-confirm @click=${() => void this.#submit()}>
                        ${t.submitQuiz}
                      </button>
                    </span>
                  </div>
                </div>`
              : html`<span class="small numbers" role="status"
                    >${t.answeredOf(quiz.questions.length - open.length, quiz.questions.length)}</span
                  >
                  <button type="submit" class="button primary" part="submit">${t.submitQuiz}</button>`
          }
        </div>
      </form>`;
  }

  #onSubmit(event: Event, open: number): void {
    event.preventDefault();
    if (open === 0) {
      void this.#submit();
      return;
    }
    this.asking = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.ask button')?.focus());
  }

  #backTo(question: QuizQuestion | undefined): void {
    this.asking = false;
    const element = [...this.renderRoot.querySelectorAll('widya-question')].find(
      (q) => q.question?.id === question?.id,
    );
    element?.scrollIntoView({ block: 'center' });
    element?.focus();
  }

  #renderResult(quiz: Quiz): TemplateResult {
    const { t } = this;
    const attempt = this.#attempt as Attempt;
    const result = this.#resultOf(attempt);
    const left = this.#left;
    const service = this.#service.value;
    const waiting = service !== undefined && service.pending > 0 && service.failing > 0;
    const best = Math.max(...(this.#attempts?.submitted.map((a) => this.#resultOf(a).scaled) ?? [0]));
    return html`<div class="card result" part="result">
        ${this.#renderTitle(quiz)}
        ${
          result.passed === undefined
            ? nothing
            : html`<span class="verdict ${result.passed ? 'passed' : 'failed'}"
                >${icon(result.passed ? 'check-circle' : 'x-circle')}${result.passed ? t.passed : t.failed}</span
              >`
        }
        <p class="score numbers">${t.yourScore(Math.round(result.scaled * 100))}</p>
        <ul class="facts small numbers">
          <li>${t.pointsOf(this.localize.number(result.raw), this.localize.number(result.max))}</li>
          ${this.#passMark === undefined ? nothing : html`<li>${t.passMark(Math.round(this.#passMark * 100))}</li>`}
          ${best > result.scaled ? html`<li>${t.bestScore(Math.round(best * 100))}</li>` : nothing}
          ${left === undefined ? nothing : html`<li>${t.attemptsLeft(left)}</li>`}
        </ul>
        ${waiting ? html`<span class="small">${icon('cloud')} ${t.savedOnDevice}</span>` : nothing}
        ${
          this.readonly
            ? nothing
            : left === 0
              ? html`<p class="small muted">${t.noAttempts}</p>`
              : html`<button
                  type="button"
                  class="button ${result.passed === false ? 'primary' : ''}"
                  @click=${() => this.#start()}
                >
                  ${t.tryAgain}
                </button>`
        }
      </div>
      ${this.#renderQuestions(quiz, true)}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-quiz': WidyaQuiz;
  }
}
