import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { adoptStyles } from '../../core/adopt.js';
import { formAssociated } from '../../core/form.js';
import { renderInline } from '../../core/inline.js';
import { WidyaElement } from '../../core/widya-element.js';
import { quiz } from '../../i18n/id/quiz.js';
import { speak } from '../../i18n/localize.js';
import { shuffled } from '../../model/quiz.js';
import type { LangText } from '../../model/schema.js';
import {
  answerState,
  type AnswerState,
  type Grade,
  type Question,
  type QuestionHost,
  type QuestionKind,
  type QuestionViewModule,
} from '../../questions/kind.js';
import { questionKinds } from '../../questions/registry.js';
import { WidyaError } from '../../sdk/errors.js';
import type * as Above from './above.js';
import type * as Review from './review.js';
import { baseStyles } from '../../styles/base.styles.js';

let review: typeof Review | undefined;

/** A text or media above it, or media in its options. */
const hasMedia = (q: Question & { options?: unknown }): boolean =>
  q.body !== undefined ||
  q.media !== undefined ||
  (Array.isArray(q.options) && q.options.some((o: { media?: unknown } | null) => o?.media));

/**
 * One question with its controls. Holds the answer as a form field does; a quiz uses one per question.
 *
 * @example
 * ```html
 * <form>
 *   <widya-question name="q1"></widya-question>
 * </form>
 * ```
 *
 * @tagname widya-question
 * @fires {CustomEvent<WidyaEventMap['widya-question-answered']['detail']>} widya-question-answered - The person gave or changed the answer.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The question cannot be shown.
 * @fires {Event} input - As a native field does.
 * @fires {Event} change - As a native field does.
 * @csspart option - One option to choose.
 * @csspart feedback - What is said about the answer in review.
 * @csspart error - The notice when the question cannot be shown.
 */
export class WidyaQuestion extends formAssociated(WidyaElement) {
  static override tag = 'widya-question';
  static override words = [quiz];
  static override styles = [
    ...baseStyles,
    css`
      .stem + .notice {
        margin-block-start: var(--_3);
      }
      .skeleton {
        block-size: 9rem;
      }
    `,
  ];

  /** Shows what was right and the feedback; needs the key in `question`. */
  @property({ type: Boolean, attribute: 'review', reflect: true }) review = false;
  /** The question as in a quiz file. */
  @property({ attribute: false }) question: Question | undefined;
  /** Shuffles the options where the question itself does not say. Needs a `seed`. */
  @property({ type: Boolean, attribute: 'shuffle', reflect: true }) shuffle = false;
  /** The same seed gives the same order, on every device. Without it options stay as written. */
  @property({ type: String, attribute: 'seed' }) seed = '';

  /** URL that pictures, sounds and films in the question resolve against. */
  @property({ type: String, attribute: 'base' }) base = '';
  /** What the answer is worth where more counts than the answer: hints, tries, a person's grade. */
  @property({ attribute: false }) result: Grade | undefined;

