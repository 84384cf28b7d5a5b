import { css, html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { wordsIn } from '../words.js';
import { tidy, type LongFillInQuestion } from './model.js';

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

const words = {
  id: {
    help: 'Jawaban Anda dinilai oleh widyaiswara.',
    rubric: 'Yang dinilai',
    sample: 'Contoh jawaban',
    words: (n: number, range: string) => `${n} kata${range}`,
    wanted: (range: string) => `, diminta ${range}`,
  },
  en: {
    help: 'A trainer grades your answer.',
    rubric: 'What is graded',
    sample: 'A sample answer',
    words: (n: number, range: string) => `${n} words${range}`,
    wanted: (range: string) => `, ${range} asked for`,
  },
};

/** Milliseconds without a key after which what is written so far is kept; a long text is not left for long. */
const PAUSE = 1000;
const pauses = new WeakMap<Element, ReturnType<typeof setTimeout>>();

export function render(q: LongFillInQuestion, host: QuestionHost): TemplateResult {
  const w = wordsIn(words, host.lang);
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
  // The field is left alone while it says what the answer says, so that the caret stays where the person writes.
  const write = (field: Element | undefined) => {
    if (field instanceof HTMLTextAreaElement && tidy(field.value) !== host.response) field.value = host.response;
  };
  const counted = (text: string) => {
    const { min, max } = q.words ?? {};
    const range = min === undefined ? `≤ ${max ?? 0}` : max === undefined ? `≥ ${min}` : `${min}–${max}`;
    return w.words(text.split(/\s+/).filter((word) => word !== '').length, w.wanted(range));
  };
  return html`<fieldset>
    <legend id="${host.uid}-stem">${host.rich(q.stem)}</legend>
    ${
      q.rubric
        ? html`<div class="rubric" id="${host.uid}-rubric">
            <span>${w.rubric}:</span>
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
        ${ref(write)}
      ></textarea>
    </span>
    ${
      host.review
        ? q.sample === undefined
          ? nothing
          : html`<div class="sample"><strong>${w.sample}</strong><br />${host.rich(q.sample)}</div>`
        : html`<p class="hint" id="${host.uid}-help">
            ${w.help}${q.words ? html` <span class="numbers">${counted(host.response)}</span>` : nothing}
          </p>`
    }
  </fieldset>`;
}
