// All of the item analysis but its element: fetched when the element has something to analyse.
import { html, nothing, type TemplateResult } from 'lit';
import { chartStyles } from '../../core/charts/charts.styles.js';
import { icon } from '../../core/icons.js';
import { toCsv } from '../../model/csv.js';
import type { AttemptsCounted } from '../../model/item-analysis.js';
import type { LangText } from '../../model/schema.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { itemAnalysisStyles } from './item-analysis.styles.js';
import type { ItemShown, Shown } from './load.js';
import { csvRows, FLOOR, renderCharts, renderItem, renderSummary, renderTable, whole, type Look } from './screens.js';
import { words, type AnalysisWords } from './words.js';

export { openActivity, openFile, Reading } from './load.js';

export const styles = [progressStyles, chartStyles, itemAnalysisStyles];

export interface Looks {
  view: 'cards' | 'table';
  sort: keyof AnalysisWords['sorts'];
  onlyRemarked: boolean;
}

/** What the screens know of their element, and ask of it. */
export interface Desk extends Omit<Look, 'w'> {
  title: LangText | undefined;
  shown: Shown | undefined;
  /** Records read so far, while they are read. */
  count: number | undefined;
  stopped: boolean;
  signedOut: boolean;
  attempts: AttemptsCounted;
  looks: Looks;
  look(more: Partial<Looks>): void;
  setAttempts(attempts: AttemptsCounted): void;
  read(): void;
  cancel(): void;
  save(): void;
  announcer(): TemplateResult;
}

export const wordsOf = (lang: string): AnalysisWords => (/^en\b/i.test(lang) ? words.en : words.id);
const lookOf = (d: Desk): Look => ({ w: wordsOf(d.localize.lang), t: d.t, localize: d.localize, text: d.text });

export const csvOf = (d: Desk, shown: Shown): string => toCsv(csvRows(lookOf(d), shown), { lang: d.localize.lang });

export function fileName(lang: string, quiz: string): string {
  const last = quiz.replace(/\/$/, '').split('/').at(-1) ?? '';
  return `${wordsOf(lang).filename}-${last.replace(/[^\w-]+/g, '-') || 'widya'}.csv`;
}

export function doneText(d: Desk): string {
  const look = lookOf(d);
  return look.w.done(whole(look, d.shown?.analysis.learners ?? 0), whole(look, d.shown?.items.length ?? 0));
}

export function renderReading(d: Desk): TemplateResult {
  const look = lookOf(d);
  return html`<div class="reading" aria-busy="true">
    <p class="numbers" role="status">${look.w.reading(whole(look, d.count ?? 0))}</p>
    <progress aria-label=${d.t.loading}></progress>
    <button type="button" class="button small" @click=${d.cancel}>${look.w.cancel}</button>
  </div>`;
}

export function renderAnalysis(d: Desk): TemplateResult {
  const look = lookOf(d);
  const { w } = look;
  const title = d.text(d.shown?.title ?? d.title) || w.fallback;
  return html`<section class="analysis" aria-labelledby="title">
    <header class="head">
      <h3 id="title">${w.title(title)}</h3>
      ${d.shown ? renderFacts(look, d.shown) : nothing}
    </header>
    ${renderBody(d, look)} ${d.announcer()}
  </section>`;
}

function renderFacts(look: Look, { analysis: a, at }: Shown): TemplateResult {
  const { w } = look;
  const n = (value: number) => whole(look, value);
  const time = look.localize.date(at, { dateStyle: 'medium', timeStyle: 'short' });
  const facts = (['resits', 'open', 'empty', 'waiting'] as const).filter((name) => a[name] > 0);
  return html`<p class="facts small muted numbers">
    <span>${w.people(n(a.learners))}</span>
    ${facts.map((name) => html`<span>${w.details[name](n(a[name]))}</span>`)}
    <span>${icon('cloud')} ${w.asOf(time)}</span>
  </p>`;
}

function renderBody(d: Desk, look: Look): TemplateResult {
  const { w } = look;
  const { shown } = d;
  const again = (label: string) =>
    html`<span
      ><button type="button" class="button small" ?disabled=${d.count !== undefined} @click=${d.read}>
        ${label}
      </button></span
    >`;
  if (d.signedOut) return html`<p class="muted">${icon('lock')} ${w.signedOut}</p>`;
  if (!shown)
    return html`<p class="muted">${d.stopped ? w.cancelled : nothing}</p>
      ${again(w.read)}`;
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
        <select @change=${(e: Event) => d.setAttempts((e.target as HTMLSelectElement).value as AttemptsCounted)}>
          ${(['first', 'last', 'best'] as const).map(
            (rule) => html`<option value=${rule} .selected=${rule === d.attempts}>${w.rules[rule]}</option>`,
          )}
        </select></label
      >
      <span class="row">
        <button type="button" class="button small" @click=${d.save}>${w.csv}</button>
        <button type="button" class="button small" @click=${() => window.print()}>${w.print}</button>
        ${again(d.count === undefined ? w.refresh : w.reading(whole(look, d.count)))}
      </span>
    </div>
    ${renderSummary(look, shown)} ${renderCharts(look, shown)} ${renderItems(d, look, shown)}`;
}

function renderItems(d: Desk, look: Look, { items: all }: Shown): TemplateResult {
  const { w } = look;
  const { view, sort, onlyRemarked } = d.looks;
  const items = listed(all, d.looks);
  const several = new Set(all.map((s) => s.item)).size < all.length;
  return html`<h4 class="title" id="items">${w.items}</h4>
    <div class="bar">
      <label
        >${w.view}
        <select @change=${(e: Event) => d.look({ view: (e.target as HTMLSelectElement).value as Looks['view'] })}>
          ${(['cards', 'table'] as const).map((v) => html`<option value=${v} .selected=${v === view}>${w[v]}</option>`)}
        </select></label
      >
      <label
        >${w.sort}
        <select @change=${(e: Event) => d.look({ sort: (e.target as HTMLSelectElement).value as Looks['sort'] })}>
          ${(Object.keys(w.sorts) as Looks['sort'][]).map(
            (s) => html`<option value=${s} .selected=${s === sort}>${w.sorts[s]}</option>`,
          )}
        </select></label
      >
      <label
        ><input
          type="checkbox"
          .checked=${onlyRemarked}
          @change=${(e: Event) => d.look({ onlyRemarked: (e.target as HTMLInputElement).checked })}
        />${w.onlyRemarked}</label
      >
    </div>
    ${
      items.length === 0
        ? html`<p class="muted" role="status">${w.noneRemarked}</p>`
        : view === 'table'
          ? renderTable(look, items, several)
          : html`<ol class="items" aria-labelledby="items">
              ${items.map((s) => renderItem(look, s, several))}
            </ol>`
    }`;
}

function listed(all: readonly ItemShown[], { sort, onlyRemarked }: Looks): ItemShown[] {
  const list = all.filter((s) => !onlyRemarked || s.remarks.length > 0);
  const up = (of: (s: ItemShown) => number | null) =>
    list.sort((a, b) => (of(a) ?? 1e9) - (of(b) ?? 1e9) || a.number - b.number);
  switch (sort) {
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
