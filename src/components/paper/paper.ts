import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { adoptStyles } from '../../core/adopt.js';
import { DataController } from '../../core/controllers/data.js';
import { numberFrom, oneOf } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import { baseStyles } from '../../styles/base.styles.js';
import type * as panel from './panel.js';
import type { Choice, Look, Plan } from './panel.js';

/**
 * For trainers: a quiz on paper, in forms of different order, with answer sheets and keys.
 *
 * @example
 * ```html
 * <widya-paper src="/kuis/integritas.json" forms="2"></widya-paper>
 * ```
 *
 * @tagname widya-paper
 * @slot - Shown without JavaScript, while loading, and on error.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The quiz cannot be shown.
 * @fires {Event} loadstart - `src` is being fetched.
 * @fires {Event} load - The quiz was fetched and is valid.
 * @fires {Event} error - It was not.
 * @fires {Event} loadend - After load or error.
 * @csspart sheets - The sheets, as they will be printed.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaPaper extends WidyaElement {
  static override tag = 'widya-paper';
  static override styles = [
    ...baseStyles,
    css`
      .paper {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--_4);
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--_3) var(--_6);
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: var(--_1) var(--_4);
        margin: 0;
        padding: 0;
        border: 0;
        min-inline-size: 0;
      }
      .field {
        display: grid;
        gap: var(--_1);
      }
      legend,
      .field > span {
        padding: 0;
        font-weight: 600;
      }
      label.check {
        display: inline-flex;
        align-items: center;
        gap: var(--_2);
        min-block-size: var(--_target);
      }
      input[type='checkbox'] {
        inline-size: 1.25rem;
        block-size: 1.25rem;
        accent-color: var(--_accent);
      }
      .code-field {
        inline-size: 7rem;
        text-transform: uppercase;
      }
      select,
      .code-field {
        min-block-size: var(--_target);
        padding: var(--_1) var(--_3);
        border: 1px solid var(--_control);
        border-radius: var(--_radius-small);
        background: var(--_surface);
      }
      .preview {
        max-block-size: 42rem;
        overflow: auto;
        padding: var(--_3);
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface-2);
      }
      .preview .sheets {
        display: grid;
        /* Narrower it would be another paper: then one scrolls. */
        grid-template-columns: minmax(150mm, 210mm);
        justify-content: safe center;
        gap: var(--_3);
      }
      @media (forced-colors: active) {
        .preview {
          forced-color-adjust: none;
        }
      }
    `,
  ];
  static override rules = {
    loading: oneOf('eager', 'lazy'),
    order: oneOf('mixed', 'written'),
    forms: numberFrom(1, 6, 1),
  };

  /** URL of the quiz (JSON) with its key; of an examination `/exams/NAME/grading`. */
  @property({ type: String, attribute: 'src' }) src = '';
  /** `lazy`: load when the element comes near the visible part of the page. */
  @property({ type: String, attribute: 'loading' }) loading: 'eager' | 'lazy' = 'eager';
  /** How many forms, 1 to 6: A, B, … */
  @property({ type: Number, attribute: 'forms' }) forms = 1;
  /** `mixed`: questions and options in another order in each form; `written`: as they are in the file. */
  @property({ type: String, attribute: 'order' }) order: 'mixed' | 'written' = 'mixed';
  /** Four signs from which the order follows; those of the quiz itself when absent. */
  @property({ type: String, attribute: 'batch' }) batch = '';
  /** The quiz itself, instead of `src`. */
  @property({ attribute: false }) content: unknown;

  @state() private parts = { questions: true, sheet: true, key: false };

  #panel: typeof panel | undefined;
  #plan: Plan | undefined;
  #undo: (() => void) | undefined;
  #data = new DataController<unknown>(this, {
    parse: (raw) => raw,
    source: () => ({ data: this.content, src: this.src, lazy: this.loading === 'lazy' }),
    loading: () => (this.status = 'loading'),
    ready: async (raw, base, name) => {
      this.#panel ??= await import('./panel.js');
      adoptStyles(this.shadowRoot, this.#panel.styles);
      this.#plan = await this.#panel.openPlan(raw, base, name);
      this.status = 'ready';
      this.requestUpdate();
    },
    error: (cause) => this.fail(cause),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeprint', this.#onBeforePrint);
    window.addEventListener('afterprint', this.#onAfterPrint);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeprint', this.#onBeforePrint);
    window.removeEventListener('afterprint', this.#onAfterPrint);
    this.#onAfterPrint();
  }

  /** Opens the browser's print window with the sheets alone. */
  print(): void {
    if (this.status === 'ready') window.print();
  }

  /** Fetches the quiz again. */
  reload(): void {
    this.#data.reload();
  }

  get #choice(): Choice {
    const plan = this.#plan;
    const own = plan && this.#panel ? this.#panel.batchOf(plan.quiz) : '0000';
    return {
      batch: this.#panel?.readBatch(this.batch) ?? own,
      forms: Math.round(this.forms),
      mixed: this.order === 'mixed',
      ...this.parts,
      key: this.parts.key && plan !== undefined && this.#panel?.keyIn(plan) === true,
    };
  }
  get #look(): Look {
    return { localize: this.localize, text: (value) => this.text(value) };
  }

  override render(): TemplateResult {
    if (this.status === 'error')
      return html`<div class="stack">${this.renderError(() => this.reload())}<slot></slot></div>`;
    const panel = this.#panel;
    const plan = this.#plan;
    if (this.status !== 'ready' || !panel || !plan)
      return html`<div aria-busy="true"><slot></slot><span class="visually-hidden">${this.t.loading}</span></div>`;
    const w = panel.wordsOf(this.localize.lang);
    const choice = this.#choice;
    const unknown = panel.unknownIn(plan);
    const hasKey = panel.keyIn(plan);
    const check = (name: 'questions' | 'sheet' | 'key', label: string) =>
      html`<label class="check"
        ><input
          type="checkbox"
          .checked=${choice[name]}
          ?disabled=${name === 'key' && !hasKey}
          @change=${(e: Event) => (this.parts = { ...this.parts, [name]: (e.target as HTMLInputElement).checked })}
        />${label}</label
      >`;
    return html`<section class="paper" aria-labelledby="title">
      <h3 id="title">${w.title(this.text(plan.quiz.title))}</h3>
      ${
        plan.quiz.questions.length === 0
          ? html`<p class="muted">${w.empty}</p>`
          : html`<div class="choices">
                <label class="field"
                  ><span>${w.forms}</span
                  ><select @change=${(e: Event) => (this.forms = Number((e.target as HTMLSelectElement).value))}>
                    ${[...panel.LETTERS].map(
                      (l, i) =>
                        html`<option value=${i + 1} .selected=${i + 1 === choice.forms}>
                          ${i + 1}${i === 0 ? nothing : ` (A–${l})`}
                        </option>`,
                    )}
                  </select></label
                >
                <label class="field"
                  ><span>${w.order}</span
                  ><select @change=${(e: Event) => (this.order = (e.target as HTMLSelectElement).value as 'mixed')}>
                    ${(['mixed', 'written'] as const).map(
                      (o) => html`<option value=${o} .selected=${o === this.order}>${w.orders[o]}</option>`,
                    )}
                  </select></label
                >
                ${
                  choice.mixed
                    ? html`<div class="field">
                        <span id="batch-label">${w.batch}</span>
                        <span class="row"
                          ><input
                            class="code-field numbers"
                            aria-labelledby="batch-label"
                            aria-describedby="batch-help"
                            autocomplete="off"
                            spellcheck="false"
                            maxlength="4"
                            .value=${choice.batch}
                            @change=${(e: Event) => {
                              this.batch = (e.target as HTMLInputElement).value;
                              this.requestUpdate();
                            }}
                          /><button type="button" class="button small" @click=${this.#onOther}>${w.other}</button></span
                        >
                      </div>`
                    : nothing
                }
                <fieldset>
                  <legend>${w.what}</legend>
                  ${check('questions', w.questions)}${check('sheet', w.sheet)}${check('key', w.key)}
                </fieldset>
              </div>
              <p class="small muted" id="batch-help">
                ${w.batchHelp} ${hasKey ? nothing : w.noKey} ${unknown > 0 ? w.left(unknown) : nothing}
              </p>
              <span><button type="button" class="button primary" @click=${() => this.print()}>${w.print}</button></span>
              <div class="preview" role="region" aria-label=${w.preview} tabindex="0">
                ${panel.renderSheets(this.#look, plan, choice)}
              </div>`
      }
    </section>`;
  }

  #onOther = (): void => {
    const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    this.batch = [...crypto.getRandomValues(new Uint8Array(4))].map((n) => signs[n % 32]).join('');
  };

  #onBeforePrint = (): void => {
    if (this.status !== 'ready' || !this.#panel || !this.#plan || this.#undo || this.#plan.quiz.questions.length === 0)
      return;
    this.#undo = this.#panel.putOnPaper(this.#look, this.#plan, this.#choice);
  };
  #onAfterPrint = (): void => {
    this.#undo?.();
    this.#undo = undefined;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-paper': WidyaPaper;
  }
}
