import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { renderInline } from '../../core/inline.js';
import { oneOf } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import { quiz } from '../../i18n/id/quiz.js';
import type { Quiz } from '../../model/quiz.js';
import type { LangText } from '../../model/schema.js';
import { decimalOf, show } from '../../questions/number-words.js';
import { parseNumber } from '../../questions/numbers.js';
import type { QuestionKind } from '../../questions/kind.js';
import { questionKinds } from '../../questions/registry.js';
import type { Agent } from '../../sdk/statement.js';
import { baseStyles } from '../../styles/base.styles.js';
import { gradingStyles } from './grading.styles.js';
import { loadWork, manualOf, saveGrade, type Work } from './queue.js';
import { words, type GradingWords } from './words.js';

interface Criterion {
  id: string;
  text: LangText;
  points: number;
  levels?: { text: LangText; points: number }[];
}
interface Draft {
  points: string;
  rubric: Record<string, number>;
  comment: string;
  /** A person has typed in it. */
  typed?: boolean;
}

/**
 * For trainers: the answers of a quiz that wait for a person's grade, each with rubric, points and a note to the learner.
 *
 * @example
 * ```html
 * <widya-provider endpoint="/xapi" session="/sesi">
 *   <widya-grading src="/kuis/semua-jenis.json"></widya-grading>
 * </widya-provider>
 * ```
 *
 * @tagname widya-grading
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-answer-graded']['detail']>} widya-answer-graded - A grade was saved.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The quiz or its answers cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The quiz was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart queue - The list of answers.
 * @csspart answer - What the learner wrote.
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaGrading extends WidyaElement {
  static override tag = 'widya-grading';
  static override words = [quiz];
  static override styles = [...baseStyles, gradingStyles];
  static override rules = { loading: oneOf('eager', 'lazy') };

  /** URL of the quiz (JSON) with its key; of an examination `/exams/NAME/grading`. */
  @property({ type: String, attribute: 'src' }) src = '';
  /** `lazy`: load when the element comes near the visible part of the page. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** Hides who wrote an answer. */
  @property({ type: Boolean, attribute: 'anonymous', reflect: true }) anonymous = false;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** The quiz itself, instead of `src`. */
  @property({ attribute: false }) quiz: unknown;
  /** Who is accompanied (agents); for facilitators whom the LRS lets read their cohort only. Everybody when absent. */
  @property({ attribute: false }) learners: Agent[] | undefined;

  @state() private work: Work[] | undefined;
  @state() private chosen = '';
  @state() private all = false;
  @state() private trouble: 'range' | 'save' | undefined;
  @state() private saving = false;

  #service = new ServiceController(this, {
    service: () => void this.#load(),
    event: (e) => e.type === 'auth' && this.#onAuth(),
  });
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.quiz, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: async (raw, _base, name) => this.#read(raw, name),
    error: (cause) => this.fail(cause),
  });
  #quiz: Quiz | undefined;
  #kinds = new Map<string, QuestionKind>();
  #drafts = new Map<string, Draft>();
  #run = 0;
  #person: string | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.#quiz && changed.has('learners')) void this.#load();
  }

  /** Fetches the quiz and its answers again. */
  reload(): void {
    this.#data.reload();
  }

  async #read(raw: unknown, name: string): Promise<void> {
    const list = (raw as { questions?: unknown } | null)?.questions;
    const names = Array.isArray(list) ? list.map((q: { kind?: unknown } | null) => q?.kind) : [];
    const kinds = new Map<string, QuestionKind>();
    for (const kind of new Set(names)) {
      const found = typeof kind === 'string' ? await questionKinds.get(kind) : undefined;
      if (found) kinds.set(found.name, found);
    }
    const { parseQuiz } = await import('../../model/quiz-file.js');
    this.#quiz = parseQuiz(raw, name, (kind) => kinds.get(kind)?.schema);
    this.#kinds = kinds;
    await this.#load();
  }

  /** A session that has ended takes nobody's work from the screen; the same person back goes on with it. */
  #onAuth(): void {
    const { principal, state } = this.#service.value ?? {};
    const isSame = principal?.subject === this.#person;
    if (!isSame || state === 'signed-in' || !this.work) void this.#load();
  }

  async #load(): Promise<void> {
    const quiz = this.#quiz;
    const service = this.#service.value;
    if (!quiz) return;
    const run = ++this.#run;
    if (this.status === 'idle') this.status = 'loading';
    await service?.ready;
    if (service?.principal?.subject !== this.#person || this.#drafts.size === 0) {
      this.#person = service?.principal?.subject;
      this.#drafts = this.#kept();
    }
    if (!service?.principal) {
      this.work = undefined;
      this.status = 'ready';
      return;
    }
    try {
      const work = await loadWork(service, quiz, this.#kinds, this.learners);
      if (run !== this.#run) return;
      this.work = work;
      if (!work.some((w) => w.id === this.chosen)) this.chosen = this.#shown[0]?.id ?? '';
      this.status = 'ready';
    } catch (cause) {
      if (run === this.#run) this.fail(cause);
    }
  }

  /** What is typed and not saved stays in this tab, over a sign-in page and back. */
  get #key(): string {
    return `widya:grading:${this.#service.value?.endpoint}|${this.#person}|${this.#quiz?.id}`;
  }
  #kept(): Map<string, Draft> {
    try {
      return new Map(JSON.parse(sessionStorage.getItem(this.#key) ?? '[]') as [string, Draft][]);
    } catch {
      return new Map();
    }
  }
  #keep(typed?: Draft): void {
    if (typed) typed.typed = true;
    try {
      sessionStorage.setItem(this.#key, JSON.stringify([...this.#drafts].filter(([, draft]) => draft.typed)));
    } catch {
      // No storage: it is in the form, at least.
    }
  }

  get #w(): GradingWords {
    return /^en\b/i.test(this.localize.lang) ? words.en : words.id;
  }
  /** What is on the list; an answer that is just graded stays until another is chosen. */
  get #shown(): Work[] {
    return (this.work ?? []).filter((w) => this.all || !w.grade || w.id === this.chosen);
  }
  #name(work: Work): string {
    return this.anonymous || !work.learner.name ? this.#w.learner(work.number) : work.learner.name;
  }
  #number(n: number): string {
    return this.localize.number(n, { maximumFractionDigits: 2 });
  }
  #when(at: string): string {
    return this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' });
  }
  #draft(work: Work): Draft {
    let draft = this.#drafts.get(work.id);
    if (!draft) {
      const { grade } = work;
      draft = {
        points: grade ? show(grade.raw, this.localize.lang, false) : '',
        rubric: { ...grade?.rubric },
        comment: grade?.comment ?? '',
      };
      this.#drafts.set(work.id, draft);
    }
    return draft;
  }

  override render(): TemplateResult {
    const quiz = this.#quiz;
    const notice = this.#service.notice(this.t, this.#w.signedOut);
    if (this.status === 'error')
      return html`<div class="stack">
        ${notice === nothing ? this.renderError(() => this.reload()) : notice}<slot></slot>
      </div>`;
    if (this.status !== 'ready' || !quiz)
      return html`<div aria-busy="true">
        <slot></slot><span class="visually-hidden">${this.t.loading}</span><span class="skeleton"></span>
      </div>`;
    const w = this.#w;
    return html`<section class="grading" aria-labelledby="title">
      <header class="stack">
        <h3 id="title">${w.title(this.text(quiz.title))}</h3>
        ${notice} ${this.#renderBody(quiz)}
      </header>
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderBody(quiz: Quiz): TemplateResult | typeof nothing {
    const w = this.#w;
    const { work } = this;
    if (manualOf(quiz, this.#kinds).length === 0) return html`<p class="muted">${w.noManual}</p>`;
    if (!work) return this.#service.value ? nothing : html`<p class="muted">${icon('lock')} ${w.signedOut}</p>`;
    if (work.length === 0)
      return html`<p class="muted">${w.none}</p>
        <span
          ><button type="button" class="button small" @click=${() => void this.#load()}>${w.refresh}</button></span
        >`;
    const waiting = work.filter((x) => !x.grade).length;
    const shown = this.#shown;
    const current = shown.find((x) => x.id === this.chosen);
    return html`<p class="numbers" role="status">${w.waiting(waiting)}</p>
      <div class="switches">
        <label
          ><input
            type="checkbox"
            .checked=${!this.all}
            @change=${(e: Event) => (this.all = !(e.target as HTMLInputElement).checked)}
          />${w.onlyWaiting}</label
        >
        <label
          ><input
            type="checkbox"
            .checked=${this.anonymous}
            @change=${(e: Event) => (this.anonymous = (e.target as HTMLInputElement).checked)}
          />${w.anonymous}</label
        >
        <button type="button" class="button small quiet" @click=${() => void this.#load()}>${w.refresh}</button>
      </div>
      <div class="panes">
        <nav aria-label=${w.list}>
          <ol class="queue" part="queue">
            ${shown.map((x) => this.#renderRow(x))}
          </ol>
        </nav>
        ${current ? this.#renderWork(current) : html`<p class="muted">${w.choose}</p>`}
      </div>`;
  }

  #renderRow(work: Work): TemplateResult {
    const w = this.#w;
    const { grade } = work;
    return html`<li>
      <button
        type="button"
        aria-current=${work.id === this.chosen ? 'true' : nothing}
        @click=${() => this.#choose(work.id)}
      >
        <strong>${this.#name(work)}</strong>
        <span class="small">${renderInline(this.text(work.question.stem))}</span>
        <span class="small muted numbers ${grade ? 'graded' : ''}"
          >${icon(grade ? 'check-circle' : 'circle')}
          ${grade ? w.state.graded(`${this.#number(grade.raw)}/${this.#number(work.max)}`) : w.state.waiting} ·
          ${this.#when(work.at)}</span
        >
      </button>
    </li>`;
  }

  #renderWork(work: Work): TemplateResult {
    const w = this.#w;
    const { question, grade, max } = work;
    const draft = this.#draft(work);
    const { rubric, sample, body } = question as { rubric?: Criterion[]; sample?: LangText; body?: LangText };
    const next = this.#shown.find((x) => !x.grade && x.id !== work.id);
    return html`<form
      class="card"
      novalidate
      @submit=${(e: Event) => void this.#onSubmit(e, work)}
      @input=${() => this.#keep(draft)}
      @change=${() => this.#keep(draft)}
      @keydown=${(e: KeyboardEvent) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void this.#onSubmit(e, work);
      }}
    >
      <h4 id="work" tabindex="-1">${this.#name(work)}</h4>
      <p class="small muted numbers">${w.submittedAt(this.#when(work.at))}</p>
      ${body === undefined ? nothing : html`<p class="small">${this.text(body)}</p>`}
      <p><strong>${renderInline(this.text(question.stem), { images: true })}</strong></p>
      <div>
        <p class="small muted" id="answer">${w.answer}</p>
        <blockquote part="answer" aria-labelledby="answer">${this.#responseOf(work)}</blockquote>
      </div>
      ${
        sample === undefined
          ? nothing
          : html`<details>
              <summary>${w.sample}</summary>
              <blockquote>${renderInline(this.text(sample))}</blockquote>
            </details>`
      }
      ${
        grade
          ? html`<p class="small">
              ${w.again} ${w.state.graded(`${this.#number(grade.raw)}/${this.#number(max)}`)}
              ${w.by(grade.grader, this.#when(grade.at))}
            </p>`
          : nothing
      }
      ${rubric ? this.#renderRubric(rubric, draft) : nothing}
      <div class="criterion">
        <label for="points"><strong>${w.score}</strong></label>
        <span>
          <input
            id="points"
            class="points numbers"
            type="text"
            inputmode="decimal"
            autocomplete="off"
            .value=${draft.points}
            aria-describedby="max trouble"
            aria-invalid=${this.trouble === 'range' ? 'true' : 'false'}
            @input=${(e: Event) => (draft.points = (e.target as HTMLInputElement).value)}
          />
          <span id="max" class="numbers">${w.pointsOf(this.#number(max))}</span>
        </span>
      </div>
      <p id="trouble" class="small danger" role="alert">
        ${this.trouble === 'range' ? w.outOfRange(this.#number(max)) : this.trouble === 'save' ? w.notSaved : nothing}
      </p>
      <div>
        <label for="comment"><strong>${w.comment}</strong></label>
        <p class="small muted" id="comment-help">${w.commentHelp}</p>
        <textarea
          id="comment"
          rows="4"
          aria-describedby="comment-help"
          .value=${draft.comment}
          @input=${(e: Event) => (draft.comment = (e.target as HTMLTextAreaElement).value)}
        ></textarea>
      </div>
      <span class="row">
        <button type="submit" class="button primary" ?disabled=${this.saving}>${next ? w.saveNext : w.save}</button>
        <span class="small muted">${w.shortcut}</span>
      </span>
    </form>`;
  }

  /** The pairs of steps one below the other; any other answer as it was written. */
  #responseOf({ question, response }: Work): string {
    const { steps } = question as { steps?: { id: string; text: LangText }[] };
    if (!steps) return response;
    const said = new Map(response.split('[,]').map((pair) => pair.split('[.]') as [string, string]));
    return steps.map((s) => `${this.text(s.text)}: ${said.get(s.id) ?? ''}`).join('\n');
  }

  #renderRubric(rubric: Criterion[], draft: Draft): TemplateResult {
    const w = this.#w;
    const set = (c: Criterion, points: number | undefined) => {
      if (points === undefined) delete draft.rubric[c.id];
      else draft.rubric[c.id] = points;
      const sum = rubric.reduce((n, x) => n + (draft.rubric[x.id] ?? 0), 0);
      draft.points = show(Math.round(sum * 1e9) / 1e9, this.localize.lang, false);
      this.requestUpdate();
    };
    return html`<fieldset>
      <legend>${w.rubric}</legend>
      ${rubric.map((c, i) =>
        c.levels
          ? html`<div class="criterion" role="radiogroup" aria-labelledby="criterion-${i}">
              <span id="criterion-${i}">${renderInline(this.text(c.text))}</span>
              ${c.levels.map(
                (level) =>
                  html`<label
                    ><input
                      type="radio"
                      name="criterion-${i}"
                      .checked=${draft.rubric[c.id] === level.points}
                      @change=${() => set(c, level.points)}
                    />${this.text(level.text)} (${this.#number(level.points)})</label
                  >`,
              )}
            </div>`
          : html`<div class="criterion">
              <label for="criterion-${i}">${renderInline(this.text(c.text))}</label>
              <span
                ><input
                  id="criterion-${i}"
                  class="points numbers"
                  type="text"
                  inputmode="decimal"
                  autocomplete="off"
                  .value=${draft.rubric[c.id] === undefined ? '' : show(draft.rubric[c.id] ?? 0, this.localize.lang, false)}
                  @change=${(e: Event) => {
                    const n = parseNumber((e.target as HTMLInputElement).value, decimalOf(this.localize.lang));
                    set(c, n === null ? undefined : Math.min(Math.max(n, 0), c.points));
                  }}
                />
                ${w.pointsOf(this.#number(c.points))}</span
              >
            </div>`,
      )}
    </fieldset>`;
  }

  #choose(id: string): void {
    this.chosen = id;
    this.trouble = undefined;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#work')?.focus());
  }

  async #onSubmit(event: Event, work: Work): Promise<void> {
    event.preventDefault();
    const service = this.#service.value;
    const quiz = this.#quiz;
    if (this.saving || !service || !quiz) return;
    const draft = this.#draft(work);
    const raw = parseNumber(draft.points, decimalOf(this.localize.lang));
    if (raw === null || raw < 0 || raw > work.max) {
      this.trouble = 'range';
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#points')?.focus());
      return;
    }
    this.trouble = undefined;
    this.saving = true;
    const comment = draft.comment.trim();
    const rubric = Object.keys(draft.rubric).length > 0 ? draft.rubric : undefined;
    try {
      await saveGrade(service, quiz, work, { raw, max: work.max, ...(comment ? { comment } : {}), rubric });
    } catch {
      this.trouble = 'save';
      return;
    } finally {
      this.saving = false;
    }
    this.announce(this.#w.saved(this.#name(work)));
    const next = this.#shown.find((x) => !x.grade && x.id !== work.id);
    this.#drafts.delete(work.id);
    this.#keep();
    await this.#load();
    this.#choose(next?.id ?? work.id);
    this.emit('widya-answer-graded', {
      quiz: quiz.id,
      question: work.question.id,
      attempt: work.attempt,
      raw,
      max: work.max,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-grading': WidyaGrading;
  }
}
