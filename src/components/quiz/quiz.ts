import { html, noChange, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { numberFrom, oneOf } from '../../core/rules.js';
import { renderInline } from '../../core/inline.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { Accommodation } from '../../model/quiz-rules.js';
import type { Quiz, QuizQuestion } from '../../model/quiz.js';
import type { QuestionKind } from '../../questions/kind.js';
import { questionKinds } from '../../questions/registry.js';
import { WidyaError } from '../../sdk/errors.js';
import type { Activity } from '../../sdk/statement.js';
import { extensions } from '../../sdk/verbs.js';
import { baseStyles } from '../../styles/base.styles.js';
import { WidyaQuestion } from '../question/question.js';
import { quizStyles } from './quiz.styles.js';
import { adoptStyles } from '../../core/adopt.js';
import type * as Asking from './asking.js';
import type { Desk, DeskHost } from './desk.js';
import * as parts from './screens.js';
import type * as Rules from './rules.js';
import type { Screen } from './screens.js';
import { QuizSession } from './session.js';
import type { Tab } from './tab.js';

/** In the same turn, unless a server is asked first. */
function atOnce<T, R>(value: T | Promise<T>, then: (value: T) => R): R | Promise<Awaited<R>> {
  return value instanceof Promise ? (value.then(then) as Promise<Awaited<R>>) : then(value);
}

/** Questions drawn at once, so that the first can be answered, and with each slice after that. */
const FIRST = 2;
const SLICE = 8;
/** Keys that need nothing but the first load. */
const plain = /^(id|version|title|description|passMark|attempts|shuffle|feedback|questions)$/;
const hasRules = (quiz: Quiz): boolean =>
  /^after-(?!sub)/.test(quiz.feedback ?? '') ||
  Object.keys(quiz).some((key) => !plain.test(key)) ||
  quiz.questions.some((q) => q.hints);

/** The checks of the file, on their way while the file is. */
const reader = () => import('../../model/quiz-file.js');

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
 * @fires {CustomEvent<WidyaEventMap['widya-quiz-imported']['detail']>} widya-quiz-imported - `src` was a file of another system; what of it could not be read.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The quiz cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The quiz was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart start - What is shown before an attempt.
 * @csspart question - One question of the running attempt.
 * @csspart start-button - The button that begins an attempt.
 * @csspart submit - The button that submits.
 * @csspart result - Score and verdict.
 * @csspart summary - The list of answers before submitting.
 * @csspart history - The table of earlier attempts.
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 * @csspart question__option - One option to choose.
 * @csspart question__feedback - What is said about an answer in review.
 */
export class WidyaQuiz extends WidyaElement {
  static override tag = 'widya-quiz';
  static override dependencies = [WidyaQuestion];
  static override styles = [...baseStyles, quizStyles];
  static override rules = { loading: oneOf('eager', 'lazy'), passMark: numberFrom(0, 1) };

  /** URL of the quiz: JSON, or a file of questions: GIFT, AIKEN, Moodle XML, QTI (.xml, .zip), H5P. */
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
  /** What this person gets beyond the rules: `{ timeFactor, extraMinutes, untimed, extraAttempts, opens, closes }`. */
  @property({ attribute: false }) accommodation: Accommodation | undefined;
  /** The course the quiz belongs to. */
  @property({ attribute: false }) course: Activity | undefined;
  /** The lesson the quiz is in. */
  @property({ attribute: false }) lesson: Activity | undefined;

  @state() private view: 'start' | 'running' | 'result' = 'start';
  /** What asks, while it does. */
  @state() private asking: typeof Asking | undefined;
  /** Another tab writes. */
  @state() private reading = false;

  readonly #load = (): void => void this.#open().catch((cause: unknown) => this.fail(cause));
  #service = new ServiceController(this, {
    service: this.#load,
    event: (e) => {
      if (e.type === 'auth' && this.#person !== this.#service.value?.principal?.subject) this.#load();
    },
  });
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.quiz, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => {
      this.status = 'loading';
      void reader().catch(() => undefined); // asked for again, and its failure shown, when the file is here
    },
    foreign: (response, url) =>
      /\.(?:gift|aiken|txt|xml|zip|h5p)$/i.test(new URL(url).pathname) ||
      /zip|xml/.test(response.headers.get('content-type') ?? '')
        ? import('./foreign.js').then((m) =>
            m.readForeign(response, url, this, (detail) => this.emit('widya-quiz-imported', detail)),
          )
        : undefined,
    ready: (raw, base, name) => {
      this.#base = base;
      this.#source = { raw, name };
      return this.#parse();
    },
    error: (cause) => this.fail(cause),
  });
  #source: { raw: unknown; name: string } | undefined;
  #base = '';
  #quiz: Quiz | undefined;
  #rules: typeof Rules | undefined;
  #Session: typeof QuizSession = QuizSession;
  #desk: Desk | undefined;
  #tab: { key: string; tab: Tab } | undefined;
  #kinds = new Map<string, QuestionKind>();
  #session: QuizSession | undefined;
  #person: string | undefined;
  #run = 0;
  #stale = false;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = questionKinds.onRegister((name) => {
      // In the file, not in what was read of it: a kind may come while it is being read.
      if (JSON.stringify(this.#source?.raw)?.includes(name))
        void this.#parse().catch((cause: unknown) => this.fail(cause));
    });
    addEventListener('storage', this.#onStorage);
    document.addEventListener('visibilitychange', this.#refresh);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#leave();
    removeEventListener('storage', this.#onStorage);
    document.removeEventListener('visibilitychange', this.#refresh);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.#quiz && (changed.has('registration') || changed.has('readonly'))) this.#load();
  }

  /** Submits the running attempt as it is. Does nothing while a question cannot be shown. */
  async submit(): Promise<void> {
    if (this.isConnected) await this.#submit();
  }

  /** Begins a new attempt, when one is left and none is running. */
  reset(): void {
    if (this.isConnected) this.#start();
  }

  /** Fetches the quiz again. */
  reload(): void {
    this.#data.reload();
  }

  /** Loads the kinds that the quiz names, and checks each question by the kind it is of. */
  async #parse(): Promise<void> {
    const source = this.#source;
    if (!source) return;
    if (this.status !== 'ready') this.status = 'loading';
    const list = (source.raw as { questions?: unknown } | null)?.questions;
    const names: unknown[] = Array.isArray(list) ? list.map((q: { kind?: unknown } | null) => q?.kind) : [];
    const served = (source.raw as Partial<Quiz> | null)?.exam?.kinds;
    if (Array.isArray(served)) names.push(...served);
    const kinds = new Map<string, QuestionKind>();
    await Promise.all(
      [...new Set(names)].map(async (name) => {
        const kind = typeof name === 'string' ? await questionKinds.get(name) : undefined;
        if (!kind) return;
        kinds.set(kind.name, kind);
        void kind.view().catch(() => undefined); // on its way before it is shown; the question says so when it fails
      }),
    );
    const { parseQuiz } = await reader();
    const quiz = parseQuiz(source.raw, source.name, (kind) => kinds.get(kind)?.schema);
    const rules = hasRules(quiz) ? await import('./rules.js') : undefined;
    const exam = quiz.mode === 'summative' ? await import('./exam.js') : undefined;
    // The key of an examination must never have come here.
    if (exam && !quiz.exam)
      throw new WidyaError('quiz/needs-server', 'its mode is summative', {
        place: source.name,
      });
    if (source !== this.#source) return;
    const ruled = rules?.ruledSession(QuizSession);
    this.#Session = (ruled && exam?.examSession(ruled)) ?? ruled ?? QuizSession;
    this.#rules = rules;
    this.#quiz = quiz;
    this.#kinds = kinds;
    this.#load();
  }

  /** The attempts of whoever is signed in. */
  async #open(local = false): Promise<void> {
    const quiz = this.#quiz;
    if (!quiz) return;
    const run = ++this.#run;
    const service = this.#service.value;
    // Somebody else's attempts, or a visitor's, are not shown while a person's are fetched.
    if (this.#person !== service?.principal?.subject || !this.#session) this.status = 'loading';
    const session = new this.#Session({
      url: new URL(this.src, document.baseURI).href,
      quiz,
      kinds: this.#kinds,
      service,
      registration: this.registration,
      readonly: this.readonly,
      accommodation: this.accommodation,
      passMark: () => this.passMark ?? quiz.passMark,
      context: () => ({ course: this.course, lesson: this.lesson, lang: this.localize.lang }),
    });
    await session.load(() => run === this.#run && this.#display(session), local);
    if (run !== this.#run) return;
    // Earlier attempts, what people grade, and a tab that only looks on, are shown by what shows rules.
    if (!this.#rules && (session.attempts.submitted.some((a, i) => i > 0 || a.pending) || this.reading)) {
      this.#rules = await import('./rules.js');
      this.#Session = this.#rules.ruledSession(QuizSession);
      return this.#open(local);
    }
    this.#session = session;
    this.#person = service?.principal?.subject;
    this.#desk ??= this.#rules?.createDesk(() => this.#deskHost());
    this.#display(session);
    const ended = this.#desk?.opened();
    if (ended === undefined) return;
    this.announce(ended);
    this.#submit();
  }

  #deskHost(): DeskHost {
    return {
      session: this.#session as QuizSession,
      screen: this.#screen(this.#session as QuizSession),
      root: this.renderRoot as ShadowRoot,
      localize: this.localize,
      messages: this.messages,
      base: this.#base,
      reading: this.reading,
      drawn: this.#drawn,
      parts,
      rich: (value) => renderInline(this.text(value), { images: true, base: this.#base }),
      answer: (question, response) => this.#onAnswer(question, response),
      update: () => this.requestUpdate(),
      announce: (message) => this.announce(message),
      focus: (selector) => {
        this.#drawn = Infinity; // it may lead anywhere
        this.#focus(selector);
      },
      submit: () => this.#submit(),
      take: () => this.#tab?.tab.take(),
    };
  }

  /** One tab of a person's writes. A visitor's attempt lives in its tab alone. */
  async #hold(session: QuizSession): Promise<void> {
    const { key } = session.attempts;
    if (!session.running || this.readonly || !this.#person || this.#tab?.key === key) return;
    this.#tab?.tab.stop();
    const { holdTab } = await import('./tab.js');
    if (!this.isConnected || this.#session !== session) return;
    const held = { key, tab: { take() {}, stop() {} } as Tab };
    this.#tab = held;
    held.tab = holdTab(key, (mine) => {
      if (this.#tab !== held || this.reading === !mine) return;
      if (!mine) this.reading = true;
      // What the other tab has written comes first; then this one may write.
      void this.#open(mine)
        .catch((cause: unknown) => this.fail(cause))
        .then(() => this.#tab === held && (this.reading = !mine));
    });
  }

  #leave(): void {
    this.#desk?.stop();
    this.#tab?.tab.stop();
    this.#desk = this.#tab = undefined;
    this.reading = false;
  }

  #display(session: QuizSession): void {
    void this.#hold(session);
    if (session.running) void this.#asks().catch(() => undefined);
    this.view = session.running ? 'running' : session.attempt ? 'result' : 'start';
    this.passed = session.passed;
    this.status = 'ready';
    this.requestUpdate();
  }

  #start(): void {
    const session = this.#session;
    void atOnce(session?.start(), (attempt) => {
      if (!attempt || !session) return this.requestUpdate();
      this.#show('running');
      this.#display(session);
      this.emit('widya-quiz-started', { quiz: session.quiz.id, attempt: attempt.id });
    });
  }

  #submit(): unknown {
    const session = this.#session;
    return atOnce(session?.submit(), async (done) => {
      if (!done || !session) return;
      const { attempt, result, duration, recorded } = done;
      const { passed, ...score } = result;
      this.passed ||= passed === true;
      this.#show('result');
      await recorded;
      const { t } = this;
      const verdict = passed === undefined ? '' : `${passed ? t.passed : t.failed}.`;
      const said = this.#desk?.told(attempt) ?? `${parts.outcome(this.#screen(session), result)}. ${verdict}`;
      this.announce(`${t.quizSubmitted}. ${said}`);
      this.emit('widya-quiz-submitted', {
        quiz: session.quiz.id,
        attempt: attempt.id,
        ...score,
        duration,
        ...(passed === undefined ? {} : { passed }),
      });
    });
  }

  /** So many questions are drawn at once; the first can be answered while the others are drawn, slice by slice. */
  #drawn = FIRST;
  #drawing: unknown;
  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.view === 'start' || this.#drawn >= (this.#session?.asked.length ?? 0)) return;
    // A frame's time later: what is there is painted first.
    this.#drawing ??= setTimeout(() => {
      this.#drawing = undefined;
      this.#drawn += SLICE;
      this.requestUpdate();
    }, 17);
  }

  /** After a person's act: what is new gets the focus. Never on load. */
  #show(view: 'running' | 'result'): void {
    this.asking = undefined;
    this.#drawn = FIRST;
    this.view = view;
    this.#focus(view === 'running' ? '[data-first]' : '#title', this);
  }

  /** @param top what is brought into view; the target unless said */
  #focus(selector: string, top?: Element): void {
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const target = this.renderRoot.querySelector<HTMLElement>(selector);
      target?.focus({ preventScroll: true });
      (top ?? target)?.scrollIntoView({ block: 'start' });
    });
  }

  #screen(session: QuizSession): Screen {
    const service = this.#service.value;
    const id = session.attempt?.id ?? '';
    const held = service !== undefined && service.failing > 0;
    return {
      quiz: session.quiz,
      t: this.t,
      readonly: this.readonly,
      passMark: this.passMark ?? session.quiz.passMark,
      left: session.remaining,
      missing: session.missing,
      notice: (help) => this.#service.notice(this.t, help),
      waiting:
        held &&
        (session.running
          ? service.pending > 0
          : service.waiting.some((s) => s.context?.extensions?.[extensions.attempt] === id)),
      text: (value) => this.text(value),
      number: (value) => this.localize.number(value, { maximumFractionDigits: 2 }),
      start: () => this.#start(),
    };
  }

  override render(): TemplateResult {
    const session = this.#session;
    if (this.status === 'error')
      return html`<div class="stack">${this.renderError(() => this.reload())}<slot></slot></div>`;
    if (this.status !== 'ready' || !session) {
      return html`<div class="card start" aria-busy=${this.status === 'loading' ? 'true' : 'false'}>
        <slot></slot>
        ${
          this.status === 'loading'
            ? html`<span class="visually-hidden">${this.t.loading}</span><span class="skeleton title"></span
                ><span class="skeleton"></span>`
            : nothing
        }
      </div>`;
    }
    const screen = this.#screen(session);
    return html`<section class="quiz" aria-labelledby="title">
      ${this.view === 'running' ? screen.notice() : nothing}
      ${
        this.#desk
          ? this.#desk.render(this.view)
          : this.view === 'start'
            ? parts.renderStart(screen)
            : this.view === 'running'
              ? this.#renderRunning(screen, session)
              : this.#renderDone(screen, session)
      }
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderRunning(screen: Screen, session: QuizSession): TemplateResult {
    const { missing } = screen;
    const states = session.ordered.map((q) => session.stateOf(q));
    /** Numbers, as shown, of what is not fully answered. */
    const open = states.flatMap((s, i) => (s !== undefined && s !== 'answered' ? i + 1 : []));
    const answered = states.filter((s) => s === 'answered').length;
    return html`<header>${parts.renderTitle(screen)}</header>
      <form
        class="quiz"
        novalidate
        autocomplete="off"
        @submit=${(e: Event) => this.#onSubmit(e, open.length + missing)}
        @keydown=${this.#onKey}
      >
        ${this.#questions(screen, session, false)}
        ${
          this.asking
            ? this.asking.renderAsking(screen, { open, goTo: (n) => this.#goTo(n), submit: () => this.#submit() })
            : nothing
        }
        ${parts.renderBar(screen, answered, states.length, this.asking ? () => this.#goTo(open[0]) : undefined)}
      </form>`;
  }

  #renderDone(screen: Screen, session: QuizSession): TemplateResult {
    const result = session.attempt && session.resultOf(session.attempt);
    return html`${result ? parts.renderResult(screen, result, session.best) : nothing}
      <h4 class="small">${screen.quiz.feedback === 'none' ? screen.t.answersGiven : screen.t.quizReview}</h4>
      ${this.#questions(screen, session, true)}`;
  }

  #questions(screen: Screen, session: QuizSession, done: boolean): TemplateResult | typeof noChange {
    // An answer is in its question already: a hundred of them are not gone through for the sake of one.
    const answered = this.#answered;
    this.#answered = false;
    const drawn = [session.attempt, done, this.#drawn, this.messages, this.localize.messages];
    if (answered && drawn.every((x, i) => x === this.#listed[i])) return noChange;
    this.#listed = drawn;
    return parts.renderQuestions(screen, {
      list: session.ordered,
      drawn: this.#drawn,
      response: (q) => session.response(q),
      seed: session.attempt?.id ?? '',
      done,
      messages: this.messages,
      answer: (q, response) => this.#onAnswer(q, response),
    });
  }

  #answered = false;
  #listed: unknown[] = [];
  #onAnswer(question: QuizQuestion, response: string): void {
    this.#session?.answer(question, response);
    this.#answered = true;
    this.asking = undefined;
    this.requestUpdate();
  }

  #onSubmit(event: Event, open: number): void {
    event.preventDefault();
    if (open === 0) {
      this.#submit();
      return;
    }
    const ask = (asking: typeof Asking) => {
      adoptStyles(this.shadowRoot, asking.askingStyles);
      this.asking = asking;
      void this.updateComplete.then(() => {
        const panel = this.renderRoot.querySelector<HTMLElement>('.ask');
        panel?.focus({ preventScroll: true });
        panel?.nextElementSibling?.scrollIntoView({ block: 'nearest' });
        panel?.scrollIntoView({ block: 'nearest' });
      });
    };
    if (this.#ask) ask(this.#ask);
    else void this.#asks().then(ask);
  }
  #ask: typeof Asking | undefined;
  #asks = async () => {
    void WidyaQuestion.prepare().catch(() => undefined);
    return (this.#ask = await import('./asking.js'));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.asking) return;
    this.asking = undefined;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.bar button')?.focus());
  };

  /** @param number of the question as shown; the first when nothing is open */
  #goTo(number = 1): void {
    this.asking = undefined;
    this.#drawn = Infinity;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const element = this.renderRoot.querySelectorAll('widya-question')[number - 1];
      element?.scrollIntoView({ block: 'center' });
      element?.focus();
    });
  }

  /** Another tab of this person has gone on with the quiz. */
  readonly #onStorage = (event: StorageEvent): void => {
    if (event.key === null || event.key !== this.#session?.attempts.key) return;
    this.#stale = true;
    this.#refresh();
  };

  readonly #refresh = (): void => {
    if (!this.#stale || document.visibilityState === 'hidden') return;
    this.#stale = false;
    this.#load();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-quiz': WidyaQuiz;
  }
}
