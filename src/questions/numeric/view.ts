import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { renderInline } from '../../core/inline.js';
import { intlLocale } from '../../i18n/localize.js';
import type { QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { bounds, grade, parseNumber, type NumericQuestion } from './model.js';

export const styles = [optionStyles, fieldStyles];

const decimalOf = (lang: string): ',' | '.' =>
  new Intl.NumberFormat(intlLocale(lang)).format(1.5).includes(',') ? ',' : '.';
const show = (n: number, lang: string) =>
  new Intl.NumberFormat(intlLocale(lang), { maximumFractionDigits: 9 }).format(n);

export function render(q: NumericQuestion, host: QuestionHost): TemplateResult {
  const decimal = decimalOf(host.lang);
  const value = host.response === '' ? null : Number(host.response);
  // What was typed stays as typed; only a number is an answer.
  const shown = value !== null && !Number.isNaN(value) ? show(value, host.lang) : host.response;
  const right = host.review ? grade(q, host.response).success : undefined;
  const { min, max } = bounds(q);
  const key =
    typeof q.answer === 'number'
      ? show(q.answer, host.lang)
      : [min, max].map((n) => (n === undefined ? '…' : show(n, host.lang))).join(' – ');
  const onChange = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const number = parseNumber(field.value, decimal);
    const bad = field.value.trim() !== '' && number === null;
    field.toggleAttribute('aria-invalid', false);
    field.setAttribute('aria-invalid', String(bad));
    const hint = (field.getRootNode() as ShadowRoot).getElementById(`${host.uid}-hint`);
    hint?.classList.toggle('danger', bad);
    host.answer(number === null ? '' : String(number));
    if (bad) field.value = field.value.trim();
  };
  return html`<fieldset>
    <legend id="${host.uid}-stem">${renderInline(host.text(q.stem))}</legend>
    <span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
      <input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        size="12"
        name=${host.uid}
        .value=${shown}
        ?disabled=${host.disabled}
        aria-labelledby="${host.uid}-stem"
        aria-describedby="${host.uid}-hint"
        @change=${onChange}
      />
      ${q.unit === undefined ? nothing : html`<span>${host.text(q.unit)}</span>`}
      ${right === undefined ? nothing : icon(right ? 'check' : 'cross')}
    </span>
    ${
      host.review
        ? right
          ? nothing
          : html`<p class="hint">${host.t.rightAnswer}: <strong>${key}</strong> ${host.text(q.unit)}</p>`
        : html`<p class="hint" id="${host.uid}-hint">${host.t.numberHint(show(1234.5, host.lang))}</p>`
    }
  </fieldset>`;
}
