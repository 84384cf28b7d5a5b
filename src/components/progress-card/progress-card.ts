import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { ServiceController } from '../../core/controllers/service.js';
import { icon } from '../../core/icons.js';
import { iri, numberFrom } from '../../core/rules.js';
import { WidyaElement } from '../../core/widya-element.js';
import { progress } from '../../i18n/id/progress.js';
import type { CourseSummary } from '../../model/summary.js';
import { outOf100 } from '../../model/score.js';
import { baseStyles } from '../../styles/base.styles.js';
import { progressStyles } from '../../styles/progress.styles.js';
import { progressCardStyles } from './progress-card.styles.js';
import { summaryStoreOf, type SummaryStore, type SummaryView } from './summary-store.js';

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
 * @csspart age - Of when the figures are, while they cannot be read.
 * @csspart notice - That nobody is signed in, or that the session has ended.
 * @csspart sign-in - The button in it.
 * @csspart error - The error notice.
 * @csspart retry - The button in it.
 */
export class WidyaProgressCard extends WidyaElement {
  static override tag = 'widya-progress-card';
  static override words = [progress];
  static override styles = [...baseStyles, progressStyles, progressCardStyles];
  static override rules = { course: iri, jp: numberFrom(0, Infinity) };

  /** Activity IRI of the course: the `id` in its course.json. */
  @property({ type: String, attribute: 'course' }) course = '';
  /** Title; the text of the link inside unless set. */
  @property({ type: String, attribute: 'label' }) label = '';
  /** Where the button leads; the address of the link inside unless set. */
  @property({ type: String, attribute: 'href' }) href = '';
  /** Lesson hours (JP) the course grants, from 0; not shown for anything else. */
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
    this.completed = view?.summary[this.course]?.done !== undefined;
    if (!view || !this.course) this.status = 'idle';
    else if (view.status !== 'error') this.status = view.status === 'signed-out' ? 'ready' : view.status;
    else if (view.readAt) this.status = 'ready';
    else if (view.error !== this.#reported) {
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
    const { status } = this;
    const view = this.#store?.view;
    const shown = view && (status === 'ready' || (status === 'loading' && view.readAt));
    return html`<article
      class="card"
      part="card"
      aria-labelledby="title"
      aria-busy=${status === 'loading' ? 'true' : 'false'}
    >
      ${
        title || this.textContent?.trim()
          ? html`<h3 id="title" part="title">${title ? html`<bdi>${title}</bdi>` : html`<slot></slot>`}</h3>`
          : nothing
      }
      ${
        shown
          ? this.#renderProgress(view, view.summary[this.course])
          : status === 'error'
            ? this.#renderFailure()
            : html`${
                  status === 'loading'
                    ? html`<div class="status"><span class="skeleton"></span></div>
                        <div class="bar"><span class="skeleton"></span></div>
                        <span class="visually-hidden">${this.t.loading}</span>`
                    : nothing
                }
                <div class="foot">${this.#renderLink(this.t.openCourse, false)}</div>`
      }
    </article>`;
  }

  #renderLink(label: string, primary: boolean): TemplateResult | typeof nothing {
    const href = this.href || this.#link?.href;
    return href
      ? html`<a
          class="button ${primary ? 'primary' : ''}"
          id="action"
          part="action"
          href=${href}
          aria-labelledby="action title"
          >${label}</a
        >`
      : nothing;
  }

  #renderFailure(): TemplateResult {
    const { t } = this;
    const notice = this.#service.notice(t);
    const isOut = notice !== nothing;
    return html`${
        isOut
          ? notice
          : html`<div class="notice danger" part="error" role="alert">
              ${icon('alert')}
              <div>
                <strong>${t.progressFailed}</strong><span class="small">${t[this.failure?.code ?? 'lrs/network']}</span>
              </div>
            </div>`
      }
      <div class="foot">
        ${
          isOut
            ? nothing
            : html`<button type="button" class="button quiet" part="retry" @click=${() => void this.reload()}>
                ${t.retry}
              </button>`
        }
        ${this.#renderLink(t.openCourse, false)}
      </div>`;
  }

  #renderProgress(view: SummaryView, entry: CourseSummary | undefined): TemplateResult {
    const { t } = this;
    const hours = entry?.jp ?? this.jp;
    const jp = hours === undefined ? undefined : t.lessonHours(hours);
    const done = entry?.done !== undefined;
    const percent = done ? 100 : (entry?.p ?? 0);
    const signedOut = view.status === 'signed-out';
    const [mark, words] = done
      ? (['check-circle', t.completed] as const)
      : entry
        ? (['circle-half', t.inProgress] as const)
        : (['circle', t.notStarted] as const);
    return html`
      ${
        signedOut && jp === undefined
          ? nothing
          : html`<div class="status small">
              ${signedOut ? nothing : html`<span class="state ${done ? 'done' : entry ? '' : 'muted'}">${icon(mark)}${words}</span>`}
              ${jp === undefined ? nothing : html`<bdi class="muted numbers">${done ? t.earned(jp) : t.worth(jp)}</bdi>`}
              ${
                entry?.score === undefined
                  ? nothing
                  : html`<bdi class="muted numbers">${t.score(this.localize.number(outOf100(entry.score)))}</bdi>`
              }
            </div>`
      }
      ${
        signedOut
          ? nothing
          : html`<div class="bar numbers ${done ? 'done-bar' : ''}" part="bar">
              <progress max="100" .value=${percent} aria-label=${t.courseProgress(percent)}></progress
              ><span aria-hidden="true">${t.percent(percent)}</span>
            </div>`
      }
      ${this.#service.notice(t)}
      <div class="foot">
        <div class="small">
          ${entry?.next && !done ? html`<p><bdi>${t.nextLesson(this.text(entry.next.name))}</bdi></p>` : nothing}
          ${view.stale && view.status === 'error' ? this.#renderAge(view.readAt) : nothing}
        </div>
        ${this.#renderLink(done ? t.review : entry ? t.continueLesson : t.start, !done)}
      </div>
    `;
  }

  /** Figures of an earlier visit say of when they are. */
  #renderAge(readAt: Date | undefined): TemplateResult | typeof nothing {
    if (!readAt) return nothing;
    const today = readAt.toDateString() === new Date().toDateString();
    const time = this.localize.date(readAt, {
      ...(today ? {} : { day: 'numeric', month: 'short' }),
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
    return html`<p class="muted numbers" part="age">${icon('cloud')} <bdi>${this.t.asOf(time)}</bdi></p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'widya-progress-card': WidyaProgressCard;
  }
}
