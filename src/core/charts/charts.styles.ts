// How the charts of `charts.ts` look, on the screen, in forced colours and on paper.
import { css } from 'lit';

export const chartStyles = css`
  .chart-patterns {
    position: absolute;
  }
  .chart-patterns .ground {
    fill: var(--_surface);
  }
  .chart-patterns .ink {
    fill: var(--_accent);
  }
  .chart {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_2);
    margin: 0;
    min-inline-size: 0;
  }
  .chart figcaption {
    font-weight: 600;
  }
  .mark {
    fill: var(--_accent);
    stroke: var(--_accent);
  }
  .mark.stripes {
    fill: url(#chart-stripes);
  }
  .mark.dots {
    fill: url(#chart-dots);
  }
  .mark.empty {
    fill: var(--_surface);
  }
  .chart-bar {
    display: block;
    inline-size: 100%;
    block-size: 0.75rem;
    border-radius: 3px;
    overflow: hidden;
  }
  .chart-bar .track {
    fill: var(--_track);
  }
  .chart-bar:dir(rtl) {
    scale: -1 1;
  }
  .chart ul {
    display: grid;
    gap: var(--_1);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .chart.bars > ul:not(.chart-legend) {
    grid-template-columns: fit-content(55%) minmax(3rem, 1fr) max-content;
    column-gap: var(--_2);
  }
  .chart.bars > ul:not(.chart-legend) li {
    grid-column: 1 / -1;
    display: grid;
    grid-template-columns: minmax(4rem, max-content) minmax(3rem, 1fr) minmax(4rem, max-content);
    grid-template-columns: subgrid;
    gap: var(--_2);
    align-items: center;
  }
  .chart .chart-legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
    font-size: 0.875rem;
  }
  .chart-legend li {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
  }
  .chart-legend svg {
    inline-size: 1.25rem;
    block-size: 0.75rem;
  }
  .chart .value,
  .chart table {
    font-variant-numeric: tabular-nums;
  }
  .plot {
    display: flex;
    align-items: stretch;
    gap: 2px;
    block-size: 10rem;
  }
  .plot > div {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    flex-direction: column;
    gap: 2px;
    text-align: center;
    font-size: 0.75rem;
    line-height: 1.2;
  }
  .plot svg {
    flex: 1;
    min-block-size: 0;
    inline-size: 100%;
    border-block-end: 1px solid var(--_control);
  }
  .chart table {
    border-collapse: collapse;
    margin-block-start: var(--_2);
    font-size: 0.875rem;
  }
  .chart th,
  .chart td {
    padding: var(--_1) var(--_3) var(--_1) 0;
    border-block-end: 1px solid var(--_border);
    text-align: start;
    font-weight: inherit;
  }
  .chart thead th {
    font-weight: 600;
  }
  .chart summary {
    inline-size: fit-content;
    min-block-size: 24px;
    font-size: 0.875rem;
    color: var(--_accent);
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .chart-patterns .ground,
    .mark.empty {
      fill: Canvas;
    }
    .chart-patterns .ink {
      fill: CanvasText;
    }
    .mark {
      fill: CanvasText;
      stroke: CanvasText;
    }
    .mark.stripes {
      fill: url(#chart-stripes);
    }
    .mark.dots {
      fill: url(#chart-dots);
    }
    .chart-bar .track {
      fill: Canvas;
      stroke: CanvasText;
    }
  }
  @media print {
    .chart {
      break-inside: avoid;
    }
    .mark,
    .track,
    .chart-patterns {
      print-color-adjust: exact;
    }
  }
`;
