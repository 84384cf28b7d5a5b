import { css } from 'lit';

export const moreStyles = css`
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1);
  }
  .reactions .button[aria-pressed='true'],
  .tools .button[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_tint);
    color: var(--_accent);
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_2);
    margin: 0;
    padding: 0;
    font-size: 0.875rem;
    list-style: none;
  }
  .file {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
    padding-inline-start: var(--_2);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
  }
  .attach {
    position: relative;
  }
  .attach:focus-within {
    outline: var(--_focus);
    outline-offset: var(--_focus-offset);
  }
  .picture {
    display: block;
    max-inline-size: 100%;
    max-block-size: 30rem;
    border-radius: var(--_radius-small);
  }
  .find {
    display: grid;
    gap: var(--_1);
  }
  .find label {
    font-size: 0.875rem;
    font-weight: 600;
  }
  .find input,
  .rail {
    min-block-size: 40px;
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  .find input {
    inline-size: 100%;
  }
  .rail {
    min-block-size: 32px;
    max-inline-size: 100%;
    padding: 0 var(--_2);
    font-size: 0.875rem;
  }
  .menu {
    position: relative;
  }
  .menu summary {
    list-style: none;
    cursor: pointer;
  }
  .menu summary::-webkit-details-marker {
    display: none;
  }
  .menu[open] .items {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1);
    margin-block-start: var(--_1);
    padding: var(--_1);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-2);
  }
  .menu[open],
  .actions > .panel {
    flex-basis: 100%;
  }
  .actions > .panel {
    margin-inline-start: var(--_2);
  }
  .panel {
    display: grid;
    gap: var(--_2);
    padding: var(--_3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: var(--_surface-2);
  }
  .panel textarea {
    min-block-size: 4rem;
  }
  .panel input[type='number'] {
    inline-size: 7rem;
    min-block-size: 40px;
    padding: var(--_2) var(--_3);
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  .panel label {
    font-weight: 600;
  }
  .versions {
    display: grid;
    gap: var(--_3);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .versions pre {
    margin: var(--_1) 0 0;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    font: inherit;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1) var(--_4);
    font-size: 0.875rem;
  }
  .notes > span {
    display: inline-flex;
    align-items: center;
    gap: var(--_1);
  }
  .notes .good {
    color: var(--_success);
    font-weight: 600;
  }
  .notes .bad {
    color: var(--_danger);
  }
  .names {
    margin: 0;
    padding: var(--_1);
    max-block-size: 14rem;
    overflow: auto;
    border: 1px solid var(--_control);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    list-style: none;
  }
  .names li {
    display: flex;
    align-items: center;
    gap: var(--_2);
    min-block-size: 40px;
    padding: var(--_1) var(--_3);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }
  .names li[aria-selected='true'] {
    background: var(--_tint);
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  @media (forced-colors: active) {
    .reactions .button[aria-pressed='true'],
    .tools .button[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }
  @media print {
    .reactions,
    .tools,
    .menu {
      display: none;
    }
  }
`;
