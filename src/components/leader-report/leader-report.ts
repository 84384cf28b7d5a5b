import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { bars, chartPatterns, columns } from '../../core/charts/charts.js';
import { chartStyles } from '../../core/charts/charts.styles.js';
import { adoptStyles } from '../../core/adopt.js';
import { ServiceController } from '../../core/controllers/service.js';
import { saveFile } from '../../core/save-file.js';
import { iri, numberFrom } from '../../core/rules.js';
import { queue, queueEvent } from '../../core/plugins.js';
import { WidyaElement } from '../../core/widya-element.js';
import { toCsv } from '../../model/csv.js';
import { agencyActivity, readReport, reportProfileId } from '../../model/report.js';
import type { Count, Report, UnitFigures, YearFigures } from '../../model/report.js';
import type { Widgets } from '../../plugins/widgets.js';
import { baseStyles } from '../../styles/base.styles.js';
import { leaderReportStyles } from './leader-report.styles.js';
import { words, type LeaderWords } from './words.js';

/** Units in the chart: those furthest behind. All are in the table. */
const SHOWN = 10;

interface UnitRow {
  id: string;
  name: string;
  figures: UnitFigures;
  year: YearFigures | undefined;
  /** 0 to 1; undefined where it would tell of too few. */
  share: number | undefined;
}

const shareOf = (y: YearFigures | undefined): number | undefined =>
  y && y.obliged !== null && y.reached !== null && y.obliged > 0 ? y.reached / y.obliged : undefined;

