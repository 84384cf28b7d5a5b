import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { ITEM, type QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { firstText, isRight, typed } from '../texts.js';
import { blanked, gapIds, split, type FillInQuestion } from './model.js';

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
    const right = host.review && gap ? isRight(gap, given[index] ?? '') : undefined;
    return html`<span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
      <input
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        name="${host.uid}-${n}"
        .value=${given[index] ?? ''}
        ?disabled=${host.disabled}
        aria-label=${ids.length > 1 ? host.t.gapOf(n + 1, ids.length) : host.t.yourAnswer}
        @change=${(e: Event) => answer(index, (e.target as HTMLInputElement).value)}
      />${
        right === undefined
          ? nothing
          : html`${icon(right ? 'check' : 'cross')}<span class="visually-hidden"
                >${right ? host.t.correct : host.t.incorrect}</span
              >${right || !gap ? nothing : html`<span class="key"><span class="visually-hidden">${host.t.rightAnswer}: </span>${firstText(gap, (t) => host.text(t))}</span>`}`
      }
    </span>`;
  });
  return html`<fieldset>
    <legend class="visually-hidden">${host.rich(blanked(stem))}</legend>
    <p class="gaps">${parts.map((part, i) => html`${host.rich(part)}${fields[i] ?? nothing}`)}</p>
  </fieldset>`;
}
