// What every element looks like before it adds anything of its own: font and colour from the portal, buttons, focus, states.
import { css } from 'lit';
import { tokens } from './tokens.styles.js';

const base = css`
  :host {
    display: block;
    box-sizing: border-box;
    color: var(--_text);
    font: inherit;
    line-height: 1.5;
    text-align: start;
    overflow-wrap: break-word;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: var(--_focus);
    outline-offset: var(--_focus-offset);
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol {
    margin: 0;
  }
  h2,
  .title-large {
    font-size: 1.5rem;
    line-height: 1.25;
    font-weight: 650;
    text-wrap: balance;
  }
  h3,
  .title {
    font-size: 1.25rem;
    line-height: 1.3;
    font-weight: 650;
    text-wrap: balance;
  }
  a {
    color: var(--_accent);
    text-underline-offset: 0.15em;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--_2);
    min-block-size: var(--_target);
    padding: var(--_2) var(--_4);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font-weight: 600;
    line-height: 1.25;
    text-decoration: none;
    cursor: pointer;
  }
  .button:hover {
    background: var(--_surface-2);
  }
  .button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .button.primary:hover {
    background: var(--_accent-strong);
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--_accent);
  }
  .button.quiet:hover {
    background: var(--_tint);
  }
  .button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  .button.small {
    min-block-size: 32px;
    padding: var(--_1) var(--_2);
    font-size: 0.875rem;
  }
  .button[disabled],
  .button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: not-allowed;
  }
  .muted {
    color: var(--_muted);
  }
  .small {
    font-size: 0.875rem;
  }
  .numbers {
    font-variant-numeric: tabular-nums;
  }
  /* On a page that runs the other way "2 of 4" stays "2 of 4". */
  .numbers > span {
    unicode-bidi: plaintext;
  }
  .icon-back:dir(rtl),
  .icon-forward:dir(rtl),
  .icon-reply:dir(rtl) {
    scale: -1 1;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
  }
  .stack {
    display: grid;
    gap: var(--_3);
  }
  .icon {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    vertical-align: -0.25em;
  }
  .visually-hidden {
    position: absolute !important;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    border: 0;
    clip-path: inset(50%);
    overflow: hidden;
    white-space: nowrap;
  }
  .notice {
    display: flex;
    gap: var(--_3);
    align-items: flex-start;
    padding: var(--_3) var(--_4);
    border: 1px solid var(--_border);
    border-inline-start: 4px solid var(--_accent);
    border-radius: var(--_radius-small);
    background: var(--_tint);
  }
  .notice > div {
    flex: 1;
    min-inline-size: 0;
    display: grid;
    gap: var(--_1);
    overflow-wrap: anywhere;
  }
  .notice.danger {
    border-inline-start-color: var(--_danger);
    background: var(--_danger-tint);
  }
  .notice.danger .icon {
    color: var(--_danger);
  }
  .notice.warning {
    border-inline-start-color: var(--_warning);
    background: var(--_warning-tint);
  }
  .notice.success {
    border-inline-start-color: var(--_success);
    background: var(--_success-tint);
  }
  .notice.success .icon {
    color: var(--_success);
  }
  .skeleton {
    border-radius: var(--_radius-small);
    background: var(--_track);
    animation: pulse 1.6s ease-in-out infinite;
  }
  @keyframes pulse {
    50% {
      opacity: 0.55;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .button.primary {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      border-color: Highlight;
    }
    .skeleton {
      border: 1px solid GrayText;
    }
  }
`;

export const baseStyles = [tokens, base];
