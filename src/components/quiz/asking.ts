// The question before something empty is submitted. On its way from when an attempt begins.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { Screen } from './screens.js';

export const askingStyles = css`
  .ask:focus {
    outline: none;
  }
  .jumps {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_2);
    margin-block: var(--_1);
    padding: 0;
    list-style: none;
  }
`;

export interface Asking {
  /** Numbers, as shown, of the questions that are not fully answered. */
  open: readonly number[];
  goTo(number: number): void;
  submit(): void;
}

/** Asks once, in the flow of the page, before something empty is submitted. */
export function renderAsking(s: Screen, a: Asking): TemplateResult {
  const { t } = s;
  const blocked = s.missing > 0;
  return html`<div
    class="notice warning ask"
    role="group"
    aria-labelledby="ask"
    aria-describedby="ask-help"
    tabindex="-1"
  >
    ${icon('alert')}
    <div>
      <strong id="ask">${blocked ? t.submitBlocked(s.missing) : t.submitUnanswered(a.open.length)}</strong>
      <span id="ask-help">${blocked ? t.submitBlockedHelp : t.submitUnansweredHelp}</span>
      ${
        a.open.length === 0
          ? nothing
          : html`<ul class="jumps">
              ${a.open.map(
                (n) =>
                  html`<li>
                    <button type="button" class="button small" @click=${() => a.goTo(n)}>${t.question(n)}</button>
                  </li>`,
              )}
            </ul>`
      }
      ${
        blocked
          ? nothing
          : html`<span
              ><button type="button" class="button primary" data-confirm @click=${() => a.submit()}>
                ${t.submitAnyway}
              </button></span
            >`
      }
    </div>
  </div>`;
}
