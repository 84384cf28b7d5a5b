import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { bars, chartPatterns } from '../../core/charts/charts.js';
import { chartStyles } from '../../core/charts/charts.styles.js';
import { ServiceController } from '../../core/controllers/service.js';
import { saveFile } from '../../core/save-file.js';
import { icon } from '../../core/icons.js';
import { numberFrom, oneOf } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import { progress } from '../../i18n/id/progress.js';
import { toCsv } from '../../model/csv.js';
import { jpEntries, jpQuotas, jpSources, jpYear, readJpRecord, yearOf } from '../../model/jp.js';
import type { JpEntry, JpRecord, JpStatus, JpYear } from '../../model/jp.js';
import { uuid } from '../../sdk/uuid.js';
import { jpTold } from '../../tracking/record.js';
import { baseStyles } from '../../styles/base.styles.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { summaryStoreOf, type SummaryStore, type SummaryView } from '../progress-card/summary-store.js';
import { jpCardStyles } from './jp-card.styles.js';
import { words, type JpWords } from './words.js';

/** What is in the form, as text. */
type Draft = Record<'source' | 'kind' | 'organiser' | 'subject' | 'start' | 'end' | 'jp' | 'evidence', string>;
const empty = (): Draft => ({
  source: 'coaching',
  kind: '',
  organiser: '',
  subject: '',
  start: '',
  end: '',
  jp: '',
  evidence: '',
});

