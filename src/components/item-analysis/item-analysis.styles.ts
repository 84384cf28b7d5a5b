import { css } from 'lit';

export const itemAnalysisStyles = css`
  .analysis {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    container-type: inline-size;
  }
  .head {
    display: grid;
    gap: var(--_2);
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2) var(--_4);
  }
  label {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_2);
    max-inline-size: 100%;
    min-block-size: var(--_target);
  }
  select {
    min-inline-size: 0;
    min-block-size: var(--_target);
    max-inline-size: 100%;
    padding: var(--_1) var(--_2);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  input[type='checkbox'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    accent-color: var(--_accent);
  }
  dl,
  dd,
  .items,
  .remarks {
    margin: 0;
    padding: 0;
  }
  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr));
    gap: var(--_2);
  }
  .tile {
    display: grid;
    align-content: start;
    gap: var(--_1);
    padding: var(--_3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .tile dt {
    font-size: 0.875rem;
    font-weight: 600;
  }
  .tile .value {
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.3;
  }
  .charts {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_6);
  }
  .items {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3);
    list-style: none;
  }
  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_2);
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .item h4 {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_2);
    font-size: 1rem;
  }
  .stem {
    max-inline-size: var(--_measure);
    overflow-wrap: anywhere;
  }
  .chip {
    padding-inline: var(--_2);
    border: 1px solid var(--_control);
    border-radius: 999px;
    font-size: 0.875rem;
    font-weight: 400;
  }
  .judgement {
    display: grid;
    gap: var(--_2) var(--_6);
  }
  .judgement .chart-bar {
    margin-block-start: var(--_1);
    max-inline-size: 20rem;
  }
  .mark-line {
    display: flex;
    gap: var(--_2);
  }
  .mark-line.good .icon,
  .fine .icon {
    color: var(--_success);
  }
  .mark-line.weak .icon,
  .remarks .icon {
    color: var(--_warning);
  }
  .mark-line.negative .icon {
    color: var(--_danger);
  }
  .remarks {
    display: grid;
    gap: var(--_1);
    list-style: none;
  }
  .remarks li {
    display: flex;
    gap: var(--_2);
    padding: var(--_2) var(--_3);
    border-inline-start: 4px solid var(--_warning);
    border-radius: var(--_radius-small);
    background: var(--_warning-tint);
    overflow-wrap: anywhere;
  }
  .remarks span {
    min-inline-size: 0;
  }
  .more summary {
    inline-size: fit-content;
    min-block-size: 24px;
    padding-block: var(--_1);
    color: var(--_accent);
    cursor: pointer;
  }
  .more[open] summary {
    margin-block-end: var(--_2);
  }
  .scroll {
    overflow-x: auto;
  }
  .scroll table {
    border-collapse: collapse;
    min-inline-size: 100%;
    font-size: 0.875rem;
  }
  caption {
    padding-block-end: var(--_1);
    font-weight: 600;
    text-align: start;
  }
  .scroll th,
  .scroll td {
    padding: var(--_2) var(--_3) var(--_2) 0;
    border-block-end: 1px solid var(--_border);
    text-align: start;
    vertical-align: top;
    font-weight: 400;
  }
  .scroll thead th {
    border-block-end: 2px solid var(--_control);
    font-weight: 600;
    vertical-align: bottom;
  }
  .options tbody th {
    min-inline-size: 8rem;
    overflow-wrap: anywhere;
  }
  .options .chart-bar {
    min-inline-size: 4rem;
    max-inline-size: 12rem;
  }
  .options .right th {
    font-weight: 600;
  }
  .key {
    white-space: nowrap;
    color: var(--_success);
  }
  .all tbody th {
    min-inline-size: 14rem;
  }
  .all td:last-child {
    min-inline-size: 16rem;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr));
    gap: var(--_1) var(--_4);
    margin-block-start: var(--_3);
  }
  .figures div {
    display: flex;
    justify-content: space-between;
    gap: var(--_2);
  }
  .reading {
    display: grid;
    gap: var(--_2);
    justify-items: start;
  }
  .item:target,
  .item:focus-visible {
    outline: var(--_focus);
  }
  @container (min-width: 36rem) {
    .judgement {
      grid-template-columns: 1fr 1fr;
    }
  }
  @container (min-width: 52rem) {
    .charts {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  @media (forced-colors: active) {
    .remarks li {
      border: 1px solid CanvasText;
      border-inline-start-width: 4px;
    }
  }
  @media print {
    .bar,
    .more > summary,
    .chart details,
    .table-hint {
      display: none;
    }
    .item,
    .tile,
    .remarks li,
    .scroll tr {
      break-inside: avoid;
    }
    .scroll {
      overflow: visible;
    }
    .all {
      font-size: 0.6875rem;
    }
    .all tbody th,
    .all td:last-child {
      min-inline-size: 0;
    }
  }
`;
