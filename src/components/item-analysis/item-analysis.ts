import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { chartStyles } from '../../core/charts/charts.styles.js';
import { DataController } from '../../core/controllers/data.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { iri, oneOf } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { AttemptsCounted } from '../../model/item-analysis.js';
import { toCsv } from '../../model/csv.js';
import type { Agent } from '../../sdk/statement.js';
import { baseStyles } from '../../styles/base.styles.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { itemAnalysisStyles } from './item-analysis.styles.js';
import type { ItemShown, Opened, Reading, Shown } from './load.js';
import { csvRows, FLOOR, renderCharts, renderItem, renderSummary, renderTable, whole, type Look } from './screens.js';
import { words, type AnalysisWords } from './words.js';

type Sort = keyof AnalysisWords['sorts'];

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
  static override styles = [...baseStyles, progressStyles, chartStyles, itemAnalysisStyles];
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
  @state() private view: 'cards' | 'table' = 'cards';
  @state() private sort: Sort = 'quiz';
  @state() private onlyRemarked = false;

  #service = new ServiceController(this, {
    service: () => void this.#read(),
    event: (e) => e.type === 'auth' && void this.#read(),
  });
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.content, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: async (raw, _base, name) => {
      const { openFile } = await import('./load.js');
      this.#opened = await openFile(raw, name);
      void this.#read();
    },
    error: (cause) => this.fail(cause),
  });
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
    this.announce(this.#w.cancelled);
  }

  /** The figures as a table for spreadsheets, in the reader's language; '' while there are none. */
  toCsv(): string {
    const { shown } = this;
    if (!shown || shown.analysis.confidence === 'too-few') return '';
    return toCsv(csvRows(this.#look, shown), { lang: this.localize.lang });
  }

  async #openActivity(id: string): Promise<void> {
    this.status = 'loading';
    try {
      this.#opened = (await import('./load.js')).openActivity(id);
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
      const { Reading } = await import('./load.js');
      const reading = new Reading(opened);
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
      const { analysis, items } = this.shown;
      const look = this.#look;
      this.announce(this.#w.done(whole(look, analysis.learners), whole(look, items.length)));
    } catch (cause) {
      if (signal.aborted) return;
      this.count = undefined;
      this.fail(cause);
    }
  }

  get #w(): AnalysisWords {
    return /^en\b/i.test(this.localize.lang) ? words.en : words.id;
  }
  get #look(): Look {
    return { w: this.#w, t: this.t, localize: this.localize, text: (value) => this.text(value) };
  }

  override render(): TemplateResult {
    if (this.status === 'error')
      return html`<div class="stack">${this.renderError(() => this.reload())}<slot></slot></div>`;
    const w = this.#w;
    if (this.count !== undefined && !this.shown)
      return html`<div class="stack reading" aria-busy="true">
        <slot></slot>
        <p class="numbers" role="status">${w.reading(whole(this.#look, this.count))}</p>
        <progress aria-label=${this.t.loading}></progress>
        <button type="button" class="button small" @click=${() => this.cancel()}>${w.cancel}</button>
      </div>`;
    if (this.status !== 'ready')
      return html`<div aria-busy="true">
        <slot></slot><span class="visually-hidden">${this.t.loading}</span>
        ${this.status === 'loading' ? html`<div class="stack"><span class="skeleton"></span></div>` : nothing}
      </div>`;
    const title = this.text(this.shown?.title ?? this.#opened?.quiz?.title) || w.fallback;
    return html`<section class="analysis" aria-labelledby="title">
      <header class="head">
        <h3 id="title">${w.title(title)}</h3>
        ${this.#renderFacts()}
      </header>
      ${this.#renderBody()} ${this.renderAnnouncer()}
    </section>`;
  }

  #renderFacts(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    const w = this.#w;
    const { analysis: a, at } = shown;
    const n = (value: number) => whole(this.#look, value);
    const time = this.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' });
    const facts = (['resits', 'open', 'empty', 'waiting'] as const).filter((name) => a[name] > 0);
    return html`<p class="facts small muted numbers">
      <span>${w.people(n(a.learners))}</span>
      ${facts.map((name) => html`<span>${w.details[name](n(a[name]))}</span>`)}
      <span>${icon('cloud')} ${w.asOf(time)}</span>
    </p>`;
  }

  #renderBody(): TemplateResult {
    const w = this.#w;
    const { shown } = this;
    const again = (label: string) =>
      html`<span
        ><button
          type="button"
          class="button small"
          ?disabled=${this.count !== undefined}
          @click=${() => void this.#read()}
        >
          ${label}
        </button></span
      >`;
    if (this.signedOut) return html`<p class="muted">${icon('lock')} ${w.signedOut}</p>`;
    if (!shown)
      return html`<p class="muted">${this.stopped ? w.cancelled : nothing}</p>
        ${again(w.read)}`;
    const look = this.#look;
    const { analysis } = shown;
    if (analysis.learners === 0)
      return html`<p class="muted">${w.none}</p>
        ${again(w.refresh)}`;
    if (analysis.confidence === 'too-few')
      return html`<div class="notice">
          ${icon('lock')}
          <div>${w.floor(whole(look, analysis.learners), whole(look, FLOOR))}</div>
        </div>
        ${again(w.refresh)}`;
    const warning = w.confidence[analysis.confidence];
    return html`${
        warning
          ? html`<div class="notice warning">
              ${icon('info')}
              <div>${warning}</div>
            </div>`
          : nothing
      }
      <div class="bar">
        <label
          >${w.counted}
          <select @change=${(e: Event) => (this.attempts = (e.target as HTMLSelectElement).value as AttemptsCounted)}>
            ${(['first', 'last', 'best'] as const).map(
              (rule) => html`<option value=${rule} .selected=${rule === this.attempts}>${w.rules[rule]}</option>`,
            )}
          </select></label
        >
        <button type="button" class="button small" @click=${this.#onCsv}>${w.csv}</button>
        <button type="button" class="button small" @click=${() => window.print()}>${w.print}</button>
        ${again(this.count === undefined ? w.refresh : w.reading(whole(look, this.count)))}
      </div>
      ${renderSummary(look, shown)} ${renderCharts(look, shown)} ${this.#renderItems(look, shown)}`;
  }

  #renderItems(look: Look, { items: all }: Shown): TemplateResult {
    const w = this.#w;
    const items = this.#listed(all);
    const several = new Set(all.map((s) => s.item)).size < all.length;
    return html`<h4 class="title" id="items">${w.items}</h4>
      <div class="bar">
        <label
          >${w.view}
          <select @change=${(e: Event) => (this.view = (e.target as HTMLSelectElement).value as 'cards')}>
            ${(['cards', 'table'] as const).map(
              (v) => html`<option value=${v} .selected=${v === this.view}>${w[v]}</option>`,
            )}
          </select></label
        >
        <label
          >${w.sort}
          <select @change=${(e: Event) => (this.sort = (e.target as HTMLSelectElement).value as Sort)}>
            ${(Object.keys(w.sorts) as Sort[]).map(
              (s) => html`<option value=${s} .selected=${s === this.sort}>${w.sorts[s]}</option>`,
            )}
          </select></label
        >
        <label
          ><input
            type="checkbox"
            .checked=${this.onlyRemarked}
            @change=${(e: Event) => (this.onlyRemarked = (e.target as HTMLInputElement).checked)}
          />${w.onlyRemarked}</label
        >
      </div>
      ${
        items.length === 0
          ? html`<p class="muted" role="status">${w.noneRemarked}</p>`
          : this.view === 'table'
            ? renderTable(look, items, several)
            : html`<ol class="items" aria-labelledby="items">
                ${items.map((s) => renderItem(look, s, several))}
              </ol>`
      }`;
  }

  #listed(all: readonly ItemShown[]): ItemShown[] {
    const list = all.filter((s) => !this.onlyRemarked || s.remarks.length > 0);
    const up = (of: (s: ItemShown) => number | null) =>
      list.sort((a, b) => (of(a) ?? Infinity) - (of(b) ?? Infinity) || a.number - b.number);
    switch (this.sort) {
      case 'quiz':
        return list;
      case 'remarks':
        return up((s) => -s.remarks.length);
      case 'difficulty':
        return up((s) => s.difficulty);
      case 'discrimination':
        return up((s) => s.discrimination);
    }
  }

  #onCsv = (): void => {
    const url = URL.createObjectURL(new Blob([this.toCsv()], { type: 'text/csv;charset=utf-8' }));
    const a = document.createElement('a');
    a.href = url;
    const last = (this.#opened?.id ?? '').replace(/\/$/, '').split('/').at(-1) ?? '';
    a.download = `${this.#w.filename}-${last.replace(/[^\w-]+/g, '-') || 'widya'}.csv`;
    a.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
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