/**
 * For leaders: how much of the staff has reached the quota of lesson hours, by unit and month, on one printed page. One small
 * document that `widya rollup` writes; no named person.
 *
 * @example
 * ```html
 * <widya-leader-report agency="https://instansi.go.id"></widya-leader-report>
 * ```
 *
 * @tagname widya-leader-report
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The report cannot be read.
 * @csspart finding - The share of staff with their quota.
 * @csspart figures - The other figures.
 * @csspart units - The table of units.
 * @csspart widget - What a plugin shows below the report.
 * @csspart age - When the figures are of.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaLeaderReport extends WidyaElement {
  static override tag = 'widya-leader-report';
  static override styles = [baseStyles, chartStyles, leaderReportStyles];
  static override rules = { agency: iri, year: numberFrom(1900, 9999), quota: numberFrom(1, 10_000, 20) };

  /** Activity IRI of the agency, as `widya rollup --agency` has it. */
  @property({ type: String, attribute: 'agency' }) agency = '';
  /** The year shown; the latest there is unless said. */
  @property({ type: Number, attribute: 'year' }) year: number | undefined;
  /** Lesson hours a year that `widya rollup --quota` counts by; only said. */
  @property({ type: Number, attribute: 'quota' }) quota = 20;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** Names of units by their IRIs, from the portal's directory. The end of the IRI where there is none. */
  @property({ attribute: false }) directory:
    ((iris: string[]) => Record<string, string> | Promise<Record<string, string>>) | undefined;

  @state() private report: Report | null | undefined;
  @state() private signedOut = false;
  @state() private names: Record<string, string> = {};
  #reading: AbortController | undefined;
  #service = new ServiceController(this, {
    service: () => void this.reload(),
    event: (e) => e.type === 'auth' && void this.reload(),
  });

  #widgets: Widgets | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener(queueEvent, this.#onPlugin);
    this.#onPlugin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#reading?.abort();
    removeEventListener(queueEvent, this.#onPlugin);
    this.#widgets?.close();
    this.#widgets = undefined;
  }

  /** Widgets of plugins cost nothing where there is no plugin. */
  readonly #onPlugin = (): void => {
    if (queue().length === 0 || this.#widgets) return;
    void import('../../plugins/widgets.js')
      .then((m) => {
        if (this.isConnected) this.#widgets ??= new m.Widgets(() => this.requestUpdate());
      })
      .catch(() => undefined); // the report is worth reading without them
  };

  override updated(): void {
    adoptStyles(this.shadowRoot, this.#widgets?.styles);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.hasUpdated && changed.has('agency')) void this.reload();
    if (changed.has('directory') && this.report) void this.#name(this.report);
  }

  /** Reads the report again. */
  async reload(): Promise<void> {
    const service = this.#service.value;
    this.#reading?.abort();
    if (!service || !this.isConnected) return;
    const { signal } = (this.#reading = new AbortController());
    this.status = 'loading';
    try {
      await service.ready;
      if (signal.aborted) return;
      this.signedOut = !service.principal;
      if (this.signedOut) this.report = undefined;
      else {
        const key = { activityId: this.agency || agencyActivity, profileId: reportProfileId };
        const found = await service.lrs.getActivityProfile(key, { signal });
        if (signal.aborted) return;
        this.report = found && readReport(found.value);
        if (this.report) await this.#name(this.report);
      }
      if (!signal.aborted) this.status = 'ready';
    } catch (cause) {
      if (!signal.aborted) this.fail(cause);
    }
  }

  async #name(report: Report): Promise<void> {
    if (!this.directory) return;
    try {
      this.names = await this.directory(Object.keys(report.units ?? {}));
    } catch {
      this.names = {}; // the report is worth reading without them
    }
  }

  /** The units as a table for spreadsheets, in the reader's language; '' while there are no figures. */
  toCsv(): string {
    const { report } = this;
    if (!report) return '';
    const c = this.#words.columns;
    const n = (value: Count | undefined) => value ?? null;
    return toCsv(
      [
        [c.unit, c.people, c.obliged, c.reached, c.share, c.gap, c.jp],
        ...this.#rows(report).map(({ name, figures, year, share }) => [
          name,
          n(figures.people),
          n(year?.obliged),
          n(year?.reached),
          share === undefined ? null : Math.floor(share * 1000) / 10,
          gapOf(year),
          n(year?.jp),
        ]),
      ],
      { lang: this.localize.lang },
    );
  }

  get #words(): LeaderWords {
    return /^en\b/i.test(this.localize.lang) ? words.en : words.id;
  }

  #yearOf(report: Report): string {
    return String(this.year ?? Object.keys(report.years).sort().at(-1) ?? new Date().getFullYear());
  }

  /** Furthest behind first; those that are not told last. */
  #rows(report: Report): UnitRow[] {
    const chosen = this.#yearOf(report);
    return Object.entries(report.units ?? {})
      .map(([id, figures]) => {
        const year = figures.years[chosen];
        const name = this.names[id] ?? decodeURIComponent(id.slice(id.lastIndexOf('/') + 1));
        return { id, name, figures, year, share: shareOf(year) };
      })
      .sort(
        (a, b) =>
          (a.share ?? 2) - (b.share ?? 2) || a.name.localeCompare(b.name, this.localize.lang, { numeric: true }),
      );
  }

  #count(value: Count | undefined): string {
    return value === null ? this.#words.hidden : this.localize.number(value ?? 0);
  }

  override render(): TemplateResult {
    const { report } = this;
    const w = this.#words;
    const out = this.#service.notice(this.t, w.signedOut);
    if (this.status === 'error') return out === nothing ? this.renderError(() => void this.reload()) : html`${out}`;
    if (this.signedOut) return html`${out}`;
    if (report) return this.#renderReport(report);
    if (this.status === 'loading')
      return html`<div class="stack" aria-busy="true">
        <span class="skeleton"></span><span class="visually-hidden">${this.t.loading}</span>
      </div>`;
    return this.status === 'ready'
      ? html`<div class="stack">
          <p>${w.none}</p>
          <div><button type="button" class="button" @click=${() => void this.reload()}>${w.refresh}</button></div>
        </div>`
      : html``;
  }

  #renderReport(report: Report): TemplateResult {
    const w = this.#words;
    const chosen = this.#yearOf(report);
    const years = [...new Set([...Object.keys(report.years), chosen])].sort().reverse();
    const y = report.years[chosen];
    return html`<article class="report" aria-labelledby="title" aria-busy=${String(this.status === 'loading')}>
      ${chartPatterns()}
      <header class="head">
        <div>
          <h2 id="title">${w.title(chosen)}</h2>
          ${this.#renderAge(report)}
        </div>
        <div class="tools">
          ${
            years.length > 1
              ? html`<label
                  ><span class="visually-hidden">${w.year}</span
                  ><select @change=${(e: Event) => (this.year = Number((e.target as HTMLSelectElement).value))}>
                    ${years.map((year) => html`<option value=${year} ?selected=${year === chosen}>${year}</option>`)}
                  </select></label
                >`
              : nothing
          }
          <button type="button" class="button small" @click=${() => void this.reload()}>${w.refresh}</button>
          <button type="button" class="button small" @click=${() => this.#save(chosen)}>${w.csv}</button>
          <button type="button" class="button small" @click=${() => window.print()}>${w.print}</button>
        </div>
      </header>
      ${y ? this.#renderYear(report, chosen, y) : html`<p>${w.noYear(chosen)}</p>`}
    </article>`;
  }

  #renderAge(report: Report): TemplateResult {
    const at = new Date(report.asOf);
    const today = at.toDateString() === new Date().toDateString();
    const time = this.localize.date(at, {
      ...(today ? {} : { day: 'numeric', month: 'long', year: 'numeric' }),
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    return html`<p class="small muted numbers" part="age"><bdi>${this.#words.asOf(time)}</bdi></p>`;
  }

  #renderYear(report: Report, chosen: string, y: YearFigures): TemplateResult {
    const w = this.#words;
    const n = (value: number) => this.localize.number(value);
    const share = shareOf(y);
    const percent = (part: number) => n(Math.floor(part * 100));
    const rows = this.#rows(report);
    const told = rows.filter((r) => r.share !== undefined);
    const behind = told.slice(0, SHOWN);
    const months = Object.entries(report.months).filter(([m]) => m.startsWith(chosen));
    const best = months.reduce<[string, number]>((a, [m, f]) => ((f.jp ?? 0) > a[1] ? [m, f.jp ?? 0] : a), ['', 0]);
    const month = (m: string, style: 'short' | 'long') =>
      this.localize.date(new Date(Number(m.slice(0, 4)), Number(m.slice(5)) - 1, 15), { month: style });
    const finished = months.reduce((sum, [, f]) => sum + (f.finished ?? 0), 0);
    const figure = (label: string, value: string) =>
      html`<div>
        <dt class="small muted">${label}</dt>
        <dd class="numbers"><bdi>${value}</bdi></dd>
      </div>`;
    const none = y.spread[0];
    const hasHidden = [report.people, y.reached, y.jp, ...y.spread, ...rows.map((r) => r.year?.reached)].includes(null);
    return html`<div class="finding" part="finding">
        <strong>${share === undefined ? w.shareUnknown(n(this.quota)) : w.share(percent(share), n(this.quota))}</strong>
        ${share === undefined ? nothing : html`<span class="muted">${w.of(n(y.reached ?? 0), n(y.obliged ?? 0))}</span>`}
      </div>
      <dl part="figures">
        ${figure(w.figures.people, this.#count(report.people))} ${figure(w.figures.active, this.#count(report.active))}
        ${figure(w.figures.finished, n(finished))} ${figure(w.figures.jp, this.#count(y.jp))}
        ${figure(w.figures.told, this.#count(y.told))}
      </dl>
      ${
        behind.length > 0
          ? bars({
              id: 'behind',
              title: told.length > SHOWN ? w.units(n(behind.length)) : w.allUnits,
              rows: behind.map((r) => ({ label: r.name, value: r.share ?? 0, text: `${percent(r.share ?? 0)}%` })),
              max: 1,
              heads: w.unitsHeads,
              table: w.table,
            })
          : nothing
      }
      <div class="pair">
        ${columns({
          id: 'trend',
          title: best[1] > 0 ? w.trend(month(best[0], 'long'), n(best[1])) : w.trendNone,
          rows: months.map(([m, f]) => ({
            label: month(m, 'short'),
            value: f.jp ?? 0,
            text: compact(f.jp, this.localize.lang, w.hidden),
          })),
          heads: w.trendHeads,
          table: w.table,
        })}
        ${columns({
          id: 'spread',
          title: none === null || none === undefined ? w.spreadHidden : w.spread(n(none)),
          rows: y.spread.map((value, i) => ({
            label: w.steps[i] ?? '',
            value: value ?? 0,
            text: compact(value, this.localize.lang, w.hidden),
            fill: i >= 5 ? ('full' as const) : ('stripes' as const),
          })),
          heads: w.spreadHeads,
          table: w.table,
        })}
      </div>
      ${rows.length > 0 ? this.#renderUnits(rows) : nothing}
      ${hasHidden ? html`<p class="small muted">${w.hiddenHelp}</p>` : nothing}
      ${this.#widgets?.render({ report, year: chosen, names: this.names }, this.localize.lang)}`;
  }

  #renderUnits(rows: readonly UnitRow[]): TemplateResult {
    const w = this.#words;
    const c = w.columns;
    return html`<details>
      <summary>${w.unitTable}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${w.unitTable}>
        <table class="units" part="units">
          <thead>
            <tr>
              ${[c.unit, c.people, c.obliged, c.reached, c.share, c.gap, c.jp].map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ name, figures, year, share }) =>
                html`<tr>
                  <th scope="row"><bdi>${name}</bdi></th>
                  <td>${this.#count(figures.people)}</td>
                  <td>${this.#count(year?.obliged)}</td>
                  <td>${this.#count(year?.reached)}</td>
                  <td>${share === undefined ? '–' : this.localize.number(Math.floor(share * 1000) / 10)}</td>
                  <td>${this.#count(gapOf(year))}</td>
                  <td>${this.#count(year?.jp)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  #save(year: string): void {
    saveFile(this.toCsv(), `${this.#words.file(year)}.csv`, 'text/csv;charset=utf-8');
  }
}

/** Who has still to reach the quota. */
const gapOf = (y: YearFigures | undefined): Count =>
  y && y.obliged !== null && y.reached !== null ? y.obliged - y.reached : null;

/** Above a column there is room for few digits. */
const compact = (value: Count, lang: string, hidden: string): string =>
  value === null
    ? hidden
    : new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 1 }).format(value);

declare global {
  interface HTMLElementTagNameMap {
    'widya-leader-report': WidyaLeaderReport;
  }
}
