import { html, type TemplateResult } from 'lit';
import type { QuestionHost } from '../kind.js';
import { optionStyles, renderOption } from '../options.js';
import type { TrueFalseQuestion } from './model.js';

export const styles = optionStyles;

export function render(q: TrueFalseQuestion, host: QuestionHost): TemplateResult {
  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    <div class="options">
      ${[true, false].map((value) =>
        renderOption({
          type: 'radio',
          name: host.uid,
          value: String(value),
          label: value ? host.t.trueWord : host.t.falseWord,
          checked: host.response === String(value),
          disabled: host.disabled,
          right: host.review ? value === q.answer : undefined,
          t: host.t,
          change: () => host.answer(String(value)),
        }),
      )}
    </div>
  </fieldset>`;
}
