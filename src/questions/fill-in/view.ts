import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { ITEM, type QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { firstText, met, typed } from '../texts.js';
import { gapIds, split, type FillInQuestion } from './model.js';

export { kinds as words } from '../../i18n/id/kinds.js';

export const styles = [optionStyles, fieldStyles];

export function render(q: FillInQuestion, host: QuestionHost): TemplateResult {
  const stem = host.text(q.stem);
  const given = split(q, host.response);
  const parts = stem.split(/\{\{[^{}\s]+\}\}/);
  const ids = gapIds(stem);
  const answer = (index: number, text: string) => {
    const next = split(q, host.response);
    next[index] = typed(text);
    host.answer(next.every((t) => t === '') ? '' : next.join(ITEM));
  };
  const fields = ids.map((id, n) => {
    const index = q.gaps.findIndex((g) => g.id === id);
    const gap = q.gaps[index];
    const own = given[index] ?? '';
    const worth = host.review && gap ? met(gap, own) : undefined;
    const right = host.review && gap ? worth?.weight === 1 : undefined;
    const label = ids.length > 1 ? host.t.gapOf(n + 1, ids.length) : host.t.yourAnswer;
    const name = `${host.uid}-${n}`;
    const options =
      gap?.options &&
      host.order(
        gap.options.map((text) => ({ text })),
        `gap|${id}`,
      );
    return html`<span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
      ${
        options
          ? html`<select
              name=${name}
              aria-label=${label}
              ?disabled=${host.disabled}
              @change=${(e: Event) => answer(index, (e.target as HTMLSelectElement).value)}
            >
              <option value="" .selected=${own === ''}></option>
              ${options.map(({ text }) => html`<option value=${text} .selected=${typed(text) === own}>${text}</option>`)}
            </select>`
          : html`<input
              type="text"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              name=${name}
              .value=${own}
              ?disabled=${host.disabled}
              aria-label=${label}
              @change=${(e: Event) => answer(index, (e.target as HTMLInputElement).value)}
            />`
      }${
        right === undefined
          ? nothing
          : html`${icon(right ? 'check' : 'cross')}<span class="visually-hidden"
                >${right ? host.t.correct : worth ? host.t.partlyCorrect : host.t.incorrect}</span
              >${right || !gap ? nothing : html`<span class="key"><span class="visually-hidden">${host.t.rightAnswer}: </span>${firstText(gap, (t) => host.text(t))}</span>`}`
      }${worth?.feedback === undefined ? nothing : html`<span class="hint">${host.rich(worth.feedback)}</span>`}
    </span>`;
  });
  return html`<fieldset>
    <legend class="visually-hidden">${host.rich(stem.replace(/\{\{[^{}\s]+\}\}/g, '…'))}</legend>
    <p class="gaps">${parts.map((part, i) => html`${host.rich(part)}${fields[i] ?? nothing}`)}</p>
  </fieldset>`;
}
