import { css, html, type TemplateResult } from 'lit';
import { fetchText } from '../../core/controllers/data.js';
import { icon } from '../../core/icons.js';
import { textSkeleton } from '../../core/skeleton.js';
import { renderMarkdown } from '../../core/markdown.js';
import { proseStyles } from '../../styles/prose.styles.js';
import { WidyaError } from '../../sdk/errors.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { wordsIn } from '../words.js';
import type { Checks } from './checks.js';
import type { PageLesson, PageQuestion } from './model.js';
import { partsOf, type PagePart } from './parts.js';

export const styles = [
  proseStyles,
  css`
    .prose > .callout,
    .prose > .reveal,
    .prose > .check {
      margin-block: var(--_6);
      padding: var(--_3) var(--_4);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-small);
    }
    .prose > .callout {
      border-inline-start: 4px solid var(--_accent);
      background: var(--_tint);
    }
    .prose > .callout.warning {
      border-inline-start-color: var(--_warning);
      background: var(--_warning-tint);
    }
    .prose > .callout.tip {
      border-inline-start-color: var(--_success);
      background: var(--_success-tint);
    }
    .callout > * + *,
    .reveal > * + *,
    .check > * + * {
      margin-block-start: var(--_2);
    }
    .callout-title,
    .check-title {
      display: flex;
      align-items: center;
      gap: var(--_2);
      font-weight: 650;
    }
    .reveal summary {
      min-block-size: 24px;
      font-weight: 600;
      cursor: pointer;
    }
    .check {
      line-height: 1.5;
    }
  `,
];

export const printable = true;

const icons = { note: 'info', tip: 'check-circle', warning: 'alert' } as const;
const words = {
  id: { note: 'Catatan', tip: 'Kiat', warning: 'Perhatian', reveal: 'Lihat jawaban' },
  en: { note: 'Note', tip: 'Tip', warning: 'Take care', reveal: 'Show the answer' },
};

class PageView implements LessonView {
  #lesson: PageLesson;
  #host: LessonHost;
  #loaded = '';
  #source: string | undefined;
  #base = '';
  #error: WidyaError | undefined;
  #abort: AbortController | undefined;
  #checks: Checks | undefined;
  #coming: Promise<unknown> | undefined;

  constructor(lesson: PageLesson, host: LessonHost) {
    this.#lesson = lesson;
    this.#host = host;
  }

  render(): TemplateResult {
    const { t } = this.#host;
    if (this.#lesson.body === undefined) this.#load(this.#host.resolve(this.#host.text(this.#lesson.src)));
    else {
      this.#source = this.#host.text(this.#lesson.body);
      this.#base = this.#host.resolve('.');
    }
    if (this.#error) {
      return html`<div class="notice danger" role="alert">
        ${icon('alert')}
        <div>
          <strong>${t[this.#error.code]}</strong>
          <span class="small">${t.errorPlace(`${this.#error.place}: ${this.#error.message}`)}</span>
          <span><button type="button" class="button small" @click=${this.#retry}>${t.retry}</button></span>
        </div>
      </div>`;
    }
    if (this.#source === undefined) {
      return html`<div aria-busy="true">${textSkeleton()}<span class="visually-hidden">${t.loading}</span></div>`;
    }
    return html`<div class="prose" part="prose" dir="auto">
      ${this.#parts(this.#source).map((p) => this.#renderPart(p))}
    </div>`;
  }

  /** The text in parts; questions that have no place in it come at its end. */
  #parts(source: string): PagePart[] {
    const parts = partsOf(source);
    const placed = new Set(parts.map((p) => (p.type === 'check' ? p.id : '')));
    const others = (this.#lesson.questions ?? []).filter((q) => !placed.has(q.id));
    return [...parts, ...others.map(({ id }): PagePart => ({ type: 'check', id }))];
  }

  #renderPart(part: PagePart): unknown {
    const { lang, t } = this.#host;
    const text = (source: string) =>
      renderMarkdown(source, { base: this.#base, headingLevel: 4, images: true, newTab: t.newTab });
    const w = wordsIn(words, lang);
    switch (part.type) {
      case 'text':
        return text(part.source);
      case 'reveal':
        return html`<details class="reveal" part="reveal">
          <summary><bdi>${part.title || w.reveal}</bdi></summary>
          ${text(part.source)}
        </details>`;
      case 'check': {
        const question = this.#lesson.questions?.find((q) => q.id === part.id);
        return question ? this.#renderCheck(question) : '';
      }
      default:
        return html`<div class="callout ${part.type}" part="callout" role="note">
          <p class="callout-title">${icon(icons[part.type])}<bdi>${part.title || w[part.type]}</bdi></p>
          ${text(part.source)}
        </div>`;
    }
  }

  #renderCheck(question: PageQuestion): TemplateResult {
    if (this.#checks) return this.#checks.render(question, this.#base);
    this.#coming ??= import('./checks.js')
      .then((m) => {
        this.#checks = new m.Checks(this.#host);
        this.#host.requestUpdate();
      })
      .catch(() => (this.#coming = undefined)); // the text is read without them, and they are asked for again
    return html`<div class="check" aria-busy="true">${textSkeleton()}</div>`;
  }

  leave(): void {
    this.#abort?.abort();
  }

  #load(url: string): void {
    if (this.#loaded === url) return;
    this.#loaded = url;
    this.#abort?.abort();
    const abort = (this.#abort = new AbortController());
    fetchText(url, { signal: abort.signal })
      .then((text) => {
        this.#source = text;
        this.#base = url;
        this.#error = undefined;
      })
      .catch((cause: unknown) => {
        if (abort.signal.aborted) return;
        this.#error = cause instanceof WidyaError ? cause : new WidyaError('data/network', String(cause), { cause });
      })
      .finally(() => {
        if (!abort.signal.aborted) this.#host.requestUpdate();
      });
  }

  #retry = (): void => {
    this.#loaded = '';
    this.#error = undefined;
    this.#host.requestUpdate();
  };
}

export const needs = (lesson: PageLesson, host: NeedsHost): Promise<LessonNeeds> =>
  import('./needs.js').then((m) => m.needs(lesson, host));

export const create = (lesson: PageLesson, host: LessonHost): LessonView => new PageView(lesson, host);
