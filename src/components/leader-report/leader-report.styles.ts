import { css } from 'lit';

export const leaderReportStyles = css`
  :host {
    container-type: inline-size;
  }
  .report {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_5, 1.5rem);
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2) var(--_4);
  }
  h2 {
    font-size: 1.25rem;
    line-height: 1.3;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_2);
  }
  select {
    min-block-size: var(--_target);
    padding: var(--_1) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  .finding {
    display: grid;
    gap: var(--_1);
  }
  .finding strong {
    font-size: 1.5rem;
    line-height: 1.25;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr));
    gap: var(--_3);
    margin: 0;
  }
  dl > div {
    display: flex;
    flex-direction: column-reverse;
    justify-content: flex-end;
    gap: var(--_1);
    padding: var(--_3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  dd {
    margin: 0;
    font-size: 1.25rem;
    font-weight: 700;
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_5, 1.5rem);
    align-items: start;
  }
  @container (min-width: 44rem) {
    .pair {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    }
  }
  .scroll {
    overflow-x: auto;
  }
  .units {
    inline-size: 100%;
    border-collapse: collapse;
  }
  .units th,
  .units td {
    padding: var(--_2) var(--_3);
    border-block-end: 1px solid var(--_border);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .units th:first-child {
    min-inline-size: 10rem;
    text-align: start;
  }
  .units tbody th {
    font-weight: 400;
  }
  summary {
    min-block-size: var(--_target);
    align-content: center;
    font-weight: 600;
    cursor: pointer;
  }
  .units tr,
  .chart,
  dl > div {
    break-inside: avoid;
  }
  @media print {
    .tools,
    details {
      display: none;
    }
    .report {
      gap: 5mm;
    }
    .pair {
      grid-template-columns: 1fr 1fr;
    }
  }
`;
