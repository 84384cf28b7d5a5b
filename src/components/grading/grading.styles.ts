import { css } from 'lit';

export const gradingStyles = css`
  .grading {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    container-type: inline-size;
  }
  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    align-items: start;
  }
  @container (min-width: 48rem) {
    .panes {
      grid-template-columns: minmax(14rem, 20rem) minmax(0, 1fr);
    }
    .queue {
      max-block-size: 40rem;
      overflow: auto;
    }
  }
  .switches {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
  }
  .switches label {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: var(--_target);
  }
  input[type='checkbox'],
  input[type='radio'] {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    accent-color: var(--_accent);
  }
  .queue {
    margin: 0;
    padding: 0;
    list-style: none;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .queue li + li {
    border-block-start: 1px solid var(--_border);
  }
  .queue button {
    display: grid;
    gap: var(--_1);
    inline-size: 100%;
    min-block-size: var(--_target);
    padding: var(--_2) var(--_3);
    border: 0;
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .queue button[aria-current] {
    background: var(--_tint);
    box-shadow: inset 3px 0 var(--_accent);
  }
  .queue .icon {
    vertical-align: -0.2em;
  }
  .queue .graded .icon {
    color: var(--_success);
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
  blockquote {
    margin: 0;
    padding: var(--_3);
    border-inline-start: 3px solid var(--_accent);
    background: var(--_surface-2);
    max-inline-size: var(--_measure);
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  fieldset {
    display: grid;
    gap: var(--_2);
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  legend {
    padding: 0;
    margin-block-end: var(--_2);
    font-weight: 600;
  }
  .criterion {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_1) var(--_3);
  }
  .criterion > :first-child {
    flex: 1 1 12rem;
  }
  .criterion label {
    display: inline-flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: var(--_target);
  }
  .points {
    inline-size: 6rem;
  }
  .points,
  textarea {
    min-block-size: var(--_target);
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }
  .points[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  textarea {
    inline-size: 100%;
    resize: vertical;
  }
  .danger {
    color: var(--_danger);
  }
`;
