// Reading text made from Markdown: lessons, posts, questions.
import { css } from 'lit';

export const proseStyles = css`
  .prose {
    max-inline-size: var(--_measure);
    line-height: 1.65;
  }
  .prose > * + * {
    margin-block-start: var(--_4);
  }
  .prose h3,
  .prose h4,
  .prose h5 {
    margin-block-start: var(--_8);
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
  }
  .prose h5 {
    margin-block: var(--_6) 0;
    font-size: 1.0625rem;
  }
  .prose ul,
  .prose ol {
    padding-inline-start: 1.5em;
  }
  .prose li + li {
    margin-block-start: var(--_1);
  }
  .prose blockquote {
    margin-inline: 0;
    padding: var(--_3) var(--_4);
    border-inline-start: 4px solid var(--_accent);
    border-radius: 0 var(--_radius-small) var(--_radius-small) 0;
    background: var(--_tint);
  }
  .prose blockquote > * + * {
    margin-block-start: var(--_2);
  }
  .prose code {
    padding: 0.1em 0.3em;
    border-radius: 4px;
    background: var(--_surface-2);
    font-family: ui-monospace, 'SFMono-Regular', Consolas, monospace;
    font-size: 0.9em;
  }
  .prose pre {
    overflow-x: auto;
    padding: var(--_3) var(--_4);
    border-radius: var(--_radius-small);
    background: var(--_surface-2);
  }
  .prose pre code {
    padding: 0;
    background: none;
  }
  .prose img {
    display: block;
    max-inline-size: 100%;
    block-size: auto;
    border-radius: var(--_radius-small);
  }
  .prose hr {
    border: 0;
    border-block-start: 1px solid var(--_border);
  }
  .prose .table {
    overflow-x: auto;
  }
  .prose table {
    border-collapse: collapse;
    min-inline-size: 100%;
    font-variant-numeric: tabular-nums;
  }
  .prose th,
  .prose td {
    padding: var(--_2) var(--_3);
    border-block-end: 1px solid var(--_border);
    text-align: start;
    vertical-align: top;
  }
  .prose thead th {
    border-block-end: 2px solid var(--_control);
    font-weight: 650;
  }
  .prose [data-align='center'] {
    text-align: center;
  }
  .prose [data-align='end'] {
    text-align: end;
  }
`;
