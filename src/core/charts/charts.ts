// Small charts for reports: SVG and text, a title that says the finding, values written out, patterns beside colours, and the same as
// a table. They need `chartStyles`; sizes are per cent, so they fit every column and print as they are.
import { html, nothing, svg, type TemplateResult } from 'lit';

/** Four fills that differ without colour: full, stripes, dots, empty. */
export type Fill = 'full' | 'stripes' | 'dots' | 'empty';

export interface ChartRow {
  label: string;
  /** 0 or more. */
  value: number;
  /** The value in words; the number itself unless said. */
  text?: string;
  fill?: Fill;
}

export interface Chart {
  /** Unique in the shadow root. */
  id: string;
  /** The finding, as a sentence. */
  title: string;
  rows: readonly ChartRow[];
  /** What the longest bar stands for; the greatest value unless said. */
  max?: number;
  /** Heads of the table: of the labels, of the values. */
  heads: readonly [string, string];
  /** On the button that opens the table. */
  table: string;
  /** What the fills mean, where they mean something. */
  legend?: readonly { fill: Fill; label: string }[];
}

/** Once per shadow root that has a bar in it. */
export const chartPatterns = (): TemplateResult =>
  html`<svg class="chart-patterns" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
      <pattern id="chart-stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="ground" width="6" height="6" />
        <rect class="ink" width="3" height="6" />
      </pattern>
      <pattern id="chart-dots" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect class="ground" width="6" height="6" />
        <circle class="ink" cx="3" cy="3" r="1.75" />
      </pattern>
    </defs>
  </svg>`;

const percent = (part: number): string => `${Math.round(Math.max(0, Math.min(1, part || 0)) * 1e4) / 100}%`;

/** A bar in a line of text or a cell; decoration of a value that is written beside it. @param part 0 to 1 */
export const bar = (part: number, fill: Fill = 'full'): TemplateResult =>
  html`<svg class="chart-bar" aria-hidden="true" focusable="false">
    <rect class="track" width="100%" height="100%" />
    ${svg`<rect class="mark ${fill}" width=${percent(part)} height="100%" />`}
  </svg>`;

const legend = (list: Chart['legend']): TemplateResult | typeof nothing =>
  list
    ? html`<ul class="chart-legend">
        ${list.map(
          ({ fill, label }) =>
            html`<li>
              <svg aria-hidden="true" focusable="false"><rect class="mark ${fill}" width="100%" height="100%" /></svg>
              ${label}
            </li>`,
        )}
      </ul>`
    : nothing;

const twin = (c: Chart): TemplateResult =>
  html`<details>
    <summary>${c.table}</summary>
    <table>
      <caption class="visually-hidden">
        ${c.title}
      </caption>
      <thead>
        <tr>
          <th scope="col">${c.heads[0]}</th>
          <th scope="col">${c.heads[1]}</th>
        </tr>
      </thead>
      <tbody>
        ${c.rows.map(
          (r) =>
            html`<tr>
              <th scope="row">${r.label}</th>
              <td>${r.text ?? r.value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;

const most = (c: Chart): number => c.max ?? Math.max(...c.rows.map((r) => r.value), 0);

/** Bars that lie: for things with names. */
export function bars(c: Chart): TemplateResult {
  const max = most(c);
  return html`<figure class="chart bars" aria-labelledby=${c.id}>
    <figcaption id=${c.id}>${c.title}</figcaption>
    ${legend(c.legend)}
    <ul>
      ${c.rows.map(
        (r) =>
          html`<li>
            <span>${r.label}</span>${bar(max > 0 ? r.value / max : 0, r.fill)}<span class="value"
              >${r.text ?? r.value}</span
            >
          </li>`,
      )}
    </ul>
    ${twin(c)}
  </figure>`;
}

/** Columns side by side: for steps of a scale. The labels should be short. */
export function columns(c: Chart): TemplateResult {
  const max = most(c);
  return html`<figure class="chart columns" aria-labelledby=${c.id}>
    <figcaption id=${c.id}>${c.title}</figcaption>
    ${legend(c.legend)}
    <div class="plot" aria-hidden="true">
      ${c.rows.map((r) => {
        const part = max > 0 ? r.value / max : 0;
        return html`<div>
          <span class="value">${r.text ?? r.value}</span>
          <svg focusable="false">
            ${svg`<rect class="mark ${r.fill ?? 'full'}" y=${percent(1 - part)} width="100%" height=${percent(part)} />`}
          </svg>
          <span>${r.label}</span>
        </div>`;
      })}
    </div>
    ${twin(c)}
  </figure>`;
}
