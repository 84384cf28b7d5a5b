import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import type { QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { decimalOf, show, showKey } from '../number-words.js';
import { parseNumber } from '../numbers.js';
import { grade, met, type NumericQuestion } from './model.js';

export { kinds as words } from '../../i18n/id/kinds.js';

export const styles = [optionStyles, fieldStyles];

export function render(q: NumericQuestion, host: QuestionHost): TemplateResult {
  const { lang, response, t, uid } = host;
  const decimal = decimalOf(lang);
  const value = parseNumber(response, '.');
  const invalid = response !== '' && value === null && !host.review;
  const right = host.review ? grade(q, response).success : undefined;
  // The unit chosen is of this field alone: what is recorded is in the question's own.
  const onChange = (event: Event) => {
    const row = (event.target as Element).parentElement;
    const field = row?.querySelector('input') as HTMLInputElement;
    const factor = Number(row?.querySelector('select')?.value ?? 1);
    const number = parseNumber(field.value, decimal);
    // What is no number stays as typed, so that it can be mended; it is not recorded.
    host.answer(number === null ? field.value.trim() : String(Number((number * factor).toPrecision(15))));
    if (number !== null) field.value = show(number, lang);
  };
  const reached = host.review ? met(q, response) : undefined;
  return html`<fieldset>
    <legend id="${uid}-stem">${host.rich(q.stem)}</legend>
    <span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
      <input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        size="9"
        name=${uid}
        .value=${value === null ? response : show(value, lang)}
        ?disabled=${host.disabled}
        aria-labelledby="${uid}-stem"
        aria-describedby="${uid}-unit ${uid}-hint"
        aria-invalid=${invalid ? 'true' : 'false'}
        @change=${onChange}
      />
      ${
        q.units && q.units.length > 0
          ? html`<select id="${uid}-unit" aria-label=${t.unit} ?disabled=${host.disabled} @change=${onChange}>
              <option value="1">${host.text(q.unit)}</option>
              ${q.units.map((u) => html`<option value=${u.factor}>${host.text(u.text)}</option>`)}
            </select>`
          : html`<span id="${uid}-unit">${host.text(q.unit)}</span>`
      }
      ${right === undefined ? nothing : icon(right ? 'check' : 'cross')}
    </span>
    <p class="hint ${invalid ? 'danger' : ''}" id="${uid}-hint">
      ${right === undefined ? hint() : right ? nothing : html`${t.rightAnswer}: <strong>${`${showKey(q, lang)} ${host.text(q.unit)}`}</strong>`}
    </p>
    ${reached?.feedback === undefined ? nothing : html`<p class="hint">${host.rich(reached.feedback)}</p>`}
  </fieldset>`;

  function hint() {
    if (invalid) return html`${icon('alert')} ${t.numberInvalid(show(1234.5, lang, false))}`;
    // A point or comma may be meant otherwise than it is read; so large numbers are said without.
    if (value !== null && Math.abs(value) >= 1000) return t.numberRead(show(value, lang, false));
    return t.numberHint(show(1234.5, lang, false));
  }
}

/** In the unit that is chosen now. */
export function updated(_q: NumericQuestion, host: QuestionHost, root: ShadowRoot): void {
  const [field, units] = [root.querySelector('input'), root.querySelector('select')];
  const value = parseNumber(host.response, '.');
  if (field && units && value !== null)
    field.value = show(Number((value / Number(units.value)).toPrecision(15)), host.lang);
}
