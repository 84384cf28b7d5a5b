import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { WidyaElement } from '../../core/widya-element.js';
import { embeddable, embedCode, embedGrades, type EmbedGrade } from '../../model/embed.js';
import { WidyaError } from '../../sdk/errors.js';
import { baseStyles } from '../../styles/base.styles.js';
import { words, type EmbedWords } from './words.js';

/** Present or not. */
const flags = new Set(['readonly', 'no-tour', 'quiet']);

/**
 * Makes the HTML that shows a part of Widya in somebody else's page: as a tag, a placeholder, a frame or a link.
 *
 * @example
 * ```html
 * <widya-embed-builder element="quiz" embed="https://belajar.go.id/embed/"></widya-embed-builder>
 * ```
 *
 * @tagname widya-embed-builder
 * @csspart fields - What is asked.
 * @csspart code - The HTML.
 * @csspart copy - The button that copies it.
 * @csspart missing - What is still to be filled in, or what is wrong.
 */
export class WidyaEmbedBuilder extends WidyaElement {
  static override tag = 'widya-embed-builder';
  static override styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .builder,
      .fields {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--_4);
      }
      @container (min-width: 44rem) {
        .builder {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
      }
      .fields {
        align-content: start;
      }
      fieldset {
        display: grid;
        gap: var(--_2);
        min-inline-size: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-block-end: var(--_1);
        padding: 0;
        font-weight: 600;
      }
      label.field {
        display: grid;
        gap: var(--_1);
      }
      :is(input:not([type='radio'], [type='checkbox']), select, textarea) {
        inline-size: 100%;
        min-inline-size: 0;
        min-block-size: 2.5rem;
        padding: var(--_1) var(--_2);
        border: 1px solid var(--_border-strong, var(--_border));
        border-radius: var(--_radius-small);
        background: var(--_surface);
      }
      .field > textarea.code {
        min-block-size: 9rem;
        font-family: ui-monospace, monospace;
        font-size: 0.875rem;
        resize: vertical;
      }
      .grade {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--_2);
        align-items: baseline;
        min-block-size: 28px;
      }
      .grade .small {
        grid-column: 2;
      }
    `,
  ];

  /** The tag that is chosen at first, with or without `widya-`. */
  @property({ type: String, attribute: 'element' }) element = 'course-player';
  /** Where the server's pages for frames are. */
  @property({ type: String, attribute: 'embed' }) embed = '/embed/';

  @state() private values: Record<string, string> = {};
  @state() private href = '';
  @state() private label = '';
  @state() private grade: EmbedGrade = 'placeholder';
  @state() private copied = false;

  /** The HTML as it is now; '' while something is missing. */
  get code(): string {
    const { href, label: text } = this;
    if (!href || !text) return '';
    const attributes = Object.fromEntries(
      Object.entries(this.values).filter(([name, value]) => value !== '' || flags.has(name)),
    );
    try {
      return embedCode({ tag: this.#tag, attributes, href, text, embed: this.embed }, this.grade);
    } catch (cause) {
      if (cause instanceof WidyaError) return '';
      throw cause;
    }
  }

  get #tag(): string {
    const name = this.element.replace(/^widya-/, '');
    return Object.hasOwn(embeddable, name) ? name : 'course-player';
  }

  get #words(): EmbedWords {
    return /^en\b/i.test(this.localize.lang) ? words.en : words.id;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.status = 'ready';
  }

  override render(): TemplateResult {
    const w = this.#words;
    const { code } = this;
    const field = (label: string, value: string, set: (value: string) => void, type = 'text') =>
      html`<label class="field"
        ><span>${label}</span
        ><input
          type=${type}
          .value=${value}
          @input=${(e: Event) => {
            this.copied = false;
            set((e.target as HTMLInputElement).value);
          }}
      /></label>`;
    return html`<div class="builder">
      <div class="fields" part="fields">
        <label class="field"
          ><span>${w.tag}</span
          ><select @change=${this.#onTag}>
            ${Object.keys(embeddable).map((name) => html`<option value=${name} ?selected=${name === this.#tag}>widya-${name}</option>`)}
          </select></label
        >
        ${field(w.href, this.href, (value) => (this.href = value), 'url')}
        ${field(w.text, this.label, (value) => (this.label = value))}
        <fieldset>
          <legend>${w.attributes}</legend>
          ${(embeddable[this.#tag] ?? []).map((name) =>
            flags.has(name)
              ? this.#renderFlag(name)
              : field(name, this.values[name] ?? '', (value) => (this.values = { ...this.values, [name]: value })),
          )}
        </fieldset>
      </div>
      <div class="fields">
        <fieldset>
          <legend>${w.grade}</legend>
          ${embedGrades.map(
            (grade) =>
              html`<label class="grade"
                ><input
                  type="radio"
                  name="grade"
                  value=${grade}
                  .checked=${this.grade === grade}
                  @change=${() => {
                    this.grade = grade;
                    this.copied = false;
                  }}
                /><strong>${w.grades[grade][0]}</strong><span class="small muted">${w.grades[grade][1]}</span></label
              >`,
          )}
        </fieldset>
        <label class="field"
          ><span>${w.code}</span
          ><textarea class="code" part="code" readonly spellcheck="false" .value=${code}></textarea>
        </label>
        ${code === '' ? html`<p class="small muted" part="missing">${w.missing}</p>` : nothing}
        <div class="row">
          <button type="button" class="button" part="copy" ?disabled=${code === ''} @click=${this.#onCopy}>
            ${w.copy}
          </button>
          <span class="small" role="status">${this.copied ? w.copied : ''}</span>
        </div>
      </div>
    </div>`;
  }

  #renderFlag(name: string): TemplateResult {
    return html`<label class="grade"
      ><input
        type="checkbox"
        .checked=${this.values[name] !== undefined}
        @change=${(e: Event) => {
          const { [name]: _, ...rest } = this.values;
          this.values = (e.target as HTMLInputElement).checked ? { ...rest, [name]: '' } : rest;
          this.copied = false;
        }}
      />${name}</label
    >`;
  }

  readonly #onTag = (e: Event): void => {
    this.element = (e.target as HTMLSelectElement).value;
    this.values = {};
    this.copied = false;
  };

  readonly #onCopy = async (): Promise<void> => {
    const field = this.renderRoot.querySelector('textarea');
    // Plain http pages have no clipboard: the text is marked, for the person to copy.
    field?.select();
    try {
      await navigator.clipboard.writeText(this.code);
      this.copied = true;
    } catch {
      field?.focus();
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-embed-builder': WidyaEmbedBuilder;
  }
}
