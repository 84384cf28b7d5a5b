// Rows to choose from, for the kinds that have them: a native radio or checkbox whose whole row is its label.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../core/icons.js';
import type { Messages } from '../i18n/localize.js';

export const optionStyles = css`
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  legend {
    padding: 0;
    margin-block-end: var(--_3);
    font-weight: 600;
  }
  .options {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_2);
  }
  .option {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: start;
    gap: var(--_3);
    min-block-size: var(--_target);
    padding: var(--_3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .option:hover {
    border-color: var(--_control);
  }
  .option:has(input:checked) {
    border-color: var(--_accent);
    background: var(--_tint);
  }
  .option:has(:focus-visible) {
    outline: var(--_focus);
    outline-offset: var(--_focus-offset);
  }
  .option input {
    inline-size: 1.25rem;
    block-size: 1.25rem;
    margin: 0.125rem 0 0;
    accent-color: var(--_accent);
    /* Room for the bar that a quiz keeps at the bottom: what has focus is never under it. */
    scroll-margin-block: 6rem;
  }
  .option input:focus-visible {
    outline: none;
  }
  .option:has(:disabled) {
    cursor: default;
  }
  .option.right {
    border-color: var(--_success);
    background: var(--_success-tint);
  }
  .option.missed {
    border-color: var(--_success);
    border-style: dashed;
  }
  .option.wrong {
    border-color: var(--_danger);
    background: var(--_danger-tint);
  }
  /* The mark goes below the text where there is no room beside it. No container query: a hundred of them cost a page dearly. */
  .body {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: var(--_1) var(--_3);
    min-inline-size: 0;
  }
  .body > :first-child {
    flex: 1 1 12rem;
    min-inline-size: 0;
  }
  .mark {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
    font-size: 0.875rem;
    font-weight: 600;
  }
  .right .mark,
  .missed .mark {
    color: var(--_success);
  }
  .wrong .mark {
    color: var(--_danger);
  }
  .note {
    flex-basis: 100%;
    font-size: 0.875rem;
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    .option:has(input:checked) {
      border: 2px solid Highlight;
      padding: calc(var(--_3) - 1px);
    }
  }
`;

export interface OptionRow {
  type: 'radio' | 'checkbox';
  name: string;
  value: string;
  /** Rendered. */
  label: unknown;
  checked: boolean;
  disabled: boolean;
  /** In review: whether this option belongs to the answer. */
  right?: boolean | undefined;
  /** Rendered; shown with what was chosen. */
  note?: unknown;
  t: Messages;
  change: (checked: boolean) => void;
}

export function renderOption(o: OptionRow): TemplateResult {
  const reviewed = o.right !== undefined;
  const state = !reviewed ? '' : o.right ? (o.checked ? 'right' : 'missed') : o.checked ? 'wrong' : '';
  const [symbol, word] =
    state === 'wrong'
      ? (['cross', o.t.yourAnswerWrong] as const)
      : (['check', state === 'right' ? o.t.yourAnswerRight : o.t.rightAnswer] as const);
  return html`<label class="option ${state}" part="option">
    <input
      type=${o.type}
      name=${o.name}
      value=${o.value}
      .checked=${o.checked}
      ?disabled=${o.disabled}
      @change=${(e: Event) => o.change((e.target as HTMLInputElement).checked)}
    />
    <span class="body">
      <span>${o.label}</span>
      ${state === '' ? nothing : html`<span class="mark">${icon(symbol)}<span class="visually-hidden">, </span>${word}</span>`}
      ${o.note && reviewed && o.checked ? html`<span class="note">${o.note}</span>` : nothing}
    </span>
  </label>`;
}