  @state() private kind: QuestionKind | undefined;
  #view: QuestionViewModule<Question> | undefined;
  #above: typeof Above | undefined;
  #stop: (() => void) | undefined;
  #load = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = questionKinds.onRegister((name) => {
      if (name !== this.question?.kind) return;
      this.kind = undefined; // another kind under this name: its view, too
      void this.#open();
    });
    document.addEventListener('visibilitychange', this.#commit);
    // What leaves is said by this element, once the answer is set; not by the native control before it.
    this.renderRoot.addEventListener('input', this.#onNativeInput);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    document.removeEventListener('visibilitychange', this.#commit);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('question')) void this.#open();
    if (this.review && !review)
      this.#reviewing = WidyaQuestion.prepare().then(
        () => this.requestUpdate(),
        () => undefined,
      );
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.answerState === 'invalid')
      this.internals.setValidity({ badInput: true }, this.t.answerInvalid, this.validityAnchor);
    else if (!this.required || this.value !== '') this.internals.setValidity({});
    if (this.#wanted && this.status === 'ready') this.focus();
    if (this.question && this.kind && this.shadowRoot)
      this.#view?.updated?.(this.question, this.#host, this.shadowRoot);
  }

  /** Points for the present answer; undefined until the kind is here. */
  get grade(): Grade | undefined {
    if (this.result) return this.result;
    return this.question && this.kind?.grade(this.question, this.value);
  }

  /** `unanswered`, `incomplete` (part of it is empty), `invalid` (a word for a number) or `answered`. */
  get answerState(): AnswerState {
    return this.question ? answerState(this.kind, this.question, this.value) : 'unanswered';
  }

  /** @internal What review shows, before there is any: it may be offline by then. */
  static async prepare(): Promise<void> {
    review ??= await import('./review.js');
  }
  #reviewing: Promise<unknown> | undefined;
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#reviewing;
    return super.getUpdateComplete();
  }
  /** @internal */
  get reviewed() {
    adoptStyles(this.shadowRoot, review?.styles);
    return {
      t: this.t,
      number: (n: number) => this.localize.number(n, { maximumFractionDigits: 2 }),
      rich: this.#rich,
    };
  }

  /** Puts the focus into the first control, as soon as there is one. */
  override focus(): void {
    const field = this.renderRoot.querySelector<HTMLElement>('input, select, textarea, button');
    this.#wanted = !field;
    field?.focus();
  }
  #wanted = false;

  /** Takes a text that is still being typed. */
  commit(): void {
    const field = this.shadowRoot?.activeElement;
    if (field?.matches('input:not([type=radio], [type=checkbox]), textarea')) field.dispatchEvent(new Event('change'));
  }

  async #open(): Promise<void> {
    const { question } = this;
    const load = ++this.#load;
    // The same kind: the view goes on.
    if (question && this.#view && this.kind?.name === question.kind && !hasMedia(question)) return;
    this.#view = undefined;
    this.kind = undefined;
    if (!question) {
      this.status = 'idle';
      return;
    }
    this.status = 'loading';
    try {
      const kind = await questionKinds.get(question.kind);
      if (!kind)
        throw new WidyaError('question/unknown-kind', question.kind, {
          place: question.id,
        });
      const [view, above] = await Promise.all([kind.view(), hasMedia(question) ? import('./above.js') : undefined]);
      if (load !== this.#load) return;
      if (view.words) speak([view.words]);
      adoptStyles(this.shadowRoot, view.styles);
      adoptStyles(this.shadowRoot, above?.styles);
      this.#above = above;
      this.#view = view;
      this.kind = kind;
      this.status = 'ready';
    } catch (cause) {
      if (load === this.#load) this.fail(cause);
    }
  }

  protected override get validityAnchor(): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>('input, select, textarea') ?? undefined;
  }

  protected override get missingMessage(): string {
    return this.t.unanswered;
  }

  override render(): TemplateResult {
    const { question, kind } = this;
    if (this.status === 'error') {
      return html`${question ? html`<p class="stem"><strong>${renderInline(this.text(question.stem))}</strong></p>` : nothing}${this.renderError(this.failure?.code === 'question/unknown-kind' ? undefined : () => void this.#open())}`;
    }
    if (!question || !kind || !this.#view) return html`<div class="skeleton" aria-busy="true"></div>`;
    return html`${this.#above?.renderAbove(question, this.#host, this.base)}${this.#view.render(question, this.#host)}${this.review ? review?.renderFeedback(question, this) : nothing}`;
  }

  readonly #rich = (value: LangText | undefined) =>
    renderInline(this.text(value), { images: true, ...(this.base ? { base: this.base } : {}) });

  get #host(): QuestionHost {
    const { question, seed } = this;
    const id = question?.id ?? '';
    const response = () => this.value;
    return {
      // As it is now, also in a handler: two fields may be filled before the next render.
      get response() {
        return response();
      },
      disabled: this.disabled || this.readonly || this.review,
      review: this.review,
      lang: this.localize.lang,
      t: this.t,
      uid: `q-${id}`,
      order: (items, list, shuffle = this.shuffle) =>
        shuffle && seed !== '' ? shuffled(items, `${seed}|${id}|${list}`) : [...items],
      text: (value) => this.text(value),
      rich: this.#rich,
      media: (media) => this.#above?.renderMedia(media, this.#host, this.base),
      answer: (response) => this.#answer(response),
    };
  }

  #answer(response: string): void {
    if (this.readonly || this.disabled || this.review || response === this.value) return;
    this.value = response;
    this.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.dispatchEvent(new Event('change', { bubbles: true }));
    this.emit('widya-question-answered', { question: this.question?.id ?? '', response });
  }

  readonly #onNativeInput = (event: Event): void => event.stopPropagation();

  /** The page may be going: a text still being typed counts. Text fields tell of it only when they are left. */
  readonly #commit = (): void => {
    if (document.visibilityState === 'hidden') this.commit();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-question': WidyaQuestion;
  }
}
