import { css, html, nothing, type TemplateResult } from 'lit';
import { inline, plainText } from '../../model/inline.js';
import type { QuestionHost } from '../kind.js';
import { renderMark } from '../marks.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { wordsIn } from '../words.js';
import { read, write, type MatchingQuestion } from './model.js';

export const styles = [
  optionStyles,
  fieldStyles,
  css`
    .pair {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--_1) var(--_3);
      padding-block: var(--_2);
    }
    .pair + .pair {
      border-block-start: 1px solid var(--_border);
    }
    .pair label {
      flex: 1 1 12rem;
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    .pair .field {
      flex: 1 1 14rem;
    }
    .pair select {
      inline-size: 100%;
      min-inline-size: 0;
    }
  `,
];

const words = {
  id: { choose: 'Pilih pasangannya' },
  en: { choose: 'Choose its match' },
};

export function render(q: MatchingQuestion, host: QuestionHost): TemplateResult {
  const { chosen } = read(q, host.response);
  // In the order of the sources targets would tell the answer, so they are mixed unless the author says no.
  const targets = host.order(q.targets, 'targets', q.shuffle ?? true);
  // An option of a select has no room for marks.
  const textOf = (id: string) => plainText(inline(host.text(q.targets.find((t) => t.id === id)?.text)));
  const change = (index: number, target: string) => {
    const next = read(q, host.response).chosen;
    next[index] = target;
    host.answer(write(q, next));
  };
  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    ${q.sources.map((source, i) => {
      const own = chosen[i] ?? '';
      const right = host.review ? own === source.target : undefined;
      return html`<div class="pair">
        <label for="${host.uid}-${i}">${host.rich(source.text)}</label>
        <span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
          <select
            id="${host.uid}-${i}"
            name="${host.uid}-${i}"
            ?disabled=${host.disabled}
            @change=${(e: Event) => change(i, (e.target as HTMLSelectElement).value)}
          >
            <option value="" .selected=${own === ''}>${wordsIn(words, host.lang).choose}</option>
            ${targets.map((t) => html`<option value=${t.id} .selected=${own === t.id}>${textOf(t.id)}</option>`)}
          </select>
          ${right === undefined ? nothing : renderMark(right, textOf(source.target), host.t)}
        </span>
      </div>`;
    })}
  </fieldset>`;
}
