import { css, html, nothing, type TemplateResult } from 'lit';
import type { QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { tidy, type LongFillInQuestion } from './model.js';

export { kinds as words } from '../../i18n/id/kinds.js';

export const styles = [
  optionStyles,
  fieldStyles,
  css`
    .long {
      display: grid;
    }
    .long textarea {
      inline-size: 100%;
      min-inline-size: 0;
      box-sizing: border-box;
      resize: vertical;
    }
    .rubric {
      margin: 0 0 var(--_3);
      font-size: 0.875rem;
    }
    .rubric ul {
      margin: var(--_1) 0 0;
      padding-inline-start: 1.25rem;
    }
    .sample {
      margin-block-start: var(--_3);
      white-space: pre-line;
    }
  `,
];

/** Milliseconds without a key after which what is written so far is kept; a long text is not left for long. */
const PAUSE = 1000;
const pauses = new WeakMap<Element, ReturnType<typeof setTimeout>>();

export function render(q: LongFillInQuestion, host: QuestionHost): TemplateResult {
  const { t } = host;
  const keep = (event: Event, after?: number) => {
    const field = event.currentTarget as HTMLTextAreaElement;
    clearTimeout(pauses.get(field));
    if (after === undefined) host.answer(tidy(field.value));
    else
      pauses.set(
        field,
        setTimeout(() => field.isConnected && host.answer(tidy(field.value)), after),
      );
  };
  const counted = (text: string) => {
    const { min, max } = q.words ?? {};
    const range = min === undefined ? `≤ ${max ?? 0}` : max === undefined ? `≥ ${min}` : `${min}–${max}`;
    const n = text.split(/\s+/).filter((word) => word !== '').length;
    return q.words ? t.wordsWanted(n, range) : t.wordCount(n);
  };
  return html`<fieldset>
    <legend id="${host.uid}-stem">${host.rich(q.stem)}</legend>
    ${
      q.rubric
        ? html`<div class="rubric" id="${host.uid}-rubric">
            <span>${t.gradedFor}:</span>
            <ul>
              ${q.rubric.map((c) => html`<li>${host.rich(c.text)} (${host.t.points(c.points)})</li>`)}
            </ul>
          </div>`
        : nothing
    }
    <span class="field long">
      <textarea
        rows=${q.rows ?? 6}
        name=${host.uid}
        aria-labelledby="${host.uid}-stem"
        aria-describedby="${q.rubric ? `${host.uid}-rubric ` : ''}${host.uid}-help"
        ?readonly=${host.disabled}
        @input=${(e: Event) => keep(e, PAUSE)}
        @change=${(e: Event) => keep(e)}
      ></textarea>
    </span>
    ${
      host.review
        ? q.sample === undefined
          ? nothing
          : html`<div class="sample"><strong>${t.sampleAnswer}</strong><br />${host.rich(q.sample)}</div>`
        : html`<p class="hint" id="${host.uid}-help">
            ${t.gradedByPerson}${q.words ? html` <span class="numbers">${counted(host.response)}</span>` : nothing}
          </p>`
    }
  </fieldset>`;
}

/** The field is left alone while it says what the answer says, so that the caret stays where the person writes. */
export function updated(_q: LongFillInQuestion, host: QuestionHost, root: ShadowRoot): void {
  const field = root.querySelector('textarea');
  if (field && tidy(field.value) !== host.response) field.value = host.response;
}
