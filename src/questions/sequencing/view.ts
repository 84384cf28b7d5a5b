import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { inline, plainText } from '../../model/inline.js';
import { ITEM, type QuestionHost } from '../kind.js';
import { optionStyles } from '../options.js';
import { sorted } from '../parts.js';
import { fieldStyles } from '../text.styles.js';
import { order, type SequencingQuestion } from './model.js';

export { kinds as words } from '../../i18n/id/kinds.js';

export const styles = [
  optionStyles,
  fieldStyles,
  css`
    .items {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--_2);
      margin: 0;
      padding: 0;
      /* Not none: Safari would no longer call it a list. */
      list-style-type: '';
    }
    .items li {
      grid-template-columns: minmax(0, 1fr);
      cursor: default;
    }
    .items .body {
      align-items: center;
    }
    .items .place {
      min-inline-size: 2ch;
      color: var(--_muted);
    }
    .items .what {
      flex: 1 1 12rem;
      display: flex;
      gap: var(--_2);
      overflow-wrap: anywhere;
    }
    .moves {
      display: flex;
      align-items: center;
      gap: var(--_1);
    }
    .moves .up .icon {
      transform: rotate(180deg);
    }
    .hint + .button {
      margin-block-start: var(--_2);
    }
    .key-order {
      margin-block-start: var(--_3);
    }
    .key-order ol {
      margin: var(--_1) 0 0;
      padding-inline-start: 1.5rem;
    }
  `,
];

const rootOf = (event: Event): ShadowRoot => (event.target as Element).getRootNode() as ShadowRoot;

type Control = 'up' | 'down' | 'to';

export function render(q: SequencingQuestion, host: QuestionHost): TemplateResult {
  const { t } = host;
  const total = q.items.length;
  // As written down, the order may be the answer. An item that an older answer does not know comes last.
  const start = host.order(sorted(q.items), 'items', q.shuffle ?? true).map((item) => item.id);
  const current = () => [...new Set([...order(q, host.response), ...start])];
  const textOf = (id: string) => host.text(q.items.find((item) => item.id === id)?.text);
  const plainOf = (id: string) => plainText(inline(textOf(id)));
  const list = current();

  const move = (root: ShadowRoot, id: string, to: number, control?: Control) => {
    const next = current().filter((other) => other !== id);
    next.splice(to, 0, id);
    host.answer(next.join(ITEM));
    const status = root.getElementById(`${host.uid}-status`);
    if (status) status.textContent = t.atPosition(plainOf(id), to + 1, total);
    if (!control) return;
    // The rows stay and their texts change: the focus goes on with the item, once it is drawn where it is now.
    const other = { up: 'down', down: 'up', to: 'to' } as const;
    setTimeout(() => {
      const find = (c: Control) => root.querySelector<HTMLElement>(`[id="${host.uid}-${to}-${c}"]:not([disabled])`);
      (find(control) ?? find(other[control]))?.focus();
    });
  };
  const moveTo = (event: Event, id: string, from: number) => {
    const select = event.target as HTMLSelectElement;
    const to = Number(select.value);
    select.value = String(from); // it is of the place, not of the item
    move(rootOf(event), id, to, 'to');
  };
  const button = (id: string, i: number, control: 'up' | 'down') =>
    html`<button
      type="button"
      class="button small ${control}"
      id="${host.uid}-${i}-${control}"
      aria-label=${(control === 'up' ? t.moveUp : t.moveDown)(plainOf(id))}
      ?disabled=${host.disabled || (control === 'up' ? i === 0 : i === total - 1)}
      @click=${(e: Event) => move(rootOf(e), id, i + (control === 'up' ? -1 : 1), control)}
    >
      ${icon('down')}
    </button>`;
  const unanswered = host.response === '';
  const wrong = host.review && list.some((id, i) => id !== q.answer[i]);

  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    <ol
      class="items"
      @pointerover=${
        host.disabled
          ? nothing
          : ({ currentTarget: at }: Event) =>
              void import('../../core/drag.js').then((d) =>
                d.dragging(at as HTMLElement, (from, to) =>
                  move((at as Element).getRootNode() as ShadowRoot, current()[from] ?? '', to),
                ),
              )
      }
    >
      ${list.map((id, i) => {
        const right = host.review && !unanswered ? id === q.answer[i] : undefined;
        return html`<li class="option ${right === undefined ? '' : right ? 'right' : 'wrong'}" part="option">
          <span class="body">
            <span class="what"
              ><span class="place numbers">${i + 1}.</span
              ><span>${host.rich(q.items.find((item) => item.id === id)?.text)}</span></span
            >
            ${
              host.review
                ? right === undefined
                  ? nothing
                  : html`<span class="mark"
                      >${icon(right ? 'check' : 'cross')}${right ? host.t.correct : host.t.incorrect}</span
                    >`
                : html`<span class="moves field">
                    <select
                      id="${host.uid}-${i}-to"
                      aria-label=${t.moveTo(plainOf(id))}
                      ?disabled=${host.disabled}
                      @change=${(e: Event) => moveTo(e, id, i)}
                    >
                      ${list.map((_, n) => html`<option value=${n} .selected=${n === i}>${n + 1}</option>`)}</select
                    >${button(id, i, 'up')}${button(id, i, 'down')}
                  </span>`
            }
          </span>
        </li>`;
      })}
    </ol>
    ${
      unanswered && !host.review
        ? html`<p class="hint">${t.orderNotYet}</p>
            <button
              type="button"
              class="button small"
              ?disabled=${host.disabled}
              @click=${(e: Event) => {
                host.answer(current().join(ITEM));
                rootOf(e).querySelector('select')?.focus(); // this button is gone now
              }}
            >
              ${t.keepOrder}
            </button>`
        : nothing
    }
    <p class="visually-hidden" role="status" id="${host.uid}-status"></p>
    ${
      host.review && (wrong || unanswered)
        ? html`<div class="key-order">
            <span class="field right"><span class="key">${host.t.rightAnswer}:</span></span>
            <ol>
              ${q.answer.map((id) => html`<li>${host.rich(q.items.find((item) => item.id === id)?.text)}</li>`)}
            </ol>
          </div>`
        : nothing
    }
  </fieldset>`;
}
