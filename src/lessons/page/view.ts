import { html, type TemplateResult } from 'lit';
import { fetchText } from '../../core/controllers/data.js';
import { icon } from '../../core/icons.js';
import { textSkeleton } from '../../core/skeleton.js';
import { renderMarkdown } from '../../core/markdown.js';
import { proseStyles } from '../../styles/prose.styles.js';
import { WidyaError } from '../../sdk/errors.js';
import type { LessonHost, LessonView } from '../kind.js';
import type { PageLesson } from './model.js';

export const styles = proseStyles;

class PageView implements LessonView {
  #lesson: PageLesson;
  #host: LessonHost;
  #loaded = '';
  #source: string | undefined;
  #base = '';
  #error: WidyaError | undefined;
  #abort: AbortController | undefined;

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
      ${renderMarkdown(this.#source, { base: this.#base, headingLevel: 4, images: true, newTab: t.newTab })}
    </div>`;
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

export const create = (lesson: PageLesson, host: LessonHost): LessonView => new PageView(lesson, host);
