import { css } from 'lit';

export const forumStyles = css`
  :host {
    container-type: inline-size;
  }
  .forum {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    overflow-wrap: anywhere;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2) var(--_4);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: var(--_3);
  }
  .field {
    display: grid;
    gap: var(--_1);
  }
  .field label {
    font-size: 0.875rem;
    font-weight: 600;
  }
  .search {
    flex: 1 1 14rem;
  }
  input,
  select,
  textarea {
    inline-size: 100%;
    min-block-size: var(--_target);
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
  }
  textarea {
    min-block-size: 8rem;
    resize: vertical;
    field-sizing: content;
    max-block-size: 60vh;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1);
  }
  .filters .button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
    color: var(--_accent);
  }
  .topics {
    display: grid;
    gap: var(--_3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .topic {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: var(--_1) var(--_4);
    padding: var(--_3) var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .topic.unread {
    border-inline-start: 3px solid var(--_accent);
  }
  .topic a {
    font-weight: 650;
    text-decoration: none;
  }
  .topic a:hover {
    text-decoration: underline;
  }
  .counts {
    display: grid;
    justify-items: end;
    align-content: start;
    gap: var(--_1);
    text-align: end;
    white-space: nowrap;
  }
  .marks {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_3);
    margin-block-start: var(--_1);
    font-size: 0.875rem;
  }
  .marks > span {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
  }
  .good {
    color: var(--_success);
  }
  .bad {
    color: var(--_danger);
  }
  .tag {
    padding: 0 var(--_2);
    border: 1px solid currentColor;
    border-radius: 999px;
    color: var(--_accent);
    font-size: 0.75rem;
    font-weight: 600;
  }
  .new {
    display: grid;
    gap: var(--_3);
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .new label {
    font-weight: 600;
  }
  .empty {
    padding: var(--_6) var(--_4);
    border: 1px dashed var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }
  .center {
    justify-self: center;
  }
  .back {
    justify-self: start;
    margin-inline-start: calc(-1 * var(--_3));
  }
  /* It has the focus for who listens; what can be pressed in it has its own ring. */
  .open:focus-visible {
    outline: none;
  }
  .topic-skeleton {
    block-size: 5rem;
    border-radius: var(--_radius);
  }
  .end {
    justify-content: end;
  }
  @container (inline-size < 30rem) {
    .topic {
      grid-template-columns: minmax(0, 1fr);
      padding: var(--_3);
    }
    .counts {
      display: flex;
      align-items: center;
      justify-content: space-between;
      text-align: start;
    }
    .new {
      padding: var(--_3);
    }
    .head .button,
    .order {
      flex: 1 1 100%;
    }
  }
  @media (forced-colors: active) {
    .filters .button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }
  @media print {
    .tools,
    .filters,
    .head .button {
      display: none;
    }
  }
`;
