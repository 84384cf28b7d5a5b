// What the item analysis shows: pure templates over figures and words.
import { html, nothing, type TemplateResult } from 'lit';
import { bar, bars, chartPatterns, columns, type Fill } from '../../core/charts/charts.js';
import { icon, type IconName } from '../../core/icons.js';
import type { LocalizeController, Messages } from '../../i18n/localize.js';
import type { DifficultyBand, DiscriminationBand, Remark } from '../../model/item-analysis.js';
import type { LangText } from '../../model/schema.js';
import type { CsvCell } from '../../model/csv.js';
import type { ItemShown, Shown } from './load.js';
import type { AnalysisWords } from './words.js';

export const FLOOR = 5;

export interface Look {
  w: AnalysisWords;
  t: Messages;
  localize: LocalizeController;
  text(value: LangText | undefined): string;
}

const fills: Record<DifficultyBand, Fill> = { hard: 'full', medium: 'stripes', easy: 'dots' };
const marks: Record<DiscriminationBand, IconName> = {
  negative: 'x-circle',
  weak: 'alert',
  fair: 'circle-half',
  good: 'check-circle',
};

export const whole = (l: Look, n: number): string => l.localize.number(n, { maximumFractionDigits: 0 });
const percent = (l: Look, p: number): string => l.localize.number(p, { style: 'percent', maximumFractionDigits: 0 });
/** A score as people know it, 0 to 100. */
const score = (l: Look, scaled: number): string => l.localize.number(scaled * 100, { maximumFractionDigits: 0 });
const coefficient = (l: Look, r: number | null): string =>
  r === null ? '–' : l.localize.number(r, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** B (“Menerima”), or the text alone. */
function optionLabel(l: Look, s: ItemShown, id: string): string {
  if (s.type === 'true-false' && (id === 'true' || id === 'false')) return id === 'true' ? l.w.isTrue : l.w.isFalse;
  const { letter, text } = s.option(id);
  const said = l.text(text);
  return letter && said && said !== id ? `${letter} (“${said}”)` : letter || said;
}

export function remarkText(l: Look, s: ItemShown, r: Remark): string {
  switch (r.code) {
    case 'key':
    case 'attractive':
      return l.w.remarks[r.code](optionLabel(l, s, r.option));
    case 'unused':
      return l.w.remarks.unused(r.options.map((id) => s.option(id).letter || optionLabel(l, s, id)).join(', '));
    default:
      return l.w.remarks[r.code]();
  }
}

export function renderSummary(l: Look, { analysis: a, passMark, items }: Shown): TemplateResult {
  const { w } = l;
  const { score: sc, reliability: rel } = a;
  const flagged = items.filter((s) => s.remarks.length > 0).length;
  const tile = (name: string, value: unknown, ...help: unknown[]) =>
    html`<div class="tile">
      <dt>${name}</dt>
      <dd class="value numbers">${value}</dd>
      ${help.map((h) => (h === undefined ? nothing : html`<dd class="small muted numbers">${h}</dd>`))}
    </div>`;
  const near = rel.semScaled !== null && passMark !== undefined;
  const clamped = (n: number) => score(l, Math.max(0, Math.min(1, n)));
  return html`<dl class="tiles" part="summary">
    ${sc ? tile(w.mean, score(l, sc.mean), w.meanHelp(score(l, sc.min), score(l, sc.max))) : nothing}
    ${
      sc && sc.passed !== null && passMark !== undefined
        ? tile(w.passed, percent(l, sc.passed), w.passedHelp(score(l, passMark)))
        : nothing
    }
    ${
      rel.alpha === null
        ? tile(w.reliability, html`<span class="small">${w.noReliability[rel.reason ?? 'too-few']}</span>`)
        : tile(
            w.reliability,
            w.alphaWord(rel.alpha),
            w.alphaHelp(coefficient(l, rel.alpha), rel.kr20 === null ? undefined : coefficient(l, rel.kr20)),
            rel.lengthFor80 !== null && rel.lengthFor80 < 20
              ? w.lengthen(whole(l, Math.ceil(rel.lengthFor80 * rel.items)))
              : undefined,
          )
    }
    ${
      rel.semScaled === null
        ? nothing
        : tile(
            w.sem,
            `±${score(l, rel.semScaled)}`,
            near
              ? w.semPass(
                  clamped((passMark ?? 0) - (rel.semScaled ?? 0)),
                  clamped((passMark ?? 0) + (rel.semScaled ?? 0)),
                )
              : w.semHelp,
          )
    }
    ${tile(w.toCheck, w.toCheckOf(whole(l, flagged), whole(l, items.filter((s) => s.current).length)))}
  </dl>`;
}

export function renderCharts(l: Look, { analysis: a, passMark, items }: Shown): TemplateResult | typeof nothing {
  const { w } = l;
  const histogram = a.score?.histogram;
  if (!histogram) return nothing;
  const most = histogram.indexOf(Math.max(...histogram));
  const range = (i: number) => `${i * 10}–${i === 9 ? 100 : i * 10 + 9}`;
  // Tenths stand on one side of the pass mark only where it is a tenth.
  const split = passMark !== undefined && Math.abs(passMark * 10 - Math.round(passMark * 10)) < 1e-9;
  const fill = (i: number): Fill => (split && i < Math.round((passMark ?? 0) * 10) ? 'stripes' : 'full');
  const judged = items.filter((s) => s.current && s.difficulty !== null);
  const count = (band: DifficultyBand) => judged.filter((s) => s.difficultyBand === band).length;
  return html`${chartPatterns()}
    <div class="charts">
      ${columns({
        id: 'scores',
        title: w.scores(whole(l, histogram[most] ?? 0), range(most)),
        heads: [w.scoreRange, w.scorePeople],
        table: w.asTable,
        rows: histogram.map((value, i) => ({ label: range(i), value, text: whole(l, value), fill: fill(i) })),
        ...(split
          ? {
              legend: [
                { fill: 'full', label: w.above },
                { fill: 'stripes', label: w.below },
              ],
            }
          : {}),
      })}
      ${
        judged.length === 0
          ? nothing
          : bars({
              id: 'difficulties',
              title: w.difficulties(count('hard'), count('medium'), count('easy')),
              heads: [w.cols.stem, w.difficulty],
              table: w.asTable,
              max: 1,
              rows: judged.map((s) => ({
                label: w.item(s.number),
                value: Math.max(0, s.difficulty ?? 0),
                text: `${percent(l, s.difficulty ?? 0)} ${s.difficultyBand ? w.bands[s.difficultyBand].toLowerCase() : ''}`,
                fill: s.difficultyBand ? fills[s.difficultyBand] : 'full',
              })),
            })
      }
    </div>`;
}

export function renderItem(l: Look, s: ItemShown, several: boolean): TemplateResult {
  const { w } = l;
  const version = several && s.version !== '' ? w.version(s.version) : '';
  return html`<li class="item" part="item" id="item-${s.number}">
    <h4>
      <span class="numbers">${w.item(s.number)}</span>
      ${version ? html`<span class="chip">${version}${s.current ? nothing : `, ${w.oldVersion}`}</span>` : nothing}
    </h4>
    <p class="stem">${l.text(s.stem)}</p>
    ${s.state === 'scored' ? renderJudgement(l, s) : html`<p class="muted small">${w.states[s.state]}</p>`}
    ${
      s.remarks.length > 0
        ? html`<ul class="remarks" part="remarks">
            ${s.remarks.map((r) => html`<li>${icon('alert')} <span>${remarkText(l, s, r)}</span></li>`)}
          </ul>`
        : s.state === 'scored'
          ? html`<p class="small fine">${icon('check')} ${w.good}</p>`
          : nothing
    }
    ${
      s.state === 'hidden'
        ? nothing
        : html`<details class="more">
            <summary>${w.open}</summary>
            ${renderOptions(l, s)} ${s.state === 'scored' ? renderFigures(l, s) : nothing}
          </details>`
    }
  </li>`;
}

function renderJudgement(l: Look, s: ItemShown): TemplateResult {
  const { w } = l;
  const { difficulty: p, difficultyBand: band, discriminationBand: by } = s;
  const partial = s.max !== 1 || s.type === 'matching' || s.type === 'performance';
  return html`<dl class="judgement">
    <div>
      <dt class="small muted">${w.difficulty}</dt>
      <dd>
        <strong>${band ? w.bands[band] : '–'}</strong>:
        <span class="numbers">${(partial ? w.pointShare : w.rightShare)(percent(l, p ?? 0))}</span>
        ${bar(p ?? 0, band ? fills[band] : 'full')}
      </dd>
    </div>
    <div>
      <dt class="small muted">${w.discrimination}</dt>
      <dd class="mark-line ${by ?? ''}">
        ${
          by
            ? html`${icon(marks[by])}
                <span
                  ><strong>${w.discriminations[by]}</strong>
                  <span class="numbers muted">(${coefficient(l, s.discrimination)})</span></span
                >`
            : html`<span class="muted">${w.noDiscrimination}</span>`
        }
      </dd>
    </div>
  </dl>`;
}

const free = (s: ItemShown): boolean => !['choice', 'true-false', 'likert', 'matching'].includes(s.type ?? '');

function renderOptions(l: Look, s: ItemShown): TemplateResult | typeof nothing {
  const { w } = l;
  const rare =
    s.rareAnswers > 0 ? html`<p class="small muted">${w.rare(whole(l, s.rareAnswers), whole(l, FLOOR))}</p>` : nothing;
  if (s.options.length === 0) return html`${rare}`;
  const judged = s.state === 'scored';
  return html`<div class="scroll" role="group" aria-label=${free(s) ? w.answers : w.options} tabindex="0">
      <table class="options" part="options">
        <caption>
          ${free(s) ? w.answers : w.options}
        </caption>
        <thead>
          <tr>
            <th scope="col">${free(s) ? w.answer : w.option}</th>
            <th scope="col">${w.chosen}</th>
            ${
              judged
                ? html`<th scope="col">${w.best(whole(l, s.group))}</th>
                    <th scope="col">${w.weakest(whole(l, s.group))}</th>
                    <th scope="col">${w.rOption}</th>`
                : nothing
            }
          </tr>
        </thead>
        <tbody>
          ${s.options.map((o) => {
            const { letter, text } = s.option(o.id);
            const label = s.type === 'true-false' ? optionLabel(l, s, o.id) : l.text(text);
            return html`<tr class=${o.right ? 'right' : ''}>
              <th scope="row">
                ${letter ? html`<strong>${letter}.</strong> ` : nothing}${label}
                ${o.right ? html`<span class="key">${icon('check')} ${w.key}</span>` : nothing}
              </th>
              <td class="numbers">
                ${whole(l, o.count)} (${percent(l, o.share)}) ${bar(o.share, o.right === false ? 'stripes' : 'full')}
              </td>
              ${
                judged
                  ? html`<td class="numbers">${whole(l, o.upper)}</td>
                      <td class="numbers">${whole(l, o.lower)}</td>
                      <td class="numbers">${coefficient(l, o.r)}</td>`
                  : nothing
              }
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    ${rare}`;
}

/** Name and value of every figure of an item, as it is shown and as it is written to a file. */
function figuresOf(l: Look, s: ItemShown): [name: string, shown: string, value: CsvCell][] {
  const { cols } = l.w;
  const n = (v: number): [string, number] => [whole(l, v), v];
  const r = (v: number | null): [string, number | null] => [coefficient(l, v), v];
  return [
    [cols.seen, ...n(s.seen)],
    [cols.reached, ...n(s.reached)],
    [cols.omitted, ...n(s.omitted)],
    [cols.notReached, ...n(s.notReached)],
    [cols.pending, ...n(s.pending)],
    [cols.max, l.localize.number(s.max), s.max],
    [cols.difficulty, ...r(s.difficulty)],
    [cols.guess, ...r(s.guessCorrected)],
    [cols.discrimination, ...r(s.discrimination)],
    [cols.upperLower, ...r(s.upperLower)],
    [cols.efficiency, ...r(s.efficiency)],
    [cols.alphaWithout, ...r(s.alphaWithout)],
    [cols.seconds, s.seconds ? whole(l, s.seconds.median) : '–', s.seconds?.median],
  ];
}

const renderFigures = (l: Look, s: ItemShown): TemplateResult =>
  html`<dl class="figures small numbers">
    ${figuresOf(l, s).map(([name, shown]) =>
      shown === '–' || shown === '0'
        ? nothing
        : html`<div>
            <dt class="muted">${name}</dt>
            <dd>${shown}</dd>
          </div>`,
    )}
  </dl>`;

export function renderTable(l: Look, items: readonly ItemShown[], several: boolean): TemplateResult {
  const { w } = l;
  const [first] = items;
  return html`<p class="small muted table-hint">${w.tableHint}</p>
    <div class="scroll" role="group" aria-label=${w.items} tabindex="0">
      <table class="all" part="table">
        <thead>
          <tr>
            <th scope="col">${w.cols.number}</th>
            <th scope="col">${w.cols.stem}</th>
            ${first ? figuresOf(l, first).map(([name]) => html`<th scope="col">${name}</th>`) : nothing}
            <th scope="col">${w.cols.remarks}</th>
          </tr>
        </thead>
        <tbody>
          ${items.map(
            (s) =>
              html`<tr>
                <td class="numbers">${s.number}</td>
                <th scope="row">${l.text(s.stem)}${several && s.version !== '' ? ` (${w.version(s.version)})` : ''}</th>
                ${figuresOf(l, s).map(([, shown]) => html`<td class="numbers">${s.state === 'scored' ? shown : '–'}</td>`)}
                <td>${s.remarks.map((r) => remarkText(l, s, r)).join(' ') || w.states[s.state] || '–'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

/** A row per item, and below it one per option. What is hidden on the screen is not in the file. */
export function csvRows(l: Look, shown: Shown): CsvCell[][] {
  const { w } = l;
  const { cols } = w;
  const rows: CsvCell[][] = [];
  const figures = shown.items.map((s) => figuresOf(l, s));
  rows.push([
    cols.number,
    cols.stem,
    cols.version,
    cols.type,
    ...(figures[0] ?? []).map(([name]) => name),
    cols.remarks,
    cols.option,
    cols.optionText,
    cols.right,
    cols.count,
    cols.share,
    cols.upper,
    cols.lower,
    cols.r,
  ]);
  shown.items.forEach((s, i) => {
    const told = s.state === 'scored';
    const head = [s.number, l.text(s.stem), s.version, s.type ?? ''];
    const values = (figures[i] ?? []).map(([, , value]) => (told ? value : null));
    rows.push([...head, ...values, s.remarks.map((r) => remarkText(l, s, r)).join(' ') || w.states[s.state]]);
    for (const o of s.options) {
      const { letter, text } = s.option(o.id);
      const label = s.type === 'true-false' ? optionLabel(l, s, o.id) : l.text(text);
      rows.push([
        ...head,
        ...values.map(() => null),
        null,
        letter || o.id,
        label,
        o.right === undefined ? null : o.right ? w.yes : w.no,
        o.count,
        o.share,
        ...(told ? [o.upper, o.lower, o.r] : []),
      ]);
    }
  });
  return rows;
}
