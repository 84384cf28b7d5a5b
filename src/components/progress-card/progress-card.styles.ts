import { css } from 'lit';

export const progressCardStyles = css`
  :host {
    container-type: inline-size;
  }
  .card {
    display: flex;
    flex-direction: column;
    gap: var(--_3);
    padding: var(--_4);
    block-size: 100%;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  h3 {
    font-size: 1.0625rem;
    line-height: 1.35;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_3);
    min-block-size: 24px;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
    font-weight: 600;
  }
  .state.done {
    color: var(--_success);
  }
  .bar {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: var(--_3);
  }
  .done-bar {
    --_bar: var(--_success);
  }
  .foot {
    display: flex;
    align-items: end;
    justify-content: space-between;
    gap: var(--_2) var(--_3);
    margin-block-start: auto;
  }
  .foot > div {
    align-self: center;
    min-inline-size: 0;
  }
  .foot .button {
    flex: none;
    margin-inline-start: auto;
  }
  .foot .quiet {
    margin-inline: calc(-1 * var(--_3)) 0;
  }
  .skeleton {
    inline-size: 60%;
    block-size: 16px;
  }
  .bar .skeleton {
    inline-size: 100%;
    block-size: 8px;
    margin-block: 8px;
  }
  @container (inline-size < 16rem) {
    .foot {
      flex-wrap: wrap;
    }
    .foot > div:not(:empty),
    .foot .button {
      flex: 1 0 100%;
      margin-inline: 0;
    }
  }
  @media print {
    .foot .button {
      display: none;
    }
  }
`;
