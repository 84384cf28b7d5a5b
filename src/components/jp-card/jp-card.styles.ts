import { css } from 'lit';

export const jpCardStyles = css`
  :host {
    container-type: inline-size;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3);
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .head,
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2) var(--_3);
  }
  .actions {
    justify-content: start;
  }
  h3 {
    font-size: 1.0625rem;
    line-height: 1.35;
  }
  .total {
    font-size: 1.5rem;
    font-weight: 700;
    line-height: 1.2;
  }
  .met {
    color: var(--_success);
    --_bar: var(--_success);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_3);
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
    font-weight: 600;
  }
  .entries {
    display: grid;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .entries li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_3);
    min-block-size: var(--_target);
    padding-block: var(--_2);
    border-block-start: 1px solid var(--_border);
    break-inside: avoid;
  }
  .entries .name {
    flex: 1 1 14rem;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .entries .name > span {
    display: block;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3);
    padding-block-start: var(--_3);
    border-block-start: 1px solid var(--_border);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
    gap: var(--_3);
  }
  .field {
    display: grid;
    gap: var(--_1);
    align-content: start;
  }
  label {
    font-weight: 600;
  }
  input,
  select {
    inline-size: 100%;
    min-block-size: var(--_target);
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  .head select {
    inline-size: auto;
  }
  [aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .wrong {
    color: var(--_danger);
  }
  @media print {
    .actions,
    .entries .button,
    .head label,
    form {
      display: none;
    }
  }
`;
