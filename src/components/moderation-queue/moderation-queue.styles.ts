import { css } from 'lit';

export const moderationQueueStyles = css`
  :host {
    container-type: inline-size;
  }
  .queue {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_4);
    overflow-wrap: anywhere;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1);
  }
  .kinds .button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
    color: var(--_accent);
  }
  ol {
    display: grid;
    gap: var(--_3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .item {
    display: grid;
    gap: var(--_2);
    padding: var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .why {
    display: flex;
    align-items: center;
    gap: var(--_1);
    font-size: 0.875rem;
    font-weight: 600;
    color: var(--_danger);
  }
  .why.calm {
    color: var(--_muted);
  }
  .prose {
    max-block-size: 20rem;
    overflow: auto;
  }
  .prose > * + * {
    margin-block-start: var(--_2);
  }
  .said {
    display: grid;
    gap: var(--_1);
    margin: 0;
    padding: 0;
    font-size: 0.875rem;
    list-style: none;
  }
  form {
    display: grid;
    gap: var(--_2);
    padding: var(--_3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-2);
  }
  form label {
    font-weight: 600;
  }
  textarea {
    inline-size: 100%;
    min-block-size: 4rem;
    padding: var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    resize: vertical;
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
  .item-skeleton {
    block-size: 7rem;
    border-radius: var(--_radius);
  }
  @container (inline-size < 30rem) {
    .item {
      padding: var(--_3);
    }
  }
  @media (forced-colors: active) {
    .kinds .button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
