import { html, type TemplateResult } from 'lit';
import type { QuestionHost } from '../kind.js';
import { optionStyles, renderOption } from '../options.js';
import type { LikertQuestion } from './model.js';

export const styles = optionStyles;

/** One below the other, so that words of any length have room; the order of a scale is never mixed. */
export function render(q: LikertQuestion, host: QuestionHost): TemplateResult {
  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    <div class="options">
      ${q.scale.map((item) =>
        renderOption({
          type: 'radio',
          name: host.uid,
          value: item.id,
          label: host.rich(item.text),
          checked: host.response === item.id,
          disabled: host.disabled,
          t: host.t,
          change: () => host.answer(item.id),
        }),
      )}
    </div>
  </fieldset>`;
}
