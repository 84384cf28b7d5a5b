import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { adoptStyles } from '../../core/adopt.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { saveFile } from '../../core/save-file.js';
import { iri, oneOf } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { AttemptsCounted } from '../../model/item-analysis.js';
import type { Agent } from '../../sdk/statement.js';
import { baseStyles } from '../../styles/base.styles.js';
import type { Opened, Reading, Shown } from './load.js';
import type * as panel from './panel.js';
import type { Desk, Looks } from './panel.js';

/**
 * For trainers: how well each question of a quiz does its work, in words and figures, and what to do about it.
 *
 * @example
 * ```html
 * <widya-provider endpoint="/xapi" session="/sesi">
 *   <widya-item-analysis src="/kuis/integritas.json"></widya-item-analysis>
 * </widya-provider>
 * ```
 *
 * @tagname widya-item-analysis
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The quiz or its answers cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The quiz was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart summary - Score, reliability, how many questions to check.
 * @csspart item - A question.
 * @csspart remarks - What to do about it.
 * @csspart options - The table of its options.
 * @csspart table - The table of all questions.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaItemAnalysis extends WidyaElement {
  static override tag = 'widya-item-analysis';
  static override styles = baseStyles;
  static override rules = {
    quiz: iri,
    loading: oneOf('eager', 'lazy'),
    attempts: oneOf('first', 'last', 'best'),
  };

  /** URL of the quiz (JSON) with its key; of an examination `/exams/NAME/grading`. */
  @property({ type: String, attribute: 'src' }) src = '';
  /** Activity IRI of the quiz, where there is no file of it: texts and keys are then those that the records tell. */
  @property({ type: String, attribute: 'quiz' }) quiz = '';
  /** `lazy`: load when the element comes near the visible part of the page. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** Which attempt of each person counts: `first`, `last` or `best`. */
  @property({ type: String, attribute: 'attempts' }) attempts: AttemptsCounted = 'first';
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** The quiz itself, instead of `src`. */
  @property({ attribute: false }) content: unknown;
  /** Who is accompanied (agents); for facilitators whom the LRS lets read their cohort only. Everybody when absent. */
  @property({ attribute: false }) learners: Agent[] | undefined;

  @state() private shown: Shown | undefined;
  @state() private count: number | undefined;
  @state() private stopped = false;
  @state() private signedOut = false;
  @state() private looks: Looks = { view: 'cards', sort: 'quiz', onlyRemarked: false };

  #service = new ServiceController(this, {
    service: () => void this.#read(),
    event: (e) => e.type === 'auth' && void this.#read(),
  });
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.content, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: async (raw, _base, name) => {
      this.#opened = await (await this.#come()).openFile(raw, name);
      void this.#read();
    },
    error: (cause) => this.fail(cause),
  });
  /** Statistics, words and screens: fetched while the file is on its way. */
  #panel: typeof panel | undefined;
  #opened: Opened | undefined;
  #reading: Reading | undefined;
  #abort: AbortController | undefined;
  #closed: HTMLDetailsElement[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeprint', this.#onBeforePrint);
    window.addEventListener('afterprint', this.#onAfterPrint);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeprint', this.#onBeforePrint);
    window.removeEventListener('afterprint', this.#onAfterPrint);
    this.#abort?.abort();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('quiz') && this.quiz !== '' && this.src === '' && this.content === undefined)
      void this.#openActivity(this.quiz);
    else if (changed.has('learners') && this.#opened) void this.#read();
    if (changed.has('attempts') && this.#reading && this.status === 'ready')
      this.shown = this.#reading.shown(this.attempts);
  }

  /** Fetches the quiz and its records again. */
  reload(): void {
    if (this.src !== '' || this.content !== undefined) this.#data.reload();
    else if (this.quiz !== '') void this.#openActivity(this.quiz);
  }

  /** Stops reading records. */
  cancel(): void {
    if (this.count === undefined) return;
    this.#abort?.abort();
    this.count = undefined;
    this.stopped = true;
    this.status = 'ready';
    if (this.#panel) this.announce(this.#panel.wordsOf(this.localize.lang).cancelled);
  }

  /** The figures as a table for spreadsheets, in the reader's language; '' while there are none. */
  toCsv(): string {
    const { shown } = this;
    if (!this.#panel || !shown || shown.analysis.confidence === 'too-few') return '';
    return this.#panel.csvOf(this.#desk, shown);
  }

  async #come(): Promise<typeof panel> {
    this.#panel ??= await import('./panel.js');
    adoptStyles(this.shadowRoot, this.#panel.styles);
    return this.#panel;
  }

  async #openActivity(id: string): Promise<void> {
    this.status = 'loading';
    try {
      this.#opened = (await this.#come()).openActivity(id);
    } catch (cause) {
      return this.fail(cause);
    }
    await this.#read();
  }

  async #read(): Promise<void> {
    const opened = this.#opened;
    const service = this.#service.value;
    if (!opened || !this.isConnected) return;
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    const { signal } = abort;
    await service?.ready;
    if (signal.aborted) return;
    this.stopped = false;
    this.signedOut = !service?.principal;
    if (!service?.principal) {
      this.shown = this.#reading = undefined;
      this.status = 'ready';
      return;
    }
    this.count = 0;
    try {
      const panel = await this.#come();
      const reading = new panel.Reading(opened);
      await reading.read(service, {
        learners: this.learners,
        signal,
        progress: (count) => {
          if (!signal.aborted) this.count = count;
        },
      });
      if (signal.aborted) return;
      this.#reading = reading;
      this.shown = reading.shown(this.attempts);
      this.count = undefined;
      this.status = 'ready';
      this.announce(panel.doneText(this.#desk));
    } catch (cause) {
      if (signal.aborted) return;
      this.count = undefined;
      this.fail(cause);
    }
  }

  /** What the panel needs of this element. */
  get #desk(): Desk {
    return {
      localize: this.localize,
      t: this.t,
      text: (value) => this.text(value),
      title: this.#opened?.quiz?.title,
      shown: this.shown,
      count: this.count,
      stopped: this.stopped,
      signedOut: this.signedOut,
      attempts: this.attempts,
      looks: this.looks,
      look: (more) => (this.looks = { ...this.looks, ...more }),
      setAttempts: (attempts) => (this.attempts = attempts),
      read: () => void this.#read(),
      cancel: () => this.cancel(),
      save: this.#onCsv,
      announcer: () => this.renderAnnouncer(),
    };
  }

  override render(): TemplateResult {
    if (this.status === 'error')
      return html`<div class="stack">${this.renderError(() => this.reload())}<slot></slot></div>`;
    const reading = this.count !== undefined && !this.shown;
    if (!this.#panel || (this.status !== 'ready' && !reading))
      return html`<div class="stack" aria-busy="true">
        <slot></slot><span class="visually-hidden">${this.t.loading}</span>
        ${this.status === 'loading' ? html`<span class="skeleton"></span>` : nothing}
      </div>`;
    return reading
      ? html`<slot></slot>${this.#panel.renderReading(this.#desk)}`
      : this.#panel.renderAnalysis(this.#desk);
  }

  #onCsv = (): void => {
    saveFile(
      this.toCsv(),
      this.#panel?.fileName(this.localize.lang, this.#opened?.id ?? '') ?? '',
      'text/csv;charset=utf-8',
    );
  };

  /** Paper shows everything: what is closed cannot be opened there. */
  #onBeforePrint = (): void => {
    this.#closed = [...this.renderRoot.querySelectorAll<HTMLDetailsElement>('.more:not([open])')];
    for (const d of this.#closed) d.open = true;
  };
  #onAfterPrint = (): void => {
    for (const d of this.#closed.splice(0)) d.open = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-item-analysis': WidyaItemAnalysis;
  }
}
