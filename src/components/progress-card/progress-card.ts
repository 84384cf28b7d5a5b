import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { WidyaElement } from '../../core/widya-element.js';
import type { CourseSummary } from '../../model/summary.js';
import { baseStyles } from '../../styles/base.styles.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { progressCardStyles } from './progress-card.styles.js';
import { summaryStoreOf, type SummaryStore } from './summary-store.js';

/**
 * Shows how far the signed-in learner is in one course, with the next step. Any number of cards on a page makes two requests.
 *
 * @example
 * ```html
 * <widya-progress-card course="https://belajar.bln.example/kursus/etika-asn" jp="4">
 *   <a href="/kursus/etika-asn.html">Etika dan Kode Perilaku ASN</a>
 * </widya-progress-card>
 * ```
 *
 * @tagname widya-progress-card
 * @slot - A link to the course: its text is the title, its address the button's. Shown as it is without JavaScript.
 * @fires {CustomEvent<WidyaEventMap['widya-error']['detail']>} widya-error - The progress cannot be read.
 * @csspart card - The card.
 * @csspart title - The name of the course.
 * @csspart bar - The progress bar.
 * @csspart action - The link that goes on.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaProgressCard extends WidyaElement {
  static override tag = 'widya-progress-card';
  static override styles = [...baseStyles, progressStyles, progressCardStyles];

  /** Activity IRI of the course: the `id` in its course.json. */
  @property({ type: String, attribute: 'course' }) course = '';
  /** Title; the text of the link inside unless set. */
  @property({ type: String, attribute: 'label' }) label = '';
  /** Where the button leads; the address of the link inside unless set. */
  @property({ type: String, attribute: 'href' }) href = '';
  /** Lesson hours (JP) the course grants. */
  @property({ type: Number, attribute: 'jp' }) jp: number | undefined;
  /** Id of a `<widya-provider>` elsewhere on the page. */
  @property({ type: String, attribute: 'provider' }) provider = '';
  /** True once the course is completed; for CSS. */
  @property({ type: Boolean, attribute: 'completed', reflect: true }) completed = false;

  #service = new ServiceController(this, { service: () => this.#listen() });
  #store: SummaryStore | undefined;
  #unsubscribe: (() => void) | undefined;
  #reported: unknown;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
  }

  override willUpdate(): void {
    const view = this.#store?.view;
    this.status = view === undefined ? 'idle' : view.status === 'signed-out' ? 'ready' : view.status;
    this.completed = view?.summary[this.course]?.done !== undefined;
    if (view?.status === 'error' && view.error && view.error !== this.#reported) {
      this.#reported = view.error;
      this.fail(view.error);
    }
  }

  /** Reads the progress again. */
  async reload(): Promise<void> {
    if (this.isConnected) await this.#store?.load(true);
  }

  #listen(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    const service = this.#service.value;
    this.#store = service && summaryStoreOf(service);
    this.#unsubscribe = this.#store?.subscribe(() => this.requestUpdate());
    this.requestUpdate();
  }

  get #link(): HTMLAnchorElement | null {
    return this.querySelector('a');
  }

  override render(): TemplateResult {
    const title = this.label || this.#link?.textContent?.trim() || '';
    const href = this.href || this.#link?.href || '';
    const view = this.#store?.view;
    return html`<article
      class="card"
      part="card"
      aria-labelledby="title"
      aria-busy=${this.status === 'loading' ? 'true' : 'false'}
    >
      <h3 id="title" part="title">${title || html`<slot></slot>`}</h3>
      ${
        this.status === 'ready' && view
          ? this.#renderProgress(view.summary[this.course], href, view.readAt, view.status === 'signed-out')
          : this.status === 'error'
            ? html`<div class="notice danger" part="error">
                  ${icon('alert')}
                  <div>
                    <strong>${this.t.progressFailed}</strong
                    ><span class="small">${this.t[this.failure?.code ?? 'lrs/network']}</span>
                  </div>
                </div>
                <div class="foot">
                  <button type="button" class="button small" part="retry" @click=${() => void this.reload()}>
                    ${this.t.retry}
                  </button>
                  ${this.#renderLink(href, this.t.openCourse, false)}
                </div>`
            : this.status === 'loading'
              ? html`<div class="skeleton short"></div>
                  <div class="skeleton"></div>
                  <div class="foot">${this.#renderLink(href, this.t.openCourse, false)}</div>
                  <span class="visually-hidden">${this.t.loading}</span>`
              : html`<div class="foot">${this.#renderLink(href, this.t.openCourse, false)}</div>`
      }
    </article>`;
  }

  #renderLink(href: string, label: string, primary: boolean): TemplateResult | typeof nothing {
    return href
      ? html`<a class="button ${primary ? 'primary' : ''}" part="action" href=${href} aria-describedby="title"
          >${label}</a
        >`
      : nothing;
  }

  #renderProgress(
    entry: CourseSummary | undefined,
    href: string,
    readAt: Date | undefined,
    signedOut: boolean,
  ): TemplateResult {
    const { t } = this;
    const hours = entry?.jp ?? this.jp;
    const jp = hours === undefined ? undefined : t.lessonHours(hours);
    const done = entry?.done !== undefined;
    const percent = done ? 100 : (entry?.p ?? 0);
    return html`
      <div class="status small">
        ${
          done
            ? html`<span class="state done">${icon('check-circle')}${t.completed}</span>`
            : entry
              ? html`<span class="state">${icon('circle-half')}${t.inProgress}</span>`
              : html`<span class="state muted">${icon('circle')}${signedOut ? t.signedOutTitle : t.notStarted}</span>`
        }
        ${jp === undefined ? nothing : html`<span class="muted numbers">${done ? t.earned(jp) : t.worth(jp)}</span>`}
        ${
          entry?.score === undefined
            ? nothing
            : html`<span class="muted numbers">${t.score(Math.round(entry.score * 100))}</span>`
        }
      </div>
      ${
        entry
          ? html`<div class="bar numbers ${done ? 'done-bar' : ''}" part="bar">
              <progress max="100" .value=${percent} aria-label=${t.courseProgress(percent)}></progress
              ><span aria-hidden="true">${t.percent(percent)}</span>
            </div>`
          : nothing
      }
      ${entry?.next && !done ? html`<p class="small">${t.nextLesson(this.text(entry.next.name))}</p>` : nothing}
      <div class="foot">
        ${
          readAt && entry
            ? html`<span class="small muted numbers"
                >${t.asOf(this.localize.date(readAt, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }))}</span
              >`
            : html`<span></span>`
        }
        ${this.#renderLink(href, done ? t.review : entry ? t.continueLesson : t.start, !done)}
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-progress-card': WidyaProgressCard;
  }
}
