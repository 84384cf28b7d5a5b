import { css, html, nothing, type TemplateResult } from 'lit';
import { inline, plainText } from '../../model/inline.js';
import type { QuestionHost } from '../kind.js';
import { renderMark } from '../marks.js';
import { optionStyles } from '../options.js';
import { fieldStyles } from '../text.styles.js';
import { icon } from '../../core/icons.js';
import type { Part } from '../parts.js';
import { read, write, type MatchingQuestion } from './model.js';

export { kinds as words } from '../../i18n/id/kinds.js';

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
    .columns {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_2) var(--_6);
      margin-block-start: var(--_2);
    }
    .columns ul {
      flex: 1 1 14rem;
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
      gap: var(--_2);
      margin: 0;
      padding: 0;
      list-style-type: '';
    }
    .columns button.option {
      flex: 1 1 10rem;
      inline-size: 100%;
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
      background: var(--_surface);
      text-align: start;
    }
    .columns button.option:disabled {
      cursor: default;
      opacity: 1;
    }
    .columns [aria-pressed='true'] {
      border-color: var(--_accent);
      background: var(--_tint);
    }
    .pair select {
      inline-size: 100%;
      min-inline-size: 0;
    }
  `,
];

/** The source that is to get a target, while one is chosen; of the page alone. */
const picked = new WeakMap<Node, string>();

/** A source is clicked, then its target: for texts that are too long for a list. No dragging is needed. */
function renderClicks(q: MatchingQuestion, host: QuestionHost, targets: readonly Part[]): TemplateResult {
  const { t } = host;
  const { chosen } = read(q, host.response);
  const plain = (text: Part['text'] | undefined) => plainText(inline(host.text(text)));
  const targetOf = (id: string | undefined) => q.targets.find((one) => one.id === id);
  const say = (root: ShadowRoot, text: string) => {
    const status = root.getElementById(`${host.uid}-status`);
    if (status) status.textContent = text;
  };
  /** Native state of the buttons: pressed is what is picked. */
  const pick = (event: Event, id: string) => {
    const button = event.currentTarget as HTMLElement;
    const root = button.getRootNode() as ShadowRoot;
    const again = picked.get(root) === id;
    if (again) picked.delete(root);
    else picked.set(root, id);
    for (const b of root.querySelectorAll('.sources button'))
      b.setAttribute('aria-pressed', String(b === button && !again));
    const source = q.sources.find((s) => s.id === id);
    say(root, again ? '' : t.matchPicked(plain(source?.text)));
    const first = root.querySelector<HTMLElement>('.targets button');
    if (!again && event instanceof PointerEvent && event.detail === 0) first?.focus(); // by keyboard: on to the targets
  };
  const match = (index: number, target: Part | undefined) => {
    const next = read(q, host.response).chosen;
    next[index] = target?.id ?? '';
    host.answer(write(q, next));
  };
  const place = (event: Event, target: Part) => {
    const button = event.currentTarget as HTMLElement;
    const root = button.getRootNode() as ShadowRoot;
    const id = picked.get(root);
    const index = q.sources.findIndex((s) => s.id === id);
    if (index < 0) return say(root, t.matchFirst);
    picked.delete(root);
    match(index, target);
    const sources = [...root.querySelectorAll<HTMLElement>('.sources .option')];
    for (const b of sources) b.setAttribute('aria-pressed', 'false');
    say(root, t.matched(plain(q.sources[index]?.text), plain(target.text)));
    if (event instanceof PointerEvent && event.detail === 0) (sources[index + 1] ?? sources[index])?.focus();
  };
  const clear = (event: Event, index: number) => {
    match(index, undefined);
    ((event.currentTarget as Element).previousElementSibling as HTMLElement).focus(); // this button is gone now
  };
  return html`<fieldset>
    <legend>${host.rich(q.stem)}</legend>
    ${host.disabled ? nothing : html`<p class="hint">${t.matchHow}</p>`}
    <div class="columns">
      <ul class="sources" aria-label=${t.matchSources}>
        ${q.sources.map((source, i) => {
          const own = targetOf(chosen[i]);
          const right = host.review ? own?.id === source.target : undefined;
          return html`<li class="field ${right === undefined ? '' : right ? 'right' : 'wrong'}">
            <button
              type="button"
              class="option"
              aria-pressed="false"
              ?disabled=${host.disabled}
              @click=${(e: Event) => pick(e, source.id)}
            >
              <span>${host.rich(source.text)}</span>
              <span class="visually-hidden">, </span>
              <span class="small muted">${own ? html`→ ${host.rich(own.text)}` : t.matchNone}</span>
            </button>
            ${
              own && !host.disabled
                ? html`<button
                    type="button"
                    class="button small quiet"
                    aria-label=${t.matchClear(plain(source.text))}
                    @click=${(e: Event) => clear(e, i)}
                  >
                    ${icon('cross')}
                  </button>`
                : nothing
            }
            ${right === undefined ? nothing : renderMark(right, plain(targetOf(source.target)?.text), host.t)}
          </li>`;
        })}
      </ul>
      <ul
        class="targets"
        aria-label=${t.matchTargets}
        @pointerover=${
          host.disabled
            ? nothing
            : ({ currentTarget: at }: Event) =>
                void import('../../core/drag.js').then((d) =>
                  d.dragging(at as HTMLElement, (from, to) => match(to, targets[from]), '.sources > li', '.columns'),
                )
        }
      >
        ${targets.map(
          (t) =>
            html`<li>
              <button type="button" class="option" ?disabled=${host.disabled} @click=${(e: Event) => place(e, t)}>
                <span>${host.rich(t.text)}</span>
              </button>
            </li>`,
        )}
      </ul>
    </div>
    <p class="visually-hidden" role="status" id="${host.uid}-status"></p>
  </fieldset>`;
}

export function render(q: MatchingQuestion, host: QuestionHost): TemplateResult {
  const { chosen } = read(q, host.response);
  // In the order of the sources targets would tell the answer, so they are mixed unless the author says no.
  const targets = host.order(q.targets, 'targets', q.shuffle ?? true);
  if (q.layout === 'click') return renderClicks(q, host, targets);
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
            <option value="" .selected=${own === ''}>${host.t.chooseMatch}</option>
            ${targets.map((t) => html`<option value=${t.id} .selected=${own === t.id}>${textOf(t.id)}</option>`)}
          </select>
          ${right === undefined ? nothing : renderMark(right, textOf(source.target), host.t)}
        </span>
      </div>`;
    })}
  </fieldset>`;
}
