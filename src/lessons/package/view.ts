// What every package lesson shows around its content: progress while it comes, what went wrong, the frame, its end.
import { css, html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../core/icons.js';
import { WidyaError } from '../../sdk/errors.js';
import type { LessonHost, LessonView } from '../kind.js';
import type { Step } from './packages.js';
import { wordsIn, type words } from './words.js';

export const packageStyles = css`
  .package {
    display: grid;
    gap: var(--_3);
  }
  .content-frame {
    display: block;
    inline-size: 100%;
    block-size: min(75vh, 48rem);
    min-block-size: 24rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
    background: #fff;
    color-scheme: light;
  }
  /* Loading, but with nothing to show yet. */
  .content-frame.waits {
    block-size: 0;
    min-block-size: 0;
    border: 0;
    visibility: hidden;
  }
  .content-frame:fullscreen {
    border: 0;
    border-radius: 0;
  }
  .package-wait {
    display: grid;
    gap: var(--_2);
    padding: var(--_5) var(--_4);
    border: 1px solid var(--_border);
    border-radius: var(--_radius-small);
  }
  .package .package-parts {
    padding: 0;
    border: 0;
  }
  .package-parts ol {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_1);
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .package-parts [aria-current] {
    background: var(--_tint);
  }
  .package progress {
    inline-size: 100%;
  }
`;

/** One opening of the content. Ends when the lesson is left, or the content says so. */
export interface Playing {
  /** Shown as soon as it is there; undefined when the content runs elsewhere. */
  frame: HTMLIFrameElement | undefined;
  /** Where it is, when it must have a window of its own (cmi5 13.1.4 launchMethod). */
  window?: string;
  close(): Promise<void>;
}

/** Content in a window of its own still says its last words after it was closed. */
const LAST_WORDS = 2000;

/** What bringing content up has to work with. */
export interface PlayOptions {
  signal: AbortSignal;
  progress: (step: Step) => void;
  /** Takes the frame as soon as there is one, and again when there is something to see in it. */
  show: (frame: HTMLIFrameElement) => void;
}

export abstract class PackageView implements LessonView {
  protected host: LessonHost;
  #playing: Playing | undefined;
  #step: Step | undefined;
  #error: WidyaError | undefined;
  #ended = false;
  #abort: AbortController | undefined;

  constructor(host: LessonHost) {
    this.host = host;
  }

  protected get words(): (typeof words)['id'] {
    return wordsIn(this.host.lang);
  }

  /** Brings the content up. */
  protected abstract play(o: PlayOptions): Promise<Playing>;

  render(): TemplateResult {
    const w = this.words;
    if (!this.#abort && !this.#ended) this.#begin();
    const frame = this.#frame;
    return html`<div class="package" part="package">
      ${
        this.host.service?.principal == null && !this.host.readonly
          ? html`<p class="small muted">${icon('info')} ${w.notRecorded}</p>`
          : nothing
      }
      ${
        this.#error
          ? this.#renderError(this.#error)
          : this.#ended
            ? html`<div class="notice">
                ${icon('check-circle')}
                <div>
                  ${w.ended}
                  <span><button type="button" class="button small" @click=${this.#again}>${w.again}</button></span>
                </div>
              </div>`
            : this.#playing?.window !== undefined
              ? this.#renderWindow(this.#playing.window)
              : frame && !frame.classList.contains('waits')
                ? this.renderBar()
                : this.#renderWait()
      }
      ${this.#ended || this.#error ? nothing : frame}
    </div>`;
  }

  #frame: HTMLIFrameElement | undefined;

  /** Above the content. */
  protected renderBar(): TemplateResult | typeof nothing {
    const frame = this.#frame;
    if (!frame || !document.fullscreenEnabled) return nothing;
    return html`<div class="row">
      <button
        type="button"
        class="button quiet small"
        @click=${() => void frame.requestFullscreen().catch(() => undefined)}
      >
        ${this.words.full}
      </button>
    </div>`;
  }

  #window: Window | undefined;
  #isBlocked = false;

  #renderWindow(url: string): TemplateResult {
    const w = this.words;
    return html`<div class="package-wait">
      <p>${this.#window ? w.windowOpen : w.windowHelp}</p>
      ${
        this.#window
          ? nothing
          : html`<span
              ><button type="button" class="button primary" @click=${() => this.#openWindow(url)}>
                ${w.openWindow}
              </button></span
            >`
      }
      ${this.#isBlocked ? html`<p role="alert">${w.windowBlocked}</p>` : nothing}
    </div>`;
  }

  #openWindow(url: string): void {
    const opened = window.open('', '_blank');
    this.#isBlocked = opened === null;
    this.#window = opened ?? undefined;
    this.host.requestUpdate();
    if (!opened) return;
    // Content must not send this page elsewhere; we keep hold of its window, to know when it is closed.
    opened.opener = null;
    opened.location.href = url;
    const watch = setInterval(() => {
      if (!opened.closed && this.#window === opened) return;
      clearInterval(watch);
      setTimeout(() => this.#window === opened && this.ended(), LAST_WORDS);
    }, 500);
  }

  #renderWait(): TemplateResult {
    const w = this.words;
    const s = this.#step;
    const text = s === undefined ? w.preparing : s.step === 'fetching' ? w.fetching(s.done, s.total) : w.unpacking;
    return html`<div class="package-wait" aria-busy="true">
      <span id="package-wait">${text}</span>
      <progress
        aria-labelledby="package-wait"
        max=${s && s.total > 0 ? s.total : nothing}
        value=${s && s.total > 0 ? s.done : nothing}
      ></progress>
    </div>`;
  }

  #renderError(error: WidyaError): TemplateResult {
    const { t } = this.host;
    return html`<div class="notice danger" role="alert">
      ${icon('alert')}
      <div>
        <strong>${t[error.code]}</strong>
        <span class="small">${t.errorPlace([error.place, error.message].filter(Boolean).join(': '))}</span>
        <span><button type="button" class="button small" @click=${this.#again}>${t.retry}</button></span>
      </div>
    </div>`;
  }

  /** The content has ended by itself. */
  protected ended(): void {
    this.#ended = true;
    void this.#stop();
    this.host.requestUpdate();
  }

  #again = (): void => {
    this.#ended = false;
    this.#error = undefined;
    this.#abort = undefined;
    this.host.requestUpdate();
  };

  #begin(): void {
    const abort = (this.#abort = new AbortController());
    this.#step = undefined;
    this.#frame = undefined;
    const alive = (): boolean => !abort.signal.aborted;
    this.play({
      signal: abort.signal,
      progress: (step) => {
        if (!alive()) return;
        this.#step = step;
        this.host.requestUpdate();
      },
      show: (frame) => {
        if (!alive()) return;
        this.#frame = frame;
        this.host.requestUpdate();
      },
    })
      .then((playing) => {
        if (!alive()) return playing.close();
        this.#playing = playing;
        this.host.requestUpdate();
        return undefined;
      })
      .catch((cause: unknown) => {
        if (!alive()) return;
        this.#error =
          cause instanceof WidyaError
            ? cause
            : new WidyaError('component/failed', cause instanceof Error ? cause.message : String(cause), { cause });
        this.host.requestUpdate();
      });
  }

  async #stop(): Promise<void> {
    this.#window?.close();
    this.#window = undefined;
    const playing = this.#playing;
    this.#playing = undefined;
    this.#abort?.abort();
    await playing?.close();
  }

  leave(): void {
    void this.#stop();
  }
}
