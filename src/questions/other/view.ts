import { html, nothing, type TemplateResult } from 'lit';
import type { QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { renderMark } from '../marks.js';
import { typed } from '../texts.js';
import { grade, type OtherQuestion } from './model.js';

export const styles = [optionStyles, fieldStyles];

export function render(q: OtherQuestion, host: QuestionHost): TemplateResult {
  const right = host.review && q.answers ? grade(q, host.response).success : undefined;
  return html`<fieldset>
    <legend id="${host.uid}-stem">${host.rich(q.stem)}</legend>
    <span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
      <input
        type="text"
        autocomplete="off"
        size="40"
        name=${host.uid}
        .value=${host.response}
        ?disabled=${host.disabled}
        aria-labelledby="${host.uid}-stem"
        @change=${(e: Event) => host.answer(typed((e.target as HTMLInputElement).value))}
      />
      ${right === undefined ? nothing : renderMark(right, q.answers?.[0], host.t)}
    </span>
  </fieldset>`;
}
