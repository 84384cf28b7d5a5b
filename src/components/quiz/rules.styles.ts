import { css } from 'lit';

/** What a quiz with rules adds to the look. */
export const ruleStyles = css`
  .section-head {
    display: grid;
    gap: var(--_2);
  }
  .section-head:not(:first-child) {
    margin-block-start: var(--_4);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2) var(--_3);
    margin-block-start: var(--_3);
  }
  .tools:empty {
    display: none;
  }
  .button[aria-pressed='true'] {
    border-color: var(--_warning);
    background: var(--_warning-tint);
  }
  .hints {
    display: grid;
    gap: var(--_2);
    margin: var(--_3) 0 0;
    padding: 0;
    list-style: none;
  }
  .sure {
    margin: var(--_3) 0 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  .sure legend {
    padding: 0;
    font-size: 0.875rem;
    font-weight: 600;
  }
  .sure div {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
  }
  .sure label {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: var(--_target);
  }
  .sure input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    accent-color: var(--_accent);
  }
  .map {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_2);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .map .button {
    display: inline-flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 0;
    min-inline-size: var(--_target);
    padding: var(--_1) var(--_2);
    line-height: 1.25;
  }
  .map .button .icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .map .answered {
    border-color: var(--_success);
  }
  .map .answered .icon {
    color: var(--_success);
  }
  .map .flagged {
    border-color: var(--_warning);
    background: var(--_warning-tint);
  }
  .map .button[aria-current] {
    border-color: var(--_accent);
    background: var(--_tint);
    font-weight: 700;
  }
  .clock {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
  }
  .bar .clock .button {
    flex: none;
  }
  .clock b {
    font-variant-numeric: tabular-nums;
  }
  .clock.hurry b {
    color: var(--_danger);
  }
  .walk {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--_2);
    margin-block-start: var(--_4);
  }
  .walk > :only-child {
    margin-inline-start: auto;
  }
  .summary {
    display: grid;
    gap: var(--_3);
  }
  .lines {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .lines li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--_1) var(--_3);
    align-items: center;
    padding-block: var(--_2);
    border-block-start: 1px solid var(--_border);
  }
  .lines .what {
    display: grid;
    min-inline-size: 0;
  }
  @media (max-width: 30rem) {
    .lines li {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  .lines .what > :last-child {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .lines .state {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
    font-size: 0.875rem;
  }
  .lines .answered .icon {
    color: var(--_success);
  }
  .lines .open .icon {
    color: var(--_warning);
  }
  .history {
    inline-size: 100%;
    border-collapse: collapse;
  }
  .history :is(th, td) {
    padding: var(--_2);
    padding-inline-start: 0;
    border-block-start: 1px solid var(--_border);
    font-weight: 400;
    text-align: start;
    vertical-align: baseline;
  }
  .history caption {
    padding-block: var(--_1);
    font-weight: 600;
    text-align: start;
  }
  .history td:last-child {
    text-align: end;
  }
  .band {
    font-weight: 600;
  }
  @media print {
    .tools,
    .walk,
    .map {
      display: none;
    }
  }
`;
