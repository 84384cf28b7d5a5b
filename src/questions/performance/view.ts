import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { QuestionHost } from '../kind.js';
import { renderMark } from '../marks.js';
import { decimalOf, show, showKey } from '../number-words.js';
import { parseNumber } from '../numbers.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { firstText, typed } from '../texts.js';
import { asksNumber, isRightStep, read, write, type PerformanceQuestion, type Step } from './model.js';

export { kinds as words } from '../../i18n/id/kinds.js';

export const styles = [
  optionStyles,
  fieldStyles,
  css`
    .steps {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_3);
      margin: 0;
      padding-inline-start: 1.5rem;
    }
    .steps label {
      display: block;
      margin-block-end: var(--_1);
      overflow-wrap: anywhere;
    }
    .steps .field {
      display: flex;
    }
    .steps .field input {
      inline-size: 18rem;
    }
    .steps .field.number input {
      inline-size: 9rem;
    }
  `,
];

export function render(q: PerformanceQuestion, host: QuestionHost): TemplateResult {
  const { lang, t, uid } = host;
  const { given } = read(q, host.response);
  const answer = (index: number, text: string) => {
    const next = read(q, host.response).given;
    next[index] = typed(text);
    host.answer(write(q, next));
  };
  const change = (event: Event, step: Step, index: number) => {
    const field = event.target as HTMLInputElement;
    const number = asksNumber(step) ? parseNumber(field.value, decimalOf(lang)) : null;
    // What is no number stays as typed, so that it can be mended.
    answer(index, number === null ? field.value : String(number));
    if (number !== null) field.value = show(number, lang);
  };
  const keyOf = ({ answer, answers, tolerance, unit }: Step): unknown =>
    answer === undefined
      ? firstText({ answers: answers ?? [] }, (text) => host.text(text))
      : html`${showKey({ answer, tolerance }, lang)} ${host.text(unit)}`;

  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    <ol class="steps">
      ${q.steps.map((step, i) => {
        const own = given[i] ?? '';
        const wantsNumber = asksNumber(step);
        const number = wantsNumber ? parseNumber(own, '.') : null;
        const invalid = wantsNumber && own !== '' && number === null && !host.review;
        const right = host.review && !q.manual ? isRightStep(step, own) : undefined;
        return html`<li>
          <label for="${uid}-${i}">${host.rich(step.text)}</label>
          <span class="field ${wantsNumber ? 'number' : ''} ${right === undefined ? '' : right ? 'right' : 'wrong'}">
            <input
              type="text"
              id="${uid}-${i}"
              name="${uid}-${i}"
              autocomplete="off"
              inputmode=${wantsNumber ? 'decimal' : nothing}
              .value=${number === null ? own : show(number, lang)}
              ?disabled=${host.disabled}
              aria-describedby="${uid}-${i}-unit ${uid}-${i}-hint"
              aria-invalid=${invalid ? 'true' : 'false'}
              @change=${(e: Event) => change(e, step, i)}
            />
            <span id="${uid}-${i}-unit">${host.text(step.unit)}</span>
            ${right === undefined ? nothing : renderMark(right, keyOf(step), t)}
          </span>
          <span class="hint danger" id="${uid}-${i}-hint"
            >${invalid ? html`${icon('alert')} ${t.numberInvalid(show(1234.5, lang, false))}` : nothing}</span
          >
        </li>`;
      })}
    </ol>
  </fieldset>`;
}
