import { css } from 'lit';

export const paperEntryStyles = css`
  .entry {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    container-type: inline-size;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
  }
  .fields {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_3) var(--_4);
    align-items: start;
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_1);
  }
  .field > label {
    font-weight: 600;
  }
  input {
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: var(--_target);
    padding: var(--_1) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  input[aria-invalid='true'] {
    border-color: var(--_danger);
    border-width: 2px;
  }
  .upper {
    text-transform: uppercase;
  }
  .upper::placeholder {
    text-transform: none;
  }
  .with-button {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--_2);
    align-items: center;
  }
  .wrong {
    color: var(--_danger);
  }
  .ok {
    color: var(--_success);
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .rows {
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .rows li {
    display: grid;
    grid-template-columns: 2.5rem minmax(0, 1fr);
    gap: var(--_1) var(--_2);
    align-items: center;
    padding: var(--_2) var(--_3);
  }
  .rows li + li {
    border-block-start: 1px solid var(--_border);
  }
  .rows .read {
    grid-column: 2;
    overflow-wrap: anywhere;
  }
  .saved li {
    padding-block: var(--_1);
  }
  @container (min-width: 40rem) {
    .fields {
      grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1fr);
    }
    .rows li {
      grid-template-columns: 2.5rem 11rem minmax(0, 1fr);
    }
    .rows .read {
      grid-column: 3;
    }
    .rows li.long {
      grid-template-columns: 2.5rem minmax(0, 1fr) minmax(0, 1fr);
    }
  }
`;
