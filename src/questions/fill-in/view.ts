import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { renderInline } from '../../core/inline.js';
import { clean, ITEM, type QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { answersOf, gapIds, isRight, split, type FillInQuestion } from './model.js';

export const styles = [optionStyles, fieldStyles];

export function render(q: FillInQuestion, host: QuestionHost): TemplateResult {
  const stem = host.text(q.stem);
  const given = split(q, host.response);
  const parts = stem.split(/\{\{[^{}\s]+\}\}/);
  const ids = gapIds(stem);
  const answer = (index: number, text: string) => {
    const next = [...given];
    next[index] = clean(text).trim();
    host.answer(next.every((t) => t === '') ? '' : next.join(ITEM));
  };
  const wrong: string[] = [];
  const fields = ids.map((id, n) => {
    const index = q.gaps.findIndex((g) => g.id === id);
    const gap = q.gaps[index];
    const right = host.review && gap ? isRight(gap, given[index] ?? '') : undefined;
    if (right === false && gap) wrong.push(answersOf(gap)[0] ?? '');
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
      />${right === undefined ? nothing : icon(right ? 'check' : 'cross')}
    </span>`;
  });
  return html`<fieldset>
    <legend class="visually-hidden">${stem.replace(/\{\{[^{}\s]+\}\}/g, '_____')}</legend>
    <p class="gaps">${parts.map((part, i) => html`${renderInline(part)}${fields[i] ?? nothing}`)}</p>
    ${wrong.length > 0 ? html`<p class="hint">${host.t.rightAnswer}: <strong>${wrong.join(', ')}</strong></p>` : nothing}
  </fieldset>`;
}
