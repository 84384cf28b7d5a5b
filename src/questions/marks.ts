// What review says of one field: a symbol and a word, and what would have been right.
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../core/icons.js';
import type { Messages } from '../i18n/localize.js';

export const renderMark = (right: boolean, key: unknown, t: Messages): TemplateResult =>
  html`<span class="mark">${icon(right ? 'check' : 'cross')}${right ? t.correct : t.incorrect}</span>${
      right ? nothing : html`<span class="key small">${t.rightAnswer}: ${key}</span>`
    }`;
