import { html, nothing, type TemplateResult } from 'lit';
import { ITEM, items, type QuestionHost } from '../kind.js';
import { optionStyles, renderOption } from '../options.js';
import type { ChoiceQuestion } from './model.js';

export const styles = optionStyles;

export function render(q: ChoiceQuestion, host: QuestionHost): TemplateResult {
  const isChosen = (id: string) => items(host.response).includes(id);
  const options = host.order(q.options, 'options', q.shuffle);
  const change = (id: string, checked: boolean) => {
    if (!q.multiple) return host.answer(id);
    // In the order of the question, so that one choice has one way to be written.
    const next = q.options.map((o) => o.id).filter((o) => (o === id ? checked : isChosen(o)));
    host.answer(next.join(ITEM));
  };
  return html`<fieldset>
    <legend>
      ${host.rich(q.stem)}${q.multiple ? html` <span class="muted small">(${host.t.chooseSeveral})</span>` : nothing}
    </legend>
    <div class="options">
      ${options.map((o) =>
        renderOption({
          type: q.multiple ? 'checkbox' : 'radio',
          name: host.uid,
          value: o.id,
          label: host.rich(o.text),
          checked: isChosen(o.id),
          disabled: host.disabled,
          right: host.review ? o.correct === true : undefined,
          note: o.feedback === undefined ? undefined : host.rich(o.feedback),
          t: host.t,
          change: (checked) => change(o.id, checked),
        }),
      )}
    </div>
  </fieldset>`;
}
