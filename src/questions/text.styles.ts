import { css } from 'lit';

/** Text fields of questions. */
export const fieldStyles = css`
  .field {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
    max-inline-size: 100%;
  }
  .field :is(input, select, textarea) {
    min-block-size: var(--_target);
    max-inline-size: 100%;
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    scroll-margin-block: 6rem;
  }
  .field :is(input, select, textarea)[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .field :is(input, select, textarea):is(:disabled, [readonly]) {
    color: var(--_text);
    opacity: 1;
    background: var(--_surface-2);
  }
  .field.right :is(input, select, textarea) {
    border-color: var(--_success);
    background: var(--_success-tint);
  }
  .field.wrong :is(input, select, textarea) {
    border-color: var(--_danger);
    background: var(--_danger-tint);
  }
  .field.right .mark,
  .field.right .icon {
    color: var(--_success);
  }
  .field.wrong .mark,
  .field.wrong .icon {
    color: var(--_danger);
  }
  .field .key {
    color: var(--_success);
    font-weight: 600;
  }
  .hint {
    margin-block-start: var(--_2);
    font-size: 0.875rem;
    color: var(--_muted);
  }
  .hint.danger {
    color: var(--_danger);
  }
  .gaps .field {
    margin-block: var(--_1);
    vertical-align: middle;
  }
  .gaps .field input {
    inline-size: 14ch;
  }
`;