/**
 * The lesson hours (JP) of the signed-in person in a year against their quota, with a form for learning outside courses. Reads what
 * progress cards read: one page makes two requests.
 *
 * @example
 * ```html
 * <widya-jp-card employment="pns"></widya-jp-card>
 * ```
 *
 * @tagname widya-jp-card
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The lesson hours cannot be read.
 * @csspart card - The card.
 * @csspart bar - The bar to the quota.
 * @csspart entries - The list of activities.
 * @csspart form - The form.
 * @csspart age - When the figures are of.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaJpCard extends WidyaElement {
  static override tag = 'widya-jp-card';
  static override styles = [baseStyles, progressStyles, chartStyles, jpCardStyles];
  static override words = [progress];
  static override rules = {
    employment: oneOf('pns', 'pppk'),
    quota: numberFrom(0, 10_000),
    year: numberFrom(1900, 9999),
    minutes: numberFrom(1, 600, 45),
  };

  /** `pns`: a floor to reach; `pppk`: a ceiling. */
  @property({ type: String, attribute: 'employment' }) employment: JpStatus = 'pns';
  /** Lesson hours a year; 20 for `pns`, 24 for `pppk` unless said. */
  @property({ type: Number, attribute: 'quota' }) quota: number | undefined;
  /** The year shown; this one unless said. */
  @property({ type: Number, attribute: 'year' }) year: number | undefined;
  /** Minutes of a lesson hour, as the form says. */
  @property({ type: Number, attribute: 'minutes' }) minutes = 45;
  /** Who holds the courses, for the file. */
  @property({ type: String, attribute: 'organiser' }) organiser = '';
  /** No form: only what is there. */
  @property({ type: Boolean, attribute: 'readonly' }) readonly = false;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';

  @state() private draft: Draft | undefined;
  @state() private wrong: Partial<Draft> = {};
  #editing: string | undefined;
  #service = new ServiceController(this, { service: () => this.#listen() });
  #store: SummaryStore | undefined;
  #unsubscribe: (() => void) | undefined;
  #reported: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  override willUpdate(): void {
    const view = this.#store?.view;
    if (!view) this.status = 'idle';
    else if (view.status !== 'error') this.status = view.status === 'signed-out' ? 'ready' : view.status;
    else if (view.readAt) this.status = 'ready';
    else if (view.error !== this.#reported) {
      this.#reported = view.error;
      this.fail(view.error);
    }
  }

  /** Reads again. */
  async reload(): Promise<void> {
    if (this.isConnected) await this.#store?.load(true);
  }

  /** The year as the file for spreadsheets: what the regulation asks a record to have. '' while nothing is known. */
  toCsv(): string {
    const view = this.#store?.view;
    if (!view?.readAt) return '';
    const w = this.#words;
    const c = w.columns;
    return toCsv(
      [
        [c.source, c.kind, c.organiser, c.subject, c.start, c.end, c.jp, c.evidence],
        ...this.#yearOf(view).entries.map(({ source, record, name, id, at, jp }) => {
          const day = at.slice(0, 10);
          const from = record ?? { kind: w.online, organiser: this.organiser, start: day, end: day, evidence: id };
          const subject = record?.subject ?? (name ? this.text(name) : id);
          return [w.sources[source], from.kind, from.organiser, subject, from.start, from.end, jp, from.evidence];
        }),
      ],
      { lang: this.localize.lang },
    );
  }

  get #words(): JpWords {
    return /^en\b/i.test(this.localize.lang) ? words.en : words.id;
  }

  #listen(): void {
    this.#unsubscribe?.();
    const service = this.#service.value;
    this.#store = service && summaryStoreOf(service);
    this.#unsubscribe = this.#store?.subscribe(() => this.requestUpdate());
    this.requestUpdate();
  }

  #yearOf(view: SummaryView): JpYear {
    const normal = jpQuotas[this.employment];
    const quota = { kind: normal.kind, jp: this.quota ?? normal.jp };
    return jpYear(jpEntries(view.summary), this.year ?? new Date().getFullYear(), quota);
  }

  override render(): TemplateResult {
    const view = this.#store?.view;
    const w = this.#words;
    const year = this.year ?? new Date().getFullYear();
    const shown = view && (this.status === 'ready' || (this.status === 'loading' && view.readAt));
    const out = this.#service.notice(this.t, w.signedOut);
    return html`<section
      class="card"
      part="card"
      aria-labelledby="title"
      aria-busy=${String(this.status === 'loading')}
    >
      ${chartPatterns()}
      <div class="head">
        <h3 id="title">${w.title(year)}</h3>
        ${shown && view.status !== 'signed-out' ? this.#renderYears(view, year) : nothing}
      </div>
      ${
        this.status === 'error'
          ? out === nothing
            ? this.renderError(() => void this.reload())
            : out
          : shown
            ? html`${out}${view.status === 'signed-out' ? nothing : this.#renderYear(view)}`
            : this.status === 'loading'
              ? html`<span class="skeleton"></span><span class="visually-hidden">${this.t.loading}</span>`
              : nothing
      }
      ${this.renderAnnouncer()}
    </section>`;
  }

  #renderYears(view: SummaryView, year: number): TemplateResult | typeof nothing {
    const known = jpEntries(view.summary).map((e) => yearOf(e.at));
    const years = [...new Set([...known, year, new Date().getFullYear()])].sort((a, b) => b - a);
    if (years.length < 2) return nothing;
    return html`<label class="small"
      ><span class="visually-hidden">${this.#words.year}</span
      ><select @change=${(e: Event) => (this.year = Number((e.target as HTMLSelectElement).value))}>
        ${years.map((y) => html`<option value=${y} ?selected=${y === year}>${y}</option>`)}
      </select></label
    >`;
  }

  #renderYear(view: SummaryView): TemplateResult {
    const w = this.#words;
    const n = (value: number) => this.localize.number(value);
    const y = this.#yearOf(view);
    const { quota } = y;
    const isFloor = quota.kind === 'floor';
    const done = isFloor && y.met;
    const words = isFloor
      ? done
        ? w.floor.met
        : w.floor.left(n(y.left))
      : y.over > 0
        ? w.ceiling.over(n(y.over))
        : y.left === 0
          ? w.ceiling.full
          : w.ceiling.left(n(y.left));
    return html`<p class="total numbers"><bdi>${w.of(n(y.total), n(quota.jp))}</bdi></p>
      <div class=${done ? 'met' : ''} part="bar">
        <progress
          max=${quota.jp || 1}
          .value=${Math.min(y.total, quota.jp || 1)}
          aria-label=${w.of(n(y.total), n(quota.jp))}
        ></progress>
      </div>
      <p class="small line">
        <span class="state ${done ? 'met' : ''}"
          >${icon(done ? 'check-circle' : y.over > 0 ? 'alert' : 'circle-half')}${words}</span
        >
        <span class="muted">${w.basisOf(w.basis[this.employment], n(quota.jp))}</span>
      </p>
      ${
        y.total > 0
          ? bars({
              id: 'sources',
              title: w.chart,
              rows: jpSources.map((s, i) => ({
                label: w.sources[s],
                value: y.by[s],
                text: w.jp(n(y.by[s])),
                fill: (['full', 'stripes', 'dots'] as const)[i] ?? 'full',
              })),
              heads: w.heads,
              table: w.table,
            })
          : html`<p class="muted">${w.none}</p>`
      }
      ${y.told > 0 ? html`<p class="small muted">${w.told(n(y.told))}</p>` : nothing}
      ${
        y.entries.length > 0
          ? html`<ul class="entries" part="entries" aria-label=${w.list}>
              ${y.entries.map((e) => this.#renderEntry(e))}
            </ul>`
          : nothing
      }
      ${this.draft ? this.#renderForm(this.draft) : this.#renderActions(y)} ${this.#renderAge(view.readAt)}`;
  }

  #renderActions(y: JpYear): TemplateResult {
    const w = this.#words;
    return html`<div class="actions">
      ${
        this.readonly
          ? nothing
          : html`<button type="button" class="button" id="add" @click=${() => this.#open()}>${w.add}</button>`
      }
      ${
        y.entries.length > 0
          ? html`<button type="button" class="button quiet" @click=${() => this.#save(y.year)}>${w.csv}</button>`
          : nothing
      }
    </div>`;
  }

  #nameOf(e: JpEntry): string {
    return (
      e.record?.subject ?? (e.name ? this.text(e.name) : decodeURIComponent(e.id.slice(e.id.lastIndexOf('/') + 1)))
    );
  }

  #renderEntry(e: JpEntry): TemplateResult {
    const w = this.#words;
    const day = new Date(e.at.length === 10 ? `${e.at}T12:00:00` : e.at);
    const name = this.#nameOf(e);
    return html`<li>
      <div class="name">
        <span><bdi>${name}</bdi></span>
        <span class="small muted"
          ><bdi>${w.sources[e.source]}${e.record ? `, ${e.record.organiser}` : ''}</bdi> ·
          ${this.localize.date(day, { day: 'numeric', month: 'short', year: 'numeric' })}</span
        >
      </div>
      <bdi class="numbers">${w.jp(this.localize.number(e.jp))}</bdi>
      ${
        e.record && !this.readonly
          ? html`<button type="button" class="button small" aria-label=${w.editOf(name)} @click=${() => this.#open(e)}>
              ${w.edit}
            </button>`
          : nothing
      }
    </li>`;
  }

  #renderForm(draft: Draft): TemplateResult {
    const w = this.#words;
    const f = w.form;
    const field = (name: keyof Draft, type: string, label: string, help?: string): TemplateResult => {
      const wrong = this.wrong[name];
      return html`<div class="field">
        <label for=${name}>${label}</label>
        ${help ? html`<span class="small muted" id="${name}-help">${help}</span>` : nothing}
        <input
          id=${name}
          type=${type}
          inputmode=${name === 'jp' ? 'decimal' : nothing}
          maxlength=${type === 'text' ? 500 : nothing}
          .value=${draft[name]}
          aria-required="true"
          aria-invalid=${String(wrong !== undefined)}
          aria-describedby="${help ? `${name}-help ` : ''}${wrong ? `${name}-wrong` : ''}"
          @input=${(e: Event) => (draft[name] = (e.target as HTMLInputElement).value)}
        />
        ${wrong ? html`<span class="small wrong" id="${name}-wrong">${wrong}</span>` : nothing}
      </div>`;
    };
    return html`<form part="form" novalidate @submit=${this.#submit}>
      <div class="field">
        <label for="source">${w.source}</label>
        <select id="source" @change=${(e: Event) => (draft.source = (e.target as HTMLSelectElement).value)}>
          ${(['coaching', 'self-study'] as const).map(
            (s) => html`<option value=${s} ?selected=${draft.source === s}>${w.sources[s]}</option>`,
          )}
        </select>
      </div>
      ${field('kind', 'text', f.kind, f.kindHelp)} ${field('organiser', 'text', f.organiser)}
      ${field('subject', 'text', f.subject)}
      <div class="pair">${field('start', 'date', f.start)} ${field('end', 'date', f.end)}</div>
      ${field('jp', 'text', f.jp, f.jpHelp(this.minutes))} ${field('evidence', 'text', f.evidence, f.evidenceHelp)}
      <div class="actions">
        <button type="submit" class="button primary">${f.save}</button>
        <button type="button" class="button quiet" @click=${() => void this.#close()}>${f.cancel}</button>
      </div>
    </form>`;
  }

  #renderAge(readAt: Date | undefined): TemplateResult | typeof nothing {
    if (!readAt) return nothing;
    const time = this.localize.date(readAt, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
    return html`<p class="small muted numbers" part="age"><bdi>${this.t.asOf(time)}</bdi></p>`;
  }

  #open(entry?: JpEntry): void {
    this.#editing = entry?.id;
    this.wrong = {};
    const { record } = entry ?? {};
    this.draft = record ? { ...record, jp: String(record.jp).replace('.', ',') } : empty();
    void this.updateComplete.then(() => this.#focus('source'));
  }

  async #close(): Promise<void> {
    this.draft = undefined;
    await this.updateComplete;
    this.#focus('add');
  }

  #focus(id: string): void {
    (this.renderRoot as ShadowRoot).getElementById(id)?.focus();
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    const service = this.#service.value;
    if (!draft || !service) return;
    const f = this.#words.form;
    const jp = Number(draft.jp.trim().replace(',', '.'));
    const wrong: Partial<Draft> = {};
    for (const name of ['kind', 'organiser', 'subject', 'start', 'end', 'evidence'] as const)
      if (draft[name].trim() === '') wrong[name] = f.required;
    if (!(jp > 0 && jp <= 1000)) wrong.jp = f.number;
    if (!wrong.start && !wrong.end && draft.end < draft.start) wrong.end = f.order;
    this.wrong = wrong;
    const [first] = (['kind', 'organiser', 'subject', 'start', 'end', 'jp', 'evidence'] as const).filter(
      (n) => wrong[n],
    );
    const record: JpRecord | null = first ? null : readJpRecord({ ...draft, jp });
    if (!record) {
      await this.updateComplete;
      return this.#focus(first ?? 'source');
    }
    try {
      await service.record([jpTold(this.#editing ?? `urn:uuid:${uuid()}`, record, this.localize.lang)]);
    } catch (cause) {
      return this.fail(cause);
    }
    this.announce(f.saved);
    await this.#close();
  };

  #save(year: number): void {
    saveFile(this.toCsv(), `${this.#words.file(year)}.csv`, 'text/csv;charset=utf-8');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-jp-card': WidyaJpCard;
  }
}
