import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { WidyaElement } from '../../core/widya-element.js';
import { baseStyles } from '../../styles/base.styles.js';
import type { Finding } from './checks.js';
import { words, type DoctorWords } from './words.js';

/**
 * Examines the page it stands in: LRS, sign-in, clock, storage, policies. Says what is wrong in plain words, and how to put it right.
 *
 * @example
 * ```html
 * <widya-provider endpoint="/xapi" session="/sesi">
 *   <widya-doctor></widya-doctor>
 * </widya-provider>
 * ```
 *
 * @tagname widya-doctor
 * @slot - Shown without JavaScript.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The examination itself failed.
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart summary - How many problems and suggestions.
 * @csspart findings - The list.
 * @csspart policy - The header to set.
 * @csspart report - The report as text, where it could not be copied.
 */
export class WidyaDoctor extends WidyaElement {
  static override tag = 'widya-doctor';
  static override styles = [
    ...baseStyles,
    css`
      :host {
        container-type: inline-size;
      }
      .notice {
        margin-block-end: var(--_3);
      }
      [part='summary'] {
        margin-block: var(--_4) var(--_2);
      }
      ul {
        list-style: none;
        padding: 0;
        margin-block: 0;
      }
      li {
        display: grid;
        grid-template-columns: auto 6.5rem 1fr;
        gap: 0 var(--_2);
        padding-block: var(--_2);
        border-block-end: 1px solid var(--_border);
      }
      li .icon {
        margin-block-start: 0.15em;
      }
      @container (inline-size < 28rem) {
        li {
          grid-template-columns: auto 1fr;
        }
        li > span {
          grid-column: 2;
        }
      }
      ul + p {
        margin-block-start: var(--_4);
      }
      pre {
        margin-block: var(--_2) var(--_4);
        padding: var(--_3);
        border-radius: var(--_radius-small);
        background: var(--_tint);
      }
      pre {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';

  @state() private findings: Finding[] | undefined;
  @state() private running = false;
  @state() private copied = false;
  @state() private shown = false;

  #service = new ServiceController(this);
  #policy = '';

  override willUpdate(): void {
    if (this.status !== 'error') this.status = this.running ? 'loading' : this.#service.value ? 'ready' : 'idle';
  }

  /** Examines the page again. */
  async reload(): Promise<void> {
    const service = this.#service.value;
    if (!service || this.running) return;
    this.running = true;
    this.copied = false;
    this.failure = undefined;
    this.status = 'loading';
    try {
      const { examine, policyFor, scriptOrigins } = await import('./checks.js');
      this.findings = await examine(service);
      this.#policy = policyFor(service.endpoint, scriptOrigins());
    } catch (cause) {
      this.fail(cause);
    } finally {
      this.running = false;
    }
  }

  /** The findings as text for a help desk. Holds no personal data: no name, id, address of a person, or token. */
  get report(): string {
    const lines = (this.findings ?? []).map((f) => `${f.level.padEnd(4)} ${f.check}${f.seen ? `: ${f.seen}` : ''}`);
    return [`widya-doctor ${new Date().toISOString()}`, navigator.userAgent, ...lines, this.#policy].join('\n');
  }

  get #words(): DoctorWords {
    return this.localize.lang.startsWith('en') ? words.en : words.id;
  }

  override render(): TemplateResult {
    const w = this.#words;
    const { findings } = this;
    if (!this.#service.value) return html`<slot></slot>`;
    return html`${this.#service.notice(this.t)}
      <button type="button" class="button" aria-disabled=${this.running} @click=${() => void this.reload()}>
        ${this.running ? w.running : w.start}
      </button>
      ${this.failure ? this.renderError(() => void this.reload()) : nothing}
      <div role="status">
        ${
          findings
            ? html`<p part="summary">
                <strong
                  >${w.summary(
                    findings.filter((f) => f.level === 'bad').length,
                    findings.filter((f) => f.level === 'warn').length,
                  )}</strong
                >
              </p>`
            : nothing
        }
      </div>
      ${findings ? this.#renderFindings(findings) : nothing}`;
  }

  #renderFindings(findings: readonly Finding[]): TemplateResult {
    const w = this.#words;
    const icons = { ok: 'check-circle', open: 'circle', warn: 'info', bad: 'alert' } as const;
    return html`<ul part="findings">
        ${findings.map(({ check, level, seen = '' }) => {
          const { ok, fix } = w.checks[check];
          return html`<li>
            ${icon(icons[level])}<strong>${w.levels[level]}</strong
            ><span>${level === 'ok' || level === 'open' ? ok(seen) : fix(seen)}</span>
          </li>`;
        })}
      </ul>
      <p>${w.policy}</p>
      <pre part="policy"><code>Content-Security-Policy: ${this.#policy}</code></pre>
      <button type="button" class="button small" @click=${() => void this.#copy()}>${w.copy}</button>
      <span role="status">${this.copied ? w.copied : ''}</span>
      ${this.shown ? html`<pre part="report">${this.report}</pre>` : nothing}`;
  }

  async #copy(): Promise<void> {
    // Plain http pages have no clipboard: the report is shown, for the person to copy.
    const { clipboard } = navigator as Partial<Navigator>;
    this.copied =
      clipboard !== undefined &&
      (await clipboard
        .writeText(this.report)
        .then(() => true)
        .catch(() => false));
    this.shown = !this.copied;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-doctor': WidyaDoctor;
  }
}
