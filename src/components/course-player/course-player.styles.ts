import { css } from 'lit';

export const coursePlayerStyles = css`
  :host {
    container-type: inline-size;
  }
  .course {
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  .head {
    display: grid;
    gap: var(--_2);
    padding: var(--_4);
    border-block-end: 1px solid var(--_border);
  }
  .head .row {
    gap: var(--_2) var(--_4);
  }
  .toggle {
    justify-content: space-between;
    inline-size: 100%;
  }
  .toggle[aria-expanded='true'] .icon-down {
    rotate: 180deg;
  }
  nav[data-open='false'] .outline {
    display: none;
  }
  :host(:fullscreen) {
    overflow: auto;
    background: var(--_surface);
  }
  .top {
    justify-content: space-between;
  }
  .top > .title {
    flex: 1 1 14rem;
    min-inline-size: 0;
  }
  [aria-busy] .tools {
    visibility: hidden;
  }
  .tools {
    display: flex;
    gap: var(--_1);
    margin-inline: calc(-1 * var(--_2));
  }
  .tools .button {
    min-block-size: var(--_target);
    min-inline-size: var(--_target);
  }
  @container (inline-size < 30rem) {
    .tools {
      gap: 0;
    }
    .tools .button {
      padding-inline: var(--_1);
      min-inline-size: 24px;
      font-size: 0.8125rem;
    }
  }
  .tools [aria-expanded='true'] {
    background: var(--_tint);
  }
  .due {
    display: flex;
    gap: var(--_1);
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--_muted);
  }
  .due.late {
    color: var(--_danger);
    font-weight: 600;
  }
  .outline .about,
  .outline li > .due {
    padding: 0 var(--_2) var(--_1);
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  .outline li > .due.late {
    color: var(--_danger);
  }
  .outline .kept {
    display: flex;
    align-items: center;
    gap: var(--_1);
  }
  details.small summary {
    min-block-size: 24px;
    inline-size: fit-content;
    color: var(--_accent);
    cursor: pointer;
  }
  .columns {
    position: relative;
  }
  .main {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .main > article {
    flex: 1;
  }
  .panel {
    padding: var(--_4);
    border-block-end: 1px solid var(--_border);
    background: var(--_surface-2);
  }
  /* Narrow: a drawer over the lesson. */
  @container (inline-size < 56rem) {
    nav[data-open='true'] .outline {
      position: absolute;
      inset-inline-start: 0;
      z-index: 2;
      inline-size: min(22rem, 92%);
      max-block-size: min(32rem, 85vh);
      overflow-y: auto;
      padding: var(--_3);
      border: 1px solid var(--_border);
      border-start-end-radius: var(--_radius);
      border-end-end-radius: var(--_radius);
      background: var(--_surface);
      box-shadow: 0 8px 24px #0004;
    }
    .columns:has(nav[data-open='true']) {
      min-block-size: min(36rem, 90vh);
    }
    .scrim {
      position: absolute;
      inset: 4.5rem 0 0;
      z-index: 1;
      border: 0;
      background: #0005;
    }
  }
  @container (inline-size >= 56rem) {
    .scrim {
      display: none;
    }
  }
  nav {
    padding: var(--_3);
    border-block-end: 1px solid var(--_border);
  }
  .outline,
  .outline ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .block {
    padding: var(--_3) var(--_2) var(--_1);
    font-size: 0.875rem;
    font-weight: 650;
    color: var(--_muted);
  }
  .outline > li:first-child .block {
    padding-block-start: var(--_1);
  }
  .item {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: var(--_1) var(--_2);
    inline-size: 100%;
    min-block-size: var(--_target);
    align-items: start;
    padding: var(--_2);
    border: 0;
    border-inline-start: 3px solid transparent;
    border-radius: var(--_radius-small);
    background: none;
    text-align: start;
    line-height: 1.35;
    cursor: pointer;
  }
  .item:hover {
    background: var(--_surface-2);
  }
  .item[aria-current] {
    background: var(--_tint);
    border-inline-start-color: var(--_accent);
    font-weight: 600;
  }
  .item[aria-disabled='true'] {
    color: var(--_muted);
    cursor: not-allowed;
  }
  .item .icon {
    margin-block-start: 0.05em;
    color: var(--_muted);
  }
  .item .icon-check-circle {
    color: var(--_success);
  }
  .item .icon-x-circle {
    color: var(--_danger);
  }
  .item .icon-circle-half {
    color: var(--_accent);
  }
  .item .meta {
    display: block;
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--_muted);
  }
  article {
    display: flex;
    flex-direction: column;
    gap: var(--_4);
    min-inline-size: 0;
    padding: var(--_4);
  }
  article > header {
    display: grid;
    gap: var(--_1);
  }
  article h3 {
    font-size: 1.5rem;
    line-height: 1.25;
  }
  article h3:focus {
    outline: none;
  }
  .body {
    flex: 1;
    min-block-size: 12rem;
  }
  .done-bar {
    --_bar: var(--_success);
  }
  .head .skeleton {
    display: inline-block;
    inline-size: min(16rem, 70%);
    block-size: 0.8em;
  }
  .head .bar-skeleton {
    inline-size: 100%;
    block-size: 8px;
  }
  .item-skeleton {
    block-size: calc(var(--_target) - 8px);
    margin: 4px var(--_2);
  }
  .lines {
    display: grid;
    align-content: start;
    gap: var(--_3);
    min-block-size: 12rem;
  }
  .lines > * {
    inline-size: 90%;
    block-size: 12px;
  }
  .lines > .full {
    inline-size: 100%;
  }
  .lines > .short {
    inline-size: 65%;
  }
  footer {
    display: flex;
    flex-wrap: wrap-reverse;
    align-items: center;
    justify-content: space-between;
    gap: var(--_2);
    padding-block-start: var(--_4);
    border-block-start: 1px solid var(--_border);
  }
  footer .forward {
    margin-inline-start: auto;
  }
  footer .quiet {
    margin-inline-start: calc(-1 * var(--_3));
    padding-inline: var(--_3);
  }
  footer .small {
    min-inline-size: 0;
    flex: 0 1 auto;
  }
  .sync {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
  }
  @container (inline-size < 30rem) {
    footer .button {
      inline-size: 100%;
      margin-inline: 0;
    }
  }
  @container (inline-size >= 56rem) {
    .columns {
      display: grid;
      grid-template-columns: minmax(15rem, 19rem) minmax(0, 1fr);
    }
    nav {
      padding: var(--_4) var(--_3);
      border-block-end: 0;
      border-inline-end: 1px solid var(--_border);
    }
    nav .toggle {
      display: none;
    }
    nav[data-open='false'] .outline {
      display: block;
    }
    article {
      padding: var(--_6) var(--_8);
    }
    .panel {
      padding-inline: var(--_8);
    }
    .head {
      padding: var(--_4) var(--_6);
    }
  }
  @media print {
    nav,
    footer,
    .head,
    .panel,
    .scrim {
      display: none;
    }
    .columns {
      display: block !important;
    }
    article {
      padding: 0 !important;
    }
    .course {
      border: 0;
    }
  }
  @media (forced-colors: active) {
    .item {
      border-inline-start-color: Canvas;
    }
    .item[aria-current] {
      border-inline-start-color: Highlight;
    }
  }
`;
