import { html, type TemplateResult } from 'lit';

/** Lines, where a text will be. */
export const textSkeleton = (): TemplateResult =>
  html`<div class="lines" aria-hidden="true">
    ${['', 'full', 'short', '', 'short'].map((width) => html`<div class="skeleton ${width}"></div>`)}
  </div>`;
