import { css } from 'lit';

export const progressCardStyles = css`
  :host {
    container-type: inline-size;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3);
    padding: var(--_4);
    block-size: 100%;
    align-content: start;
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
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2);
    margin-block-start: auto;
  }
  .skeleton {
    block-size: 1.2em;
  }
  .skeleton.short {
    inline-size: 60%;
  }
  @container (inline-size < 16rem) {
    .foot .button {
      inline-size: 100%;
    }
  }
  @media print {
    .foot .button {
      display: none;
    }
  }
`;
