import { html, nothing, type TemplateResult } from 'lit';
import { inline as inlines, plainText } from '../../model/inline.js';
import { ITEM, items, type QuestionHost } from '../kind.js';
import { renderMark } from '../marks.js';
import { optionStyles, renderOption } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { isRight, placeholder, type ChoiceQuestion } from './model.js';

export const styles = [optionStyles, fieldStyles];

/** A list in the running text. */
function renderInText(q: ChoiceQuestion, host: QuestionHost): TemplateResult {
  const [before = '', after = ''] = host.text(q.stem).split(placeholder);
  const options = host.order(q.options, 'options', q.shuffle);
  const right = host.review ? q.options.some((o) => o.id === host.response && isRight(o)) : undefined;
  // An option of a list has no room for marks.
  const plain = (id: string | undefined) => plainText(inlines(host.text(q.options.find((o) => o.id === id)?.text)));
  const chosen = q.options.find((o) => o.id === host.response);
  return html`<fieldset>
    <legend class="visually-hidden">${host.rich(`${before} … ${after}`)}</legend>
    <p class="gaps">
      ${host.rich(before)}<span class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}"
        ><select
          name=${host.uid}
          aria-label=${host.t.yourAnswer}
          ?disabled=${host.disabled}
          @change=${(e: Event) => host.answer((e.target as HTMLSelectElement).value)}
        >
          <option value="" .selected=${host.response === ''}></option>
          ${options.map((o) => html`<option value=${o.id} .selected=${o.id === host.response}>${plain(o.id)}</option>`)}</select
        >${right === undefined ? nothing : renderMark(right, plain(q.options.find(isRight)?.id), host.t)}</span
      >${host.rich(after)}
    </p>
    ${host.review && chosen?.feedback !== undefined ? html`<p class="hint">${host.rich(chosen.feedback)}</p>` : nothing}
  </fieldset>`;
}

export function render(q: ChoiceQuestion, host: QuestionHost): TemplateResult {
  if (q.inline) return renderInText(q, host);
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
      ${host.rich(q.stem)}${q.multiple ? html`<span class="muted small"> (${host.t.chooseSeveral})</span>` : nothing}
    </legend>
    <div class="options">
      ${options.map((o) =>
        renderOption({
          type: q.multiple ? 'checkbox' : 'radio',
          name: host.uid,
          value: o.id,
          label: o.media ? html`${host.rich(o.text)}${host.media(o.media)}` : host.rich(o.text),
          checked: isChosen(o.id),
          disabled: host.disabled,
          right: host.review ? isRight(o) : undefined,
          note: o.feedback === undefined ? undefined : host.rich(o.feedback),
          t: host.t,
          change: (checked) => change(o.id, checked),
        }),
      )}
    </div>
  </fieldset>`;
}
